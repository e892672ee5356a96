"""Who is meant: one person under several names, and verbs whose subject is not named again."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from tawatur.arabic.folding import fold_word
from tawatur.arabic.lexicon import KUNYA, find_speaker_word
from tawatur.arabic.verbs import Gender, Number, VerbForm
from tawatur.statements.mentions import Mention

MAX_CARRY_SENTENCES = 8  # how far back a subject may stand that a verb without one continues


@dataclass(slots=True, kw_only=True)
class Speaker:
    """One possible speaker of a text under all its names.

    Attributes:
        name: the fullest name in the text.
        genders: genders that a verb or a title showed; empty when none did.
    """

    name: str
    kind: str
    role: str | None
    handle: str | None
    gender: Gender | None
    number: Number
    head: str | None
    words: frozenset[str]
    mentions: list[Mention] = field(default_factory=list)

    def agrees(self, form: VerbForm) -> bool:
        """Whether a verb form can have this speaker as the subject that it leaves out."""
        is_many = self.number == "plural" or self.kind == "collective"
        if form.number == "plural":
            return is_many and self.number != "dual" or self.number == "dual"
        if form.number == "dual":
            return self.number == "dual"
        if is_many or self.number == "dual":
            return False
        return self.gender is None or self.gender == form.gender


_PARTICLES = KUNYA | frozenset({"ال", "دي", "فان", "دو", "لا"})


def name_words(name: str) -> frozenset[str]:
    """Folded words of a name that identify its bearer; particles of names left out."""
    folded = (fold_word(word) for word in name.replace("_", " ").split())
    return frozenset(word for word in folded if word not in _PARTICLES and len(word) > 1) or frozenset({fold_word(name)})


class Directory:
    """All speakers of one text; mentions are added in text order."""

    def __init__(self) -> None:
        self.speakers: list[Speaker] = []

    def add_all(self, mentions: Iterable[Mention]) -> None:
        """Enter mentions; the fullest names first, so that a short name before the full one finds it."""
        for mention in sorted(mentions, key=lambda mention: (-len(mention.name.split()), mention.first)):
            self.find(mention)

    def knows(self, mention: Mention) -> bool:
        """Whether somebody of the text is so named, without entering anybody."""
        return self._known(mention) is not None

    def find(self, mention: Mention) -> Speaker:
        """The speaker that a mention names, entered if new."""
        known = self._known(mention)
        if known is None:
            known = Speaker(
                name=mention.name,
                kind=mention.kind,
                role=mention.role,
                handle=mention.handle,
                gender=mention.gender,
                number=mention.number,
                head=mention.head,
                words=name_words(mention.name),
            )
            self.speakers.append(known)
        known.role = known.role or mention.role
        known.handle = known.handle or mention.handle
        known.gender = known.gender or mention.gender
        known.mentions.append(mention)
        return known

    def _known(self, mention: Mention) -> Speaker | None:
        wanted = name_words(mention.name)
        for speaker in self.speakers:
            if mention.handle and speaker.handle == mention.handle:
                return speaker
            if speaker.words == wanted and speaker.kind == mention.kind:
                return speaker
        before = [speaker for speaker in self.speakers if last_before(speaker, mention.first) is not None]
        before.sort(key=lambda speaker: last_before(speaker, mention.first) or 0, reverse=True)
        if mention.kind == "person" and (mention.role or mention.head is None):
            return self._same_person(mention, wanted, before)
        return self._referred_to(mention, wanted, before)

    def _same_person(self, mention: Mention, wanted: frozenset[str], before: list[Speaker]) -> Speaker | None:
        """The bearer of a fuller name that holds all words of this one; nearest before, else anywhere."""
        for speaker in [*before, *self.speakers]:
            if speaker.kind != "person" or not wanted < speaker.words:
                continue
            if mention.gender and speaker.gender and mention.gender != speaker.gender and len(wanted) == 1:
                continue
            return speaker
        return None

    def _referred_to(self, mention: Mention, wanted: frozenset[str], before: list[Speaker]) -> Speaker | None:
        """الوزير, الجامعة, المصدر: somebody named before by the same noun."""
        if not mention.is_definite or mention.head is None:
            return None
        for speaker in before:
            is_same_gender = not (mention.gender and speaker.gender) or mention.gender == speaker.gender
            if speaker.number != mention.number or not is_same_gender:
                continue
            role_heads = {_bare(word) for word in (speaker.role or "").split()[:6]}
            if speaker.kind == "person" and speaker.role and mention.head in role_heads:
                extra = {_bare(word) for word in wanted} - {mention.head}
                if not extra or extra & role_heads:
                    return speaker
            own = {_bare(word) for word in speaker.words}
            if speaker.head == mention.head and {_bare(word) for word in wanted} <= own:
                return speaker
        return None


def _bare(word: str) -> str:
    folded = fold_word(word)
    if folded.startswith("ال") and len(folded) > 4:
        return folded[2:]
    if folded[:1] == "و" and find_speaker_word(folded[1:]):
        return _bare(folded[1:])
    return folded


def last_before(speaker: Speaker, position: int) -> int | None:
    """Token of the last mention of a speaker before a position; None when there is none."""
    return max((mention.first for mention in speaker.mentions if mention.first < position), default=None)

"""Who is meant: one person under several names, and verbs whose subject is not named again."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Iterable, Iterator
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
        gender: as a verb, a title or the name shows it; None when nothing does.
        order: number of entry, so that ties fall the same way each time.
        mentions: in order of entry; positions: their first tokens, sorted.
    """

    name: str
    kind: str
    role: str | None
    handle: str | None
    gender: Gender | None
    number: Number
    head: str | None
    words: frozenset[str]
    order: int
    mentions: list[Mention] = field(default_factory=list)
    positions: list[int] = field(default_factory=list)

    def agrees(self, form: VerbForm) -> bool:
        """Whether a verb form can have this speaker as the subject that it leaves out."""
        is_many = self.number == "plural" or self.kind == "collective"
        if form.number == "plural":
            return (is_many and self.number != "dual") or self.number == "dual"
        if form.number == "dual":
            return self.number == "dual"
        if is_many or self.number == "dual":
            return False
        return self.gender is None or self.gender == form.gender


_PARTICLES = KUNYA | frozenset({"ال", "دي", "فان", "دو", "لا"})


def name_words(name: str) -> frozenset[str]:
    """Folded words of a name that identify its bearer; particles of names left out."""
    folded = (fold_word(word) for word in name.replace("_", " ").split())
    return frozenset(word for word in folded if word not in _PARTICLES and len(word) > 1) or frozenset(
        {fold_word(name)}
    )


class Directory:
    """All speakers of one text, found by name, by handle and by head noun."""

    def __init__(self) -> None:
        self.speakers: list[Speaker] = []
        self._by_handle: dict[str, Speaker] = {}
        self._by_words: dict[tuple[frozenset[str], str], Speaker] = {}
        self._people_by_word: dict[str, list[Speaker]] = {}
        self._by_head: dict[str, list[Speaker]] = {}
        self._timeline: list[tuple[int, int]] = []  # (first token of a mention, order of its speaker), sorted

    def add_all(self, mentions: Iterable[Mention]) -> None:
        """Enter mentions; the fullest names first, so that a short name before the full one finds it."""
        for mention in sorted(mentions, key=lambda mention: (-len(mention.name.split()), mention.first)):
            self.find(mention)

    def knows(self, mention: Mention) -> bool:
        """Whether somebody of the text is so named, without entering anybody."""
        return self._known(mention) is not None

    def before(self, position: int) -> Iterator[tuple[int, Speaker]]:
        """(first token of a mention, its speaker), nearest before a position first."""
        for at in range(bisect_left(self._timeline, (position, -1)) - 1, -1, -1):
            first, order = self._timeline[at]
            yield first, self.speakers[order]

    def find(self, mention: Mention) -> Speaker:
        """The speaker that a mention names, entered if new."""
        known = self._known(mention)
        if known is None:
            known = Speaker(
                name=mention.name,
                kind=mention.kind,
                role=None,
                handle=mention.handle,
                gender=mention.gender,
                number=mention.number,
                head=mention.head,
                words=name_words(mention.name),
                order=len(self.speakers),
            )
            self.speakers.append(known)
            self._by_words.setdefault((known.words, known.kind), known)
            if known.kind == "person":
                for word in known.words:
                    self._people_by_word.setdefault(word, []).append(known)
            if known.head:
                self._by_head.setdefault(known.head, []).append(known)
        if mention.role and not known.role:
            known.role = mention.role
            for head in _role_heads(mention.role):
                self._by_head.setdefault(head, []).append(known)
        known.handle = known.handle or mention.handle
        if known.handle:
            self._by_handle.setdefault(known.handle, known)
        known.gender = known.gender or mention.gender
        if last_before(known, mention.first + 1) != mention.first:
            insort(known.positions, mention.first)
            insort(self._timeline, (mention.first, known.order))
            known.mentions.append(mention)
        return known

    def _known(self, mention: Mention) -> Speaker | None:
        wanted = name_words(mention.name)
        if mention.handle and mention.handle in self._by_handle:
            return self._by_handle[mention.handle]
        same = self._by_words.get((wanted, mention.kind))
        if same is not None:
            return same
        if mention.kind == "person" and (mention.role or mention.head is None):
            return self._same_person(mention, wanted)
        referred = self._referred_to(mention, wanted)
        if referred is None and mention.kind == "person" and len(wanted) == 1:
            return self._same_person(mention, wanted)  # الخطيب: a surname, not a preacher
        return referred

    def _same_person(self, mention: Mention, wanted: frozenset[str]) -> Speaker | None:
        """The bearer of a fuller name that holds all words of this one; nearest before, else anywhere."""
        rarest = min((self._people_by_word.get(word, []) for word in wanted), key=len, default=[])
        fitting = [
            speaker for speaker in rarest if wanted < speaker.words and not self._other_gender(mention, wanted, speaker)
        ]
        if not fitting:
            return None
        nearest = max(fitting, key=lambda speaker: (_nearness(speaker, mention.first), -speaker.order))
        return nearest if _nearness(nearest, mention.first) >= 0 else fitting[0]

    @staticmethod
    def _other_gender(mention: Mention, wanted: frozenset[str], speaker: Speaker) -> bool:
        genders = {mention.gender, speaker.gender}
        return len(wanted) == 1 and genders == {"m", "f"}

    def _referred_to(self, mention: Mention, wanted: frozenset[str]) -> Speaker | None:
        """الوزير, الجامعة, المصدر: somebody named before by the same noun."""
        if not mention.is_definite or mention.head is None:
            return None
        own = {_bare(word) for word in wanted}
        candidates = (
            speaker for speaker in self._by_head.get(mention.head, ()) if _nearness(speaker, mention.first) >= 0
        )
        for speaker in sorted(candidates, key=lambda speaker: (-_nearness(speaker, mention.first), speaker.order)):
            is_same_gender = not (mention.gender and speaker.gender) or mention.gender == speaker.gender
            if speaker.number != mention.number or not is_same_gender:
                continue
            heads = _role_heads(speaker.role) if speaker.kind == "person" else frozenset()
            if mention.head in heads and (own <= {mention.head} or (own - {mention.head}) & heads):
                return speaker
            if speaker.head == mention.head and own <= {_bare(word) for word in speaker.words}:
                return speaker
        return None


def _role_heads(role: str | None) -> frozenset[str]:
    """The words of a role by which its bearer may be meant again, without article."""
    return frozenset(_bare(word) for word in (role or "").split()[:6])


def _nearness(speaker: Speaker, position: int) -> int:
    """Token of the last mention before a position; -1 when there is none."""
    last = last_before(speaker, position)
    return -1 if last is None else last


def _bare(word: str) -> str:
    folded = fold_word(word)
    if folded.startswith("ال") and len(folded) > 4:
        return folded[2:]
    if folded[:1] == "و" and find_speaker_word(folded[1:]):
        return _bare(folded[1:])
    return folded


def last_before(speaker: Speaker, position: int) -> int | None:
    """Token of the last mention of a speaker before a position; None when there is none."""
    at = bisect_left(speaker.positions, position)
    return speaker.positions[at - 1] if at else None


def mention_before(speaker: Speaker, position: int) -> Mention | None:
    """The last mention of a speaker before a position; None when there is none."""
    last = last_before(speaker, position)
    return next((mention for mention in speaker.mentions if mention.first == last), None)

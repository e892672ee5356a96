"""Claims that stand in statements and in narration: which place is in whose hands.

The order of states is that of an advance: announced < approaching < at the gates < entering < partly held <
controlled. A claim of the future (a forecast, a purpose) is marked, and never compared with what has happened.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from tawatur.arabic.folding import fold_word
from tawatur.arabic.lexicon import find_speaker_word, words
from tawatur.arabic.places import Place, find_places_in
from tawatur.arabic.tables import read_table
from tawatur.arabic.tokens import Token, tokenize
from tawatur.arabic.verbs import conjugate
from tawatur.claims.assertion import STILL, clause_around, read_assertion
from tawatur.claims.records import Claim, Modality, Polarity, State
from tawatur.posts import find_permalinks
from tawatur.statements import Statement
from tawatur.statements.mentions import MentionReader
from tawatur.statements.spans import SpanIndex

MAX_ACTOR_DISTANCE = 16  # tokens between the word of a state and who fights there
MAX_OBJECT_DISTANCE = 9  # words between the word of a state and its place
_PROCLITICS = frozenset("و ف ل ب س".split())
_PREPOSITIONS = words("preposition")
_NEGATIONS = words("negation")
_FUTURE = words("purpose or future")
_ANNOUNCING = frozenset(
    map(fold_word, {"اعلن", "اعلنت", "اعلان", "معركه", "عمليه", "تعتزم", "يعتزم", "عزمها", "نيتها", "تستعد", "يستعد"})
)
_CLAUSE_STARTS = words("clause start")
_WILL_BE = words("will be")
_PARTS = words("part of a place")
_YET = fold_word("بعد")
_EXCEPT = frozenset(map(fold_word, ("سوى", "إلا")))
_WHOLES = frozenset(map(fold_word, "كامل كل كافة جميع باقي بقية مراكز مركز".split()))
_GAZES = frozenset(map(fold_word, "الأنظار والأنظار أنظار العيون الأعين".split()))
_THE_PLACE = frozenset(map(fold_word, "المدينة البلدة القرية it city town village".split()))
_FALLEN = frozenset({"سقطت", "تسقط", "تحررت", "تتحرر", "سقط", "تحرر", "fell", "fallen", "falls", "fall"})
_BEFORE_FALLEN = frozenset(
    {"قد", "will", "would", "has", "have", "had", "not", "never", "already", "now", "could", "may"}
)
_NOT_PLACES = words("no place")
_ACTOR_HEADS = words("fighting body")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Trigger:
    state: State
    objects: frozenset[str]
    is_verb: bool
    needs_fighters: bool


@cache
def _triggers() -> tuple[dict[str, _Trigger], dict[str, list[tuple[tuple[str, ...], _Trigger]]]]:
    """Folded word -> trigger, and first folded word of a phrase -> (all its words, trigger), in the table's order."""
    single: dict[str, _Trigger] = {}
    phrases: dict[str, list[tuple[tuple[str, ...], _Trigger]]] = {}
    for row in read_table("states"):
        objects = frozenset(map(fold_word, row["object"].split()))
        trigger = _Trigger(
            state=row["state"],  # type: ignore[arg-type]  # our table
            objects=objects - {"+"},
            is_verb=row["form"] in {"verb", "english"},
            needs_fighters="+" in objects,
        )
        folded = tuple(fold_word(word) for word in row["words"].split())
        if row["form"] == "english":
            single.update(dict.fromkeys(folded, trigger))
        elif row["form"] == "phrase" or len(folded) > 1:
            phrases.setdefault(folded[0], []).append((folded, trigger))
        elif row["form"] == "verb":
            for form in (*conjugate(folded[0]), *_first_person(folded[0])):
                single.setdefault(form, trigger)
                if "-" in trigger.objects:  # ولم تدخلها
                    single.setdefault(f"{form.removesuffix('ا') if form.endswith('وا') else form}ها", trigger)
        else:
            for form in (folded[0], f"ال{folded[0]}", f"{folded[0]}ها", f"{folded[0]}ه", f"{folded[0]}هم"):
                owned = (
                    form
                    if not folded[0].endswith("ه")
                    else form.replace("هها", "تها").replace("ههم", "تهم").replace("هه", "ته")
                )
                single.setdefault(owned, trigger)
            if row["words"].endswith("\N{ARABIC LETTER HAMZA}"):  # استيلائها, in the genitive
                for owner in ("ها", "هم", "ه"):
                    stem = f"{row['words'][:-1]}\N{ARABIC LETTER YEH WITH HAMZA ABOVE}"
                    single.setdefault(fold_word(f"{stem}{owner}"), trigger)
    return single, phrases


def _first_person(lemma: str) -> Iterator[str]:
    """What those who fight say of themselves: دخلنا, ندخل, استعدنا, نستعيد.

    >>> sorted(set(_first_person("دخل")))
    ['دخلنا', 'ندخل']
    """
    is_hollow = len(lemma) > 2 and lemma[-2] == "ا"
    yield f"{lemma[:-2]}{lemma[-1]}نا" if is_hollow else f"{lemma}نا"
    yield from (f"ن{form[1:]}" for form in conjugate(lemma) if form[0] == "ي" and not form.endswith(("ون", "ان", "ن")))


def find_claims(
    text: str, statements: Sequence[Statement], *, tokens: Sequence[Token] = (), places: Sequence[Place] = ()
) -> list[Claim]:
    """The claims of a text in text order: those of its statements, and those of the article itself.

    `tokens` and `places` are those of the text, for a caller that has read them already.
    """
    tokens = tokens or tokenize(text)
    places = places or find_places_in(tokens)
    times = {link.url: link.posted_at for link in find_permalinks(text)}
    reader = ClaimReader(text, tokens, places)
    index = SpanIndex([statement.quote_span for statement in statements])
    claims = []
    for place_at, trigger_at, last, modality, state in reader.read():
        start = min(tokens[trigger_at].start, place_at.span[0])
        end = max(tokens[last].end, place_at.span[1])
        around = index.covering(tokens[trigger_at].start)
        number = around[0] if around else None
        statement = statements[number] if number is not None else None
        if "\n" in text[start:end]:  # المدينة: the place was named in an earlier paragraph
            first, behind = clause_around(tokens, trigger_at, last)
            start, end = tokens[first].start, tokens[behind - 1].end
            if statement is not None:
                start, end = max(start, statement.quote_span[0]), min(end, statement.quote_span[1])
        claims.append(
            Claim(
                place=text[slice(*place_at.span)],
                place_key=place_at.key,
                state=state,
                span=(start, end),
                place_span=place_at.span,
                actor=reader.actor(trigger_at),
                statement=number,
                speaker=statement.speaker if statement else None,
                said_at=times.get(statement.url) if statement and statement.url else None,
                modality=modality,
            )
        )
    return claims


def _bare(fold: str) -> str:
    return fold[1:] if fold[:1] in _PROCLITICS else fold


def _begins_trigger(fold: str) -> bool:
    """Whether a folded word is a trigger or the first word of one."""
    single, phrases = _triggers()
    return any(form in single or form in phrases for form in (fold, _bare(fold)))


class ClaimReader:
    """The words of states in a text, with their places and actors."""

    def __init__(self, text: str, tokens: Sequence[Token], places: Iterable[Place]) -> None:
        self.text = text
        self.tokens = tokens
        self.mentions = MentionReader(text, tokens, {})
        self._told: Place | None = None  # the place of the last state read
        starts = {token.start: at for at, token in enumerate(tokens)}
        self.place_at: dict[int, Place] = {}
        self._place_until: dict[int, Place] = {}  # by the last token
        for place in places:
            at = starts.get(place.span[0])
            if at is None:
                at = starts.get(place.span[0] - 1)
            if at is None:
                at = starts.get(place.span[0] - 2)
            if at is not None:
                self.place_at[at] = place
                last = at
                while last + 1 < len(tokens) and tokens[last + 1].start < place.span[1]:
                    last += 1
                self._place_until[last] = place

    def read(self) -> Iterable[tuple[Place, int, int, Modality, State]]:
        """(place, first and last token of the trigger, how it is said, state) of what is asserted, in order."""
        last_place: Place | None = None
        read_until = 0
        beginning = {fold for fold in {token.fold for token in self.tokens} if _begins_trigger(fold)}
        for position, token in enumerate(self.tokens):
            if token.kind == "newline":
                last_place = None
            found = self._trigger(position) if token.fold in beginning and position >= read_until else None
            if found is not None:
                trigger, length, bare = found
                read_until = position + length  # in معركة تحرير nothing is freed
                place = self._object(position, length, trigger, bare, last_place)
                if place is None and token.fold in _FALLEN and "!" not in trigger.objects:
                    place = self._subject(position, length, last_place, bare)  # حمص لم تحرر بعد
                if place is not None and not self._is_of_other(position, trigger):
                    asserted = read_assertion(self.tokens, position, clause_around(self.tokens, position, position))
                    if asserted is not None:
                        state, modality = self._state(position, trigger, bare, asserted)
                        self._told = place
                        yield place, position, position + length - 1, modality, state
            last_place = self.place_at.get(position) or self._named_again(position) or last_place

    def _named_again(self, position: int) -> Place | None:
        """القصر behind القصر الجمهوري: the site told of before, by the first word of its name."""
        if self._told is None or self._told.kind != "site" or not self.tokens[position].is_word:
            return None
        head = self._told.key.split()[0].removeprefix("ال")
        return self._told if self.tokens[position].fold.removeprefix("و") == f"ال{head}" else None

    def _trigger(self, position: int) -> tuple[_Trigger, int, str] | None:
        """The trigger at a token: with its length in tokens and its folded form without proclitics."""
        token = self.tokens[position]
        if not token.is_word:
            return None
        single, phrases = _triggers()
        fold = token.fold
        bare = _bare(fold)
        for words_of, trigger in phrases.get(fold, phrases.get(fold.removeprefix("و"), ())):
            following = tuple(word.fold for word in self.tokens[position : position + len(words_of)])
            if (words_of[0], *following[1:]) == words_of:
                return trigger, len(words_of), " ".join(words_of)
        for form in (fold, bare if len(fold) > 4 else fold):
            if form in single:
                return single[form], 1, form
        return None

    def _object(self, position: int, length: int, trigger: _Trigger, bare: str, last: Place | None) -> Place | None:
        if "=" in trigger.objects:
            return last
        if "!" in trigger.objects:
            return self._subject(position, length, last, bare)
        if "*" in trigger.objects:
            return last  # تحت سيطرة …: the place stands before
        if "-" in trigger.objects and length == 1 and bare.endswith("ها"):
            return last
        needs = trigger.objects - {"-"}
        has_preposition = "-" in trigger.objects
        for at in range(position + length, min(len(self.tokens), position + length + MAX_OBJECT_DISTANCE)):
            token = self.tokens[at]
            if token.kind in {"newline", "link"} or token.text in {".", "؟", "!", ":", "؛"}:
                return None
            if token.text in {"،", ","}:
                return None
            place = self.place_at.get(at) or self._named_again(at)
            if place is not None:
                return place if has_preposition or at == position + length else None
            if token.fold in _NOT_PLACES or (token.kind == "number" and not trigger.needs_fighters):
                return None
            if token.fold in _THE_PLACE and (has_preposition or needs & {self.tokens[at - 1].fold}):
                is_of = self.tokens[at + 1 : at + 2] and self.tokens[at + 1].fold == "of"  # the town of Dar Nun
                following = self.place_at.get(at + 2 if is_of else at + 1)
                return following or last or self._told  # يسيطر على المدينة: the one named last, or told of last
            if token.fold == _YET and at == position + length:
                continue  # لم يدخل بعد سوى الحي الشرقي من المدينة
            if token.fold in _CLAUSE_STARTS or token.fold in words("complementizer"):
                return None
            if token.fold[:1] == "و" and _begins_trigger(token.fold):
                return None  # على بلدة كذا وتقدمها نحو المدينة
            if token.fold in needs:
                has_preposition = True
            elif (
                token.fold in words("preposition")
                and token.fold not in _PARTS
                and not has_preposition
                and at > position + 3
            ):
                return None
            elif token.fold in {"من", "في", "عبر"} and token.fold not in needs and at == position + length:
                return None
            if trigger.objects == {"-"} and at - position - length >= 4 and trigger.is_verb is False:
                return None
        if last is not None and trigger.objects == {"-"} and bare.endswith("ها"):
            return last
        return None

    def _is_gaze(self, position: int) -> bool:
        """Whether it is eyes that turn to a place (والأنظار تتجه نحو دمشق)."""
        return any(token.fold in _GAZES for token in self.tokens[max(0, position - 5) : position])

    def _is_visit(self, position: int, trigger: _Trigger) -> bool:
        """Whether somebody begins by telling that he himself went in («دخلت إلى حمص صباح اليوم»)."""
        before = self.tokens[position - 1] if position else None
        opens_speech = before is not None and (before.kind == "mark" or before.text == ":")
        is_mine = trigger.state == "entering" and self.tokens[position].fold.endswith("ت")
        follows = self.tokens[position + 1] if position + 1 < len(self.tokens) else None
        is_direct = follows is not None and (follows.fold in _PREPOSITIONS or position + 1 in self.place_at)
        return opens_speech and is_mine and is_direct and self.actor(position) is None

    def _is_of_a_tag(self, position: int) -> bool:
        """Whether it is a tag that overruns or enters (اجتاح وسم #بيروت المنصات)."""
        beside = self.tokens[max(0, position - 3) : position + 3]
        return any(token.fold.removeprefix("ال") in words("tag word") for token in beside)

    def _is_of_other(self, position: int, trigger: _Trigger) -> bool:
        """Whether no place is meant: eyes that turn to it, a tag's rise, or a fight in which nobody fights."""
        return (
            self._is_visit(position, trigger)
            or self._is_gaze(position)
            or self._is_of_a_tag(position)
            or (trigger.needs_fighters and self.actor(position) is None)
        )

    def _subject(self, position: int, length: int, last: Place | None, bare: str) -> Place | None:
        """The place that falls: behind the word with nothing but what places are of, or just before its verb."""
        for at in range(position + length, min(len(self.tokens), position + length + MAX_OBJECT_DISTANCE)):
            if at in self.place_at:
                return self.place_at[at]
            fold = self.tokens[at].fold
            if fold.removeprefix("ال") not in words("place word") and fold not in _PARTS | _WHOLES:
                break
        if bare.endswith("ها") and length == 1:
            return last
        before = position - 1
        while before >= 0 and self.tokens[before].fold in _NEGATIONS | _BEFORE_FALLEN:
            before -= 1
        return self._place_until.get(before) if self.tokens[position].fold in _FALLEN else None

    def _state(
        self, position: int, trigger: _Trigger, bare: str, asserted: tuple[Polarity, Modality]
    ) -> tuple[State, Modality]:
        """The state that a trigger tells, and how; `asserted`: what its clause makes of it."""
        polarity, modality = asserted
        token = self.tokens[position]
        start = position
        while (
            start > 0
            and position - start < 6
            and (self.tokens[start - 1].is_word or self.tokens[start - 1].kind == "mark")
        ):
            start -= 1
        before = [word.fold for word in self.tokens[start:position]]
        after = [word.fold for word in self.tokens[position + 1 : position + 7] if word.is_word]
        is_purpose = polarity == "affirmed" and (
            token.fold[:1] == "ل" and token.fold != bare and trigger.state in {"entering", "controlled", "at the gates"}
        )
        is_purpose = is_purpose or (token.text.isascii() and before[-1:] == ["to"])  # vowed to capture
        is_future = (
            (token.fold[:1] == "س" and token.fold != bare) or is_purpose or bool((_FUTURE | _WILL_BE) & set(before))
        )
        state: State = trigger.state
        is_future = is_future or modality == "future"
        about_to = {"يوشك", "توشك", "يوشكون", "وشك", "اوشك", "اوشكت"} & set(before)
        if about_to and state in {"entering", "controlled"}:
            return "at the gates", "certain"
        near = list(zip(before, [*before[1:], token.fold], strict=False))[-3:]
        is_negated = any(fold in _NEGATIONS and following not in STILL for fold, following in near)
        is_but_part = state in {"entering", "controlled"} and not _EXCEPT.isdisjoint(after[:4])
        if is_negated and is_but_part and not is_future:
            return "partly held", modality
        if (polarity == "denied" or is_negated) and not is_future:
            return "denied", modality
        if is_future and _ANNOUNCING & set(before):
            return "announced", "certain"
        if state == "controlled" and _PARTS & set(after[:3]):
            state = "partly held"
        return state, "future" if is_future else modality

    def actor(self, position: int) -> str | None:
        """The nearest fighting body in the sentence of a trigger: behind it or before it; in English all of it."""
        for at in self._around(position):
            token = self.tokens[at]
            bare = token.fold.removeprefix("و").removeprefix("ال")
            if token.is_word and bare in _ACTOR_HEADS:
                first = at - 1 if at and self.tokens[at - 1].fold.removeprefix("و") in _ACTOR_HEADS else at
                limit = position if first < position else min(len(self.tokens), first + 5)
                limit = next((k for k in range(at + 1, limit) if self.tokens[k].fold in _PREPOSITIONS), limit)
                known = find_speaker_word(self.tokens[first].fold) is not None
                mention = self.mentions.read(first, limit) if known else None
                name = mention.name if mention else self.tokens[first].text
                is_joined = mention is None and token.fold.startswith("وال")
                return name[1:] if is_joined else name
        return None

    def _around(self, position: int) -> Iterator[int]:
        """The tokens in which a trigger's actor is looked for, the likeliest first."""
        is_latin = self.tokens[position].text.isascii()
        if not is_latin:
            yield from range(position + 1, min(position + 3, len(self.tokens)))
        for at in range(position - 1, max(-1, position - MAX_ACTOR_DISTANCE), -1):
            if self._ends_sentence(at):
                break
            yield at
        if is_latin:
            for at in range(position + 1, min(position + MAX_ACTOR_DISTANCE, len(self.tokens))):
                if self._ends_sentence(at):
                    return
                yield at

    def _ends_sentence(self, at: int) -> bool:
        return self.tokens[at].text in {".", "؟", "!"} or self.tokens[at].kind == "newline"

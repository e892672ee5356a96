"""Read one number where it stands: figures, words, both mixed (3 ملايين و64 ألف), and bands (عشرات الآلاف)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache

from tawatur.arabic.digits import to_latin_digits
from tawatur.arabic.folding import fold_word
from tawatur.arabic.tables import read_table
from tawatur.arabic.tokens import Token

ARTICLE = "ال"
AND = "و"
THEN = "ف"
ONE = Decimal(1)
TEN = Decimal(10)
HUNDRED = Decimal(100)
FEW = Decimal(9)  # بضعة: three to nine (Lisan al-Arab)
MAX_DIGITS = 15  # longer rows of figures are ids, not counts
_MONEY_SIGNS = frozenset("$€£")
_MONEY_SCALES = re.compile(r"(?:k|m|mn|b|bn|tn)\b", re.IGNORECASE)
_SCALES = {
    "k": Decimal(10**3), "m": Decimal(10**6), "mn": Decimal(10**6), "b": Decimal(10**9), "bn": Decimal(10**9),
    "tn": Decimal(10**12),
}  # fmt: skip
MAX_ENGLISH = 8  # words of one English number
MAX_PARTS = 8  # of one number joined by "and": more than a trillion down to its units needs
_CONJUNCTIONS = ("", AND, THEN)
_PREPOSITIONS = tuple("ب ل بال لل".split())
_LONE_PREPOSITIONS = frozenset("بلك")
_SHORTEST_AFTER_PREPOSITION = 3  # لست is "I am not", not "for six"
_PREFIXED_FIGURES = re.compile(r"([وف])?(ب|لل|ل|ال|بال|ك)?\d{1,40}")
_FIGURES = re.compile(r"\d{1,40}(?:[.,:/\u066b\u066c\u060c]\d{1,40}){0,6}")
_GROUPS = re.compile(r"\d{1,3}(?:,\d{3})++")
_JOINERS = frozenset("-+_/\\.,:\N{ARABIC DECIMAL SEPARATOR}\N{ARABIC THOUSANDS SEPARATOR}")
_GROUP_SPACES = frozenset(" \N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}\N{THIN SPACE}")
_KEYCAP = frozenset("\N{COMBINING ENCLOSING KEYCAP}\N{VARIATION SELECTOR-16}")
_HAMZA_SEAT = "\N{ARABIC LETTER YEH WITH HAMZA ABOVE}"
_READ_APART = frozenset({"fraction of", "ordinal", "english", "english band", "english scale"})
_ENGLISH_JOINTS = frozenset({"and", "of"})
_TANWIN = "\N{ARABIC FATHATAN}"


@dataclass(frozen=True, slots=True)
class NumberWord:
    """What one folded word says in a number.

    Attributes:
        kind: class of `data/numbers.tsv`.
        conjunction: it begins with و or ف; preposition: with ب or ل; article: with ال.
    """

    value: Decimal
    kind: str
    conjunction: bool = False
    preposition: bool = False
    article: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Numeral:
    """A number that was read.

    Attributes:
        low, high: its bounds; equal for an exact number, apart for a band (مئات is 100-999).
        stop: index of the first token after it.
        start_at, end_at: its span; a conjunction before it is outside of it.
        scale: what its last part was multiplied by (ألف: 1000); 1 when by nothing.
        coefficient: what stood before the scale; None when nothing did (ألف).
        figures: as written, when it is one row of figures and nothing else; else "".
        is_band: a band; is_fraction: a fraction of something that is still to be named.
        is_point_unclear: its one point is followed by three figures: 1.200 is 1200 or 1.2.
        conjunction, article: what its first word bears.
    """

    low: Decimal
    high: Decimal
    stop: int
    start_at: int
    end_at: int
    scale: Decimal = ONE
    coefficient: Decimal | None = None
    figures: str = ""
    is_band: bool = False
    is_fraction: bool = False
    is_point_unclear: bool = False
    conjunction: bool = False
    article: bool = False


@dataclass(frozen=True, slots=True)
class _Part:
    """A stretch of a number below one scale: its bounds and the token after it."""

    low: Decimal
    high: Decimal
    stop: int
    kind: str = "count"


def _value(written: str) -> Decimal:
    above, _, below = written.partition("/")
    return Decimal(above) / Decimal(below) if below else Decimal(above)


def _prefixed(word: str) -> list[tuple[str, bool, bool, bool]]:
    """Every spelling of a folded word with its proclitics, and what they are: conjunction, preposition, article."""
    forms = []
    for conjunction in _CONJUNCTIONS:
        forms.append((conjunction + word, bool(conjunction), False, False))
        forms.append((conjunction + ARTICLE + word, bool(conjunction), False, True))
        if len(word) >= _SHORTEST_AFTER_PREPOSITION:
            forms += [
                (conjunction + preposition + word, bool(conjunction), True, len(preposition) > 1)
                for preposition in _PREPOSITIONS
            ]
    return forms


@cache
def number_words() -> dict[str, NumberWord]:
    """Folded word, proclitics and all, -> what it says; a bare word wins over one with proclitics."""
    rows = [row for row in read_table("numbers") if row["class"] not in _READ_APART]
    words: dict[str, NumberWord] = {}
    for position in range(2):  # first the bare forms of every word, then the others
        for row in rows:
            forms = _prefixed(fold_word(row["word"]))
            for form, conjunction, preposition, article in forms[:1] if position == 0 else forms[1:]:
                word = NumberWord(_value(row["value"]), row["class"], conjunction, preposition, article)
                words.setdefault(form, word)
    return words


def english_number(token: Token) -> list[tuple[Decimal, str]]:
    """What an English word says in a number (twenty-five: two parts), with its class; empty where it is none."""
    if token.kind != "word" or not token.text.isascii():
        return []
    parts = [_english_words().get(part) for part in token.fold.split("-")]
    return [part for part in parts if part is not None] if None not in parts else []


@cache
def _english_words() -> dict[str, tuple[Decimal, str]]:
    return {row["word"]: (_value(row["value"]), row["class"]) for row in read_table("numbers") if row["word"].isascii()}


@cache
def partitive_fractions() -> dict[str, Decimal]:
    """Folded words that are a fraction before a definite noun only (خمس السكان, but خمس مدن)."""
    return {
        fold_word(row["word"]): _value(row["value"]) for row in read_table("numbers") if row["class"] == "fraction of"
    }


@cache
def ordinals() -> dict[str, int]:
    """Folded ordinal, with its article or without, -> its number, 1 to 10."""
    found = {}
    for row in read_table("numbers"):
        if row["class"] == "ordinal":
            word = fold_word(row["word"])
            found[word] = found[ARTICLE + word] = int(row["value"])
    return found


def parse_figures(written: str) -> tuple[Decimal, bool] | None:
    """The value of a row of figures and whether its point is unclear; None for clocks, dates, versions and ids.

    >>> parse_figures("1,200"), parse_figures("1.5"), parse_figures("1.200"), parse_figures("20:43")
    ((Decimal('1200'), False), (Decimal('1.5'), False), (Decimal('1.200'), True), None)
    """
    is_certain_decimal = "\N{ARABIC DECIMAL SEPARATOR}" in written
    latin = to_latin_digits(written).replace("\N{ARABIC COMMA}", ",")
    if ":" in latin or "/" in latin or sum(map(str.isdigit, latin)) > MAX_DIGITS:
        return None
    if not latin.isascii():
        return None
    if "," not in latin and "." not in latin:
        return Decimal(latin), False
    if is_certain_decimal:
        whole, _, part = latin.replace(",", "").partition(".")
        return (Decimal(f"{whole}.{part}"), False) if part.isdigit() else None
    if "," in latin and "." in latin:
        decimal_mark = max(",.", key=latin.rfind)
        whole, _, part = latin.rpartition(decimal_mark)
        grouped = whole.replace(".", ",")
        if decimal_mark in whole or not _GROUPS.fullmatch(grouped):
            return None
        return Decimal(f"{grouped.replace(',', '')}.{part}"), False
    mark = "," if "," in latin else "."
    pieces = latin.split(mark)
    is_grouped = _GROUPS.fullmatch(latin.replace(".", ",")) is not None and not latin.startswith("0")
    if len(pieces) > 2:  # two marks or more: groups of three, or a date, a version, an address
        return (Decimal("".join(pieces)), False) if is_grouped else None
    if mark == "," and is_grouped:
        return Decimal("".join(pieces)), False
    return Decimal(".".join(pieces)), is_grouped


class NumeralReader:
    """Reads the numbers of one text; every method looks at a bounded number of tokens."""

    def __init__(self, text: str, tokens: Sequence[Token]) -> None:
        self.text = text
        self.tokens = tokens
        self._words = number_words()
        self._read: dict[tuple[int, bool], Numeral | None] = {}  # several rules ask for the same number

    def word(self, index: int) -> NumberWord | None:
        """What the token says in a number; None when nothing."""
        if not 0 <= index < len(self.tokens):
            return None
        token = self.tokens[index]
        if token.kind != "word":
            return None
        return self._words.get(token.fold)

    def starts_number(self, index: int) -> bool:
        """Whether a number may begin at the token."""
        token = self.tokens[index]
        if token.kind == "number":
            return True
        is_word = token.fold in self._words or token.fold[-1:].isdigit() or bool(english_number(token))
        return token.kind == "word" and is_word

    def fraction(self, folded: str) -> Decimal | None:
        """The fraction that a folded word names (نصف, ربع); None for other words."""
        word = self._words.get(folded)
        return word.value if word is not None and word.kind == "fraction" and not word.conjunction else None

    def read(self, index: int, *, after_dash: bool = False) -> Numeral | None:
        """The number that begins at a token, as long as it goes; None when there is none.

        Figures right after a dash are a part of an id (Su-24), unless the caller knows better: `after_dash`.
        """
        key = index, after_dash
        if key not in self._read:
            self._read[key] = self._read_whole(index, after_dash=after_dash)
        return self._read[key]

    def _read_whole(self, index: int, *, after_dash: bool) -> Numeral | None:
        numeral = self._read_group(index, after_dash=after_dash)
        if numeral is None or numeral.is_band or numeral.is_fraction:
            return numeral
        for _ in range(MAX_PARTS):
            if numeral.scale <= ONE:
                break
            joined = self._read_joined(numeral)
            if joined is None:
                break
            numeral = joined
        return numeral

    def _read_joined(self, before: Numeral) -> Numeral | None:
        """The number with the smaller one that و joins to it (ألف وخمسمئة, 3 ملايين و64 ألف)."""
        fraction = self._read_fraction_of_scale(before)
        if fraction is not None:
            return fraction
        index = before.stop
        has_separate_and = index < len(self.tokens) and self.tokens[index].fold == AND
        after = self._read_group(index + 1 if has_separate_and else index)
        if after is None or after.is_band or after.is_fraction or after.article or after.high >= before.scale:
            return None
        if after.conjunction == has_separate_and or after.high != after.low:
            return None
        if self._is_percent(after.stop):
            return None
        return replace(
            before,
            low=before.low + after.low,
            high=before.high + after.high,
            stop=after.stop,
            end_at=after.end_at,
            scale=after.scale,
            coefficient=None,
        )

    def _is_percent(self, index: int) -> bool:
        return index < len(self.tokens) and self.tokens[index].text in {"%", "\N{ARABIC PERCENT SIGN}"}

    def _read_fraction_of_scale(self, before: Numeral) -> Numeral | None:
        """مليون ونصف المليون, ثلاثة ملايين وربع."""
        word = self.word(before.stop)
        stop = before.stop + 1
        if word is None and before.stop < len(self.tokens) and self.tokens[before.stop].fold == AND:
            word = self.word(before.stop + 1)
            stop += 1
        elif word is not None and not word.conjunction:
            return None
        if word is None or word.kind != "fraction" or word.article:
            return None
        again = self.word(stop)
        if again is not None and again.kind.startswith("scale") and not again.conjunction:
            stop += 1
        elif stop < len(self.tokens) and self.tokens[stop].fold.startswith(ARTICLE) and stop - before.stop > 0:
            return None  # مليون ونصف السكان is two things
        added = word.value * before.scale
        return replace(
            before,
            low=before.low + added,
            high=before.high + added,
            stop=stop,
            end_at=self.tokens[stop - 1].end,
            scale=ONE,
            coefficient=None,
        )

    def _read_group(self, index: int, *, after_dash: bool = False) -> Numeral | None:
        """A coefficient and its scale (280 ألف), or either alone."""
        if not 0 <= index < len(self.tokens):
            return None
        token = self.tokens[index]
        if token.kind == "number" or (token.kind == "word" and token.fold[-1:].isdigit()):
            return self._read_figures(index, after_dash=after_dash)
        if token.text.isascii():
            return self._read_english(index)
        word = self.word(index)
        if word is None or not self._is_spelled_out(index):
            return None
        match word.kind:
            case "fraction":
                return self._scaled(index, _Part(word.value, word.value, index + 1, "fraction"), word)
            case "band":
                high = word.value * 10 - 1
                return self._scaled(index, _Part(word.value, high, index + 1, "band"), word)
            case "few":
                return self._read_few(index, word)
            case "scale" | "scales" | "scale or two" | "two scales":
                return self._read_bare_scale(index, word)
            case _:
                part = self._read_fractions(index, word) or self._below_thousand(index)
                return None if part is None else self._scaled(index, part, word)

    def _read_english(self, index: int) -> Numeral | None:
        """Two, twenty-five, a hundred and five, two dozen; dozens and tens of thousands are bands."""
        total = part = Decimal(0)
        high: Decimal | None = None
        stop = index
        for at in range(index, min(index + MAX_ENGLISH, len(self.tokens))):
            read = english_number(self.tokens[at])
            if not read:
                if index < stop == at and self.tokens[at].fold in _ENGLISH_JOINTS:
                    continue
                break
            for value, kind in read:
                if kind == "english band":
                    high = value * TEN - 1 if high is None else (high + 1) * value - 1
                if kind != "english":
                    part = (part or ONE) * value
                elif part % TEN and value < HUNDRED:
                    return None  # one two three
                else:
                    part += value
                if value > HUNDRED:
                    total, part = total + part, Decimal(0)
            stop = at + 1
        if stop == index:
            return None
        low = total + part
        first, last = self.tokens[index], self.tokens[stop - 1]
        return Numeral(
            low=low, high=max(low, high or low), stop=stop, start_at=first.start, end_at=last.end,
            is_band=high is not None,
        )  # fmt: skip

    def _is_spelled_out(self, index: int) -> bool:
        """Folding makes water (مية) and the dead (ميتين) of the hundreds (مئة, مئتين): only hamza tells."""
        token = self.tokens[index]
        word = self.word(index)
        if token.fold.endswith("ا") and token.text.endswith("\N{ARABIC LETTER HAMZA}"):
            return False  # أثناء is "during", اثنا "two"
        if word is None or word.kind not in {"hundred", "band"} or "مي" not in token.fold:
            return True
        if word.value > 2 * HUNDRED or _HAMZA_SEAT in token.text:
            return True
        after = self.word(index + 1)
        return after is not None and after.kind.startswith("scale")

    def _read_few(self, index: int, word: NumberWord) -> Numeral | None:
        """بضعة آلاف, بضع عشرات, بضعة أشخاص."""
        after = self.word(index + 1)
        if after is not None and after.kind == "ten" and not (after.conjunction or after.article or after.preposition):
            return self._scaled(index, _Part(TEN + word.value, TEN + FEW, index + 2, "band"), word)  # بضعة عشر
        if after is not None and after.kind == "band" and not after.conjunction:
            part = _Part(word.value * after.value, after.value * 10 - 1, index + 2, "band")
            return self._scaled(index, part, word)
        return self._scaled(index, _Part(word.value, FEW, index + 1, "band"), word)

    def _read_fractions(self, index: int, word: NumberWord) -> _Part | None:
        """ثلاثة أرباع: a unit and a plural fraction."""
        after = self.word(index + 1)
        if word.kind != "unit" or after is None or after.kind != "fractions" or after.conjunction:
            return None
        value = word.value * after.value
        return _Part(value, value, index + 2, "fraction")

    def _read_bare_scale(self, index: int, word: NumberWord) -> Numeral | None:
        """ألف, آلاف, ألفان, مليونا: a scale without a coefficient."""
        stop = index + 1
        if word.kind == "scales":
            if word.article and word.preposition:
                return None
            return self._finish(index, word.value, word.value * 10 - 1, stop, word, scale=word.value, is_band=True)
        value = word.value
        scale = value
        if word.kind == "two scales":
            scale = value / 2
        elif word.kind == "scale or two" and self._is_construct_dual(index):
            value = 2 * value
        multiplied = self.word(stop)
        if (
            multiplied is not None
            and multiplied.kind == "scale"
            and not multiplied.conjunction
            and multiplied.value > scale
        ):
            value, scale, stop = value * multiplied.value, multiplied.value, stop + 1
        return self._finish(index, value, value, stop, word, scale=scale)

    def _is_construct_dual(self, index: int) -> bool:
        """مليونا نازح is two million, مليوناً (or before nothing) one."""
        if _TANWIN in self.tokens[index].text or index + 1 >= len(self.tokens):
            return False
        after = self.tokens[index + 1]
        return after.kind == "word" and not after.fold.startswith((ARTICLE, AND)) and after.fold != "من"

    def _scaled(self, index: int, part: _Part, first: NumberWord | None) -> Numeral | None:
        """A coefficient times the scales after it."""
        low, high, stop = part.low, part.high, part.stop
        scale = ONE
        for _ in range(2):  # مئة ألف مليون
            word = self.word(stop)
            if word is None or word.conjunction or word.preposition:
                break
            if word.kind not in {"scale", "scales", "scale or two"}:
                break
            if word.article and part.kind == "count" and not (first is not None and first.article):
                break
            if scale > ONE and word.value <= scale:
                break
            high = (high + 1) * word.value - 1 if part.kind == "band" else high * word.value
            low *= word.value
            scale *= word.value
            stop += 1
        return self._finish(
            index,
            low,
            high,
            stop,
            first,
            scale=scale,
            coefficient=part.low,
            is_band=part.kind == "band",
            is_fraction=part.kind == "fraction" and scale == ONE,
        )

    def _finish(
        self,
        index: int,
        low: Decimal,
        high: Decimal,
        stop: int,
        first: NumberWord | None,
        *,
        scale: Decimal = ONE,
        coefficient: Decimal | None = None,
        is_band: bool = False,
        is_fraction: bool = False,
    ) -> Numeral:
        conjunction = first is not None and first.conjunction
        token = self.tokens[index]
        start_at = after_first_letter(token) if conjunction else token.start
        return Numeral(
            low=low,
            high=high,
            stop=stop,
            start_at=start_at,
            end_at=self.tokens[stop - 1].end,
            scale=scale,
            coefficient=coefficient,
            is_band=is_band,
            is_fraction=is_fraction,
            conjunction=conjunction,
            article=first is not None and first.article,
        )

    def _below_thousand(self, index: int) -> _Part | None:
        word = self.word(index)
        if word is None:
            return None
        hundreds, stop = None, index + 1
        if word.kind == "hundred":
            hundreds = word.value
        elif word.kind == "unit":
            after = self.word(stop)
            is_hundred = after is not None and after.value == HUNDRED and after.kind == "hundred"
            if after is not None and is_hundred and not after.conjunction and not after.preposition:
                hundreds, stop = word.value * HUNDRED, stop + 1
        if hundreds is None:
            return self._below_hundred(index)
        rest = self._joined_below_hundred(stop)
        if rest is None:
            return _Part(hundreds, hundreds, stop)
        return _Part(hundreds + rest.low, hundreds + rest.high, rest.stop)

    def _joined_below_hundred(self, index: int) -> _Part | None:
        """وعشرون, و خمسة: a part that و joins; figures too (مئة و20)."""
        if index >= len(self.tokens):
            return None
        if self.tokens[index].fold == AND:
            word = self.word(index + 1)
            return self._below_hundred(index + 1, is_joined=True) if word and not word.conjunction else None
        word = self.word(index)
        if word is None or not word.conjunction or word.article:
            return None
        return self._below_hundred(index, is_joined=True)

    def _below_hundred(self, index: int, *, is_joined: bool = False) -> _Part | None:
        word = self.word(index)
        if word is None:
            return None
        if word.kind in {"tens", "ten", "teen"}:
            return _Part(word.value, word.value, index + 1)
        if word.kind not in {"unit", "one"}:
            return None
        after = self.word(index + 1)
        if after is not None and after.kind == "ten" and not after.conjunction and not after.article:
            return _Part(word.value + 10, word.value + 10, index + 2)
        tens_at = index + 1
        if tens_at < len(self.tokens) and self.tokens[tens_at].fold == AND:
            tens_at += 1
            after = self.word(tens_at)
            is_tens = after is not None and not after.conjunction
        else:
            is_tens = after is not None and after.conjunction
        if after is not None and is_tens and after.kind == "tens" and (not after.article or word.article):
            value = word.value + after.value
            return _Part(value, value, tens_at + 1)
        if word.value == ONE and not is_joined:
            return None  # واحد and أحد alone are pronouns more often than numbers
        return _Part(word.value, word.value, index + 1)

    def _read_figures(self, index: int, *, after_dash: bool) -> Numeral | None:
        token = self.tokens[index]
        first = None
        start = token.start
        if token.kind == "word":
            match = _PREFIXED_FIGURES.fullmatch(token.fold)
            digit = re.search(r"\d", token.text)
            if match is None or digit is None:
                return None
            start += digit.start()
            letters = match.group(2) or ""
            first = NumberWord(
                ONE, "figures", bool(match.group(1)), letters[:1] in _LONE_PREPOSITIONS, letters.endswith("ال")
            )
        elif start > 0 and not after_dash and self._is_glued(start):
            return None
        found = _FIGURES.match(self.text, start)
        if found is None:
            return None
        written = found.group()
        end = found.end()
        if end < len(self.text) and self._is_glued_after(end):
            return self._read_short_money(index, start, end)
        stop = index + 1
        while stop < len(self.tokens) and self.tokens[stop].start < end:
            stop += 1
        grouped = self._spaced_groups(written, stop) if first is None else None
        if grouped is not None:
            written, stop = grouped
            end = self.tokens[stop - 1].end
        parsed = parse_figures(written)
        if parsed is None:
            return None
        value, is_point_unclear = parsed
        part = _Part(value, value, stop)
        numeral = self._scaled(index, part, first)
        if numeral is None:
            return None
        is_alone = numeral.stop == stop
        return replace(
            numeral,
            end_at=end if is_alone else numeral.end_at,
            figures=written if is_alone else "",
            is_point_unclear=is_point_unclear and is_alone,
        )

    def _read_short_money(self, index: int, start: int, end: int) -> Numeral | None:
        """€38m, $2.5bn: figures between the sign of a currency and the letters of a scale; None for anything else."""
        scale = _MONEY_SCALES.match(self.text, end)
        parsed = parse_figures(self.text[start:end])
        if scale is None or parsed is None or self.text[start - 1 : start] not in _MONEY_SIGNS:
            return None
        stop = next((at for at in range(index, len(self.tokens)) if self.tokens[at].start >= scale.end()), None)
        value = parsed[0] * _SCALES[scale.group().lower()]
        return Numeral(
            low=value, high=value, stop=len(self.tokens) if stop is None else stop, start_at=start, end_at=scale.end(),
            scale=_SCALES[scale.group().lower()],
        )  # fmt: skip

    def _is_glued(self, start: int) -> bool:
        """Whether figures go on from what stands before them (Su-24, +963, 1:2): a part of a name or an id."""
        before = self.text[start - 1]
        if before.isdigit() or before in "+_":
            return True
        if before.isalpha():
            return before.isascii()
        earlier = self.text[start - 2] if start > 1 else " "
        return before in _JOINERS and earlier.isalnum()

    def _is_glued_after(self, end: int) -> bool:
        after = self.text[end]
        if after in _KEYCAP or after == "_" or after.isdigit():
            return True
        if after.isalpha():
            return after.isascii()
        follows = self.text[end + 1] if end + 1 < len(self.text) else " "
        return after in ".,:/" and follows.isdigit()

    def _spaced_groups(self, written: str, stop: int) -> tuple[str, int] | None:
        """10 000, 1 200 000: groups of three apart by one space; None when there are none."""
        if len(written) > 3 or not written.isdigit() or written.startswith("0"):
            return None
        pieces = [written]
        while stop < len(self.tokens) and len(pieces) <= MAX_DIGITS // 3:
            token, before = self.tokens[stop], self.tokens[stop - 1]
            is_next = token.kind == "number" and token.start == before.end + 1
            if not is_next or self.text[before.end] not in _GROUP_SPACES or not re.fullmatch(r"\d{3}", token.text):
                break
            pieces.append(token.text)
            stop += 1
        return ("".join(pieces), stop) if len(pieces) > 1 else None


def after_first_letter(token: Token) -> int:
    """Where a token goes on after its first letter and the marks on it: the span without a conjunction."""
    position = 1
    while position < len(token.text) and not fold_word(token.text[position]):
        position += 1
    return token.start + position

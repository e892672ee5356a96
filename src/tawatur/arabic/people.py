"""People by name: given and family names of the index, kunyas, names behind titles, short names after the full one.

A word of the index is a name only in company: two name words in a row, a title or a reporting verb before, or the full
name elsewhere in the text. Names of streets, months, mosques and places are none (شهر رمضان, شارع خالد بن الوليد).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from tawatur.arabic.folding import fold_word
from tawatur.arabic.gazetteer import is_place_word
from tawatur.arabic.lexicon import (
    ARTICLE,
    KUNYA,
    STRONG_GIVEN_NAME,
    find_speaker_word,
    given_count,
    is_definite,
    is_family_name,
    words,
)
from tawatur.arabic.places import find_places_in
from tawatur.arabic.segments import is_ordinary_word
from tawatur.arabic.tables import read_table
from tawatur.arabic.tokens import Span, Token, tokenize
from tawatur.arabic.verbs import read_verb

MAX_NAME_WORDS = 6
MAX_TITLE_WORDS = 6
SURE_GIVEN_NAME = 200  # bearers in the index; a name that is a word too (سعيد, أمل) opens a name from here on
LONE_GIVEN_NAME = 60  # bearers; enough for a name of one word behind a title or a reporting verb
SOME_GIVEN_NAME = 10
MANY_TIMES = 20
RARELY_A_VERB = 15  # bearers; a reporting verb that more people bear is a name
_PROCLITICS = frozenset("و ف ب ل ك".split())
_FATHERS = frozenset(map(fold_word, "أبو أبي أبا أم".split()))
_FATHER = fold_word("أبو")
_JOINING = KUNYA | {"الدين", "الله", "ال"}
_ABBREVIATED = frozenset({"د", "م", "ا", "ش"})
_GEIR = "غير"  # a first name before a Scandinavian surname, else "other than"
_SCANDINAVIAN = ("سون", "سن")
_ALI = "علي"  # على, "on", when its last letter has no dots
_IN_THE_NAME = "باسم"
_PART_OF_NAME = frozenset({"الله", "الدين"})
_CAMEL = re.compile("[A-Z][a-z]{2,}")
_NAME_IN_HANDLE = re.compile("[A-Z][a-z]{2,40}_?[A-Z][a-z]{2,40}_?(?:[A-Z]{2,3}|[0-9]{1,4})?")
_HANDLE_PARTS = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """One naming of a person.

    Attributes:
        span: the name as written, without title and clitics; of a handle, the handle without @.
        name: the fullest name that the text gives; of a handle in capitals its parts (AhmedRamadan: Ahmed Ramadan).
    """

    span: Span
    name: str


def find_people(text: str) -> list[Person]:
    """The people named in a text, in order; spans do not overlap.

    >>> [person.name for person in find_people("التقى الوزير سامي الحداد الصحافيين، ثم غادر الحداد")]
    ['سامي الحداد', 'سامي الحداد']
    """
    tokens = tokenize(text)
    return _PeopleReader(text, tokens).read()


@cache
def _known_alone() -> frozenset[str]:
    """Folded names that news gives without a first name (بوتين)."""
    return frozenset(fold_word(row["name"]) for row in read_table("mononyms"))


class _PeopleReader:
    def __init__(self, text: str, tokens: Sequence[Token]) -> None:
        self.text = text
        self.tokens = tokens
        self.place_starts = {place.span[0] for place in find_places_in(tokens) if " " in text[slice(*place.span)]}

    def read(self) -> list[Person]:
        full = list(self._full_names())
        taken = {at for first, end, _ in full for at in range(first, end)}
        by_last: dict[str, set[str]] = {}
        for first, end, start in full:
            name = self.text[start : self.tokens[end - 1].end]
            if end - first > 1:
                by_last.setdefault(self.tokens[end - 1].fold, set()).add(name)
        found = [
            (start, self.tokens[end - 1].end, self._full(first, end, start, by_last)) for first, end, start in full
        ]
        for at, token in enumerate(self.tokens):
            if at in taken:
                continue
            if token.kind == "handle":
                found += self._from_handle(token)
            elif token.is_word:
                found += self._short(at, by_last)
        return [Person(span=(start, end), name=name) for start, end, name in sorted(found)]

    def _full(self, first: int, end: int, start: int, by_last: dict[str, set[str]]) -> str:
        name = self.text[start : self.tokens[end - 1].end]
        names = by_last.get(self.tokens[end - 1].fold, set())
        if end - first == 1 and len(names) == 1:
            return next(iter(names))
        return name

    def _short(self, at: int, by_last: dict[str, set[str]]) -> Iterator[tuple[int, int, str]]:
        """The last name of somebody named in full elsewhere, or a name known alone."""
        token = self.tokens[at]
        for fold, offset in ((token.fold, 0), (token.fold[1:], 1)):
            if offset and token.fold[:1] not in _PROCLITICS:
                continue
            names = by_last.get(fold, set())
            is_named = len(names) == 1 and (is_definite(fold) or not is_ordinary_word(fold))
            if (is_named and not is_place_word(fold)) or fold in _known_alone():
                start = token.start + offset
                if not offset and not names:
                    start = self._first_name_before(at)
                yield start, token.end, next(iter(names)) if len(names) == 1 else self.text[start : token.end]
                return

    def _first_name_before(self, at: int) -> int:
        """Where a name known alone starts with a foreign first name before it (دونالد ترامب)."""
        previous = self._word(at - 1)
        if previous is None or is_definite(previous.fold) or find_speaker_word(previous.fold) is not None:
            return self.tokens[at].start
        fold = previous.fold
        is_titled = self._is_after_title(at - 1)
        is_known = is_ordinary_word(fold) or is_place_word(fold) or is_family_name(fold) or read_verb(fold) is not None
        is_foreign = not is_known and fold[:1] not in _PROCLITICS
        is_geir = fold == _GEIR and self.tokens[at].fold.endswith(_SCANDINAVIAN)
        if (is_foreign and len(fold) > 3) or (is_titled and len(fold) <= 3) or is_geir:
            return previous.start
        return self.tokens[at].start

    def _from_handle(self, token: Token) -> Iterator[tuple[int, int, str]]:
        handle = token.text.strip("@\N{FULLWIDTH COMMERCIAL AT}")
        parts = _CAMEL.findall(handle)
        if len(parts) == _HANDLE_PARTS and _NAME_IN_HANDLE.fullmatch(handle):
            start = token.start + token.text.index(handle)
            yield start, start + len(handle), " ".join(parts)

    # -- full names ------------------------------------------------------------------------------------------------

    def _full_names(self) -> Iterator[tuple[int, int, int]]:
        """(first token, end, start in the text) of names that show themselves."""
        position = 0
        while position < len(self.tokens):
            found = self._at(position)
            if found is None:
                position += 1
                continue
            end, start = found
            yield position, end, start
            position = end

    def _at(self, position: int) -> tuple[int, int] | None:
        """End and start of the name that begins at a token."""
        token = self.tokens[position]
        if not token.is_word or token.start in self.place_starts or self._is_name_of_a_thing(position):
            return None
        titled = self._is_after_title(position)
        for offset in (0, 1):
            fold = token.fold[offset:]
            if not offset and fold[:1] == "و" and given_count(fold[1:]) > MANY_TIMES * given_count(fold):
                continue  # ومحمد: the index has it, from names joined by "and"
            if offset and token.fold[:1] not in _PROCLITICS:
                return None
            if offset and token.fold[:1] != "و" and given_count(token.fold) >= STRONG_GIVEN_NAME:
                return None
            end = self._end(position, fold, titled=titled and not offset)
            if end is not None:
                return end, token.start + offset
        return None

    def _end(self, position: int, fold: str, *, titled: bool) -> int | None:
        end = position + 1
        if fold in _FATHERS:
            following = self._word(end)
            if following is None or not (self._may_follow_father(following) or self._is_nickname(fold, end)):
                return None
            return self._extend(end + 1, position, titled=False)
        count = given_count(fold)
        is_ali = fold == _ALI and self.tokens[position].text.endswith("ي")
        if not is_ali and self._is_other_word(self.tokens[position], fold, titled=titled, at=position):
            return None
        following = self._word(position + 1)
        if fold == _IN_THE_NAME and (titled or (following is not None and is_definite(following.fold))):
            return None
        end = self._extend(end, position, titled=titled)
        is_full = end - position > 1
        if titled and fold.startswith(ARTICLE):
            is_surname = is_family_name(fold) and not fold.endswith(("ي", "ه"))
            return end if is_surname and not is_ordinary_word(fold) and not is_place_word(fold) else None
        if titled and not is_ali:
            is_known = count >= STRONG_GIVEN_NAME or is_family_name(fold)
            may_be_foreign = not is_ordinary_word(fold) and not is_place_word(fold) and fold[:1] not in _PROCLITICS
            may_be_foreign = may_be_foreign and not fold.endswith(("ه", "ها", "هم"))
            may_be_foreign = may_be_foreign and (is_full or fold[:1] not in {"ي", "ت"})
            may_be_foreign = may_be_foreign and not is_ordinary_word(fold.removesuffix("ا"))  # مرارا
            return end if is_known or may_be_foreign else None
        is_word_too = is_ordinary_word(fold)
        if is_full and count >= (SURE_GIVEN_NAME if is_word_too else STRONG_GIVEN_NAME):
            return end
        if count >= LONE_GIVEN_NAME and not is_word_too and self._is_after_verb(position):
            return end
        return None

    def _is_other_word(self, token: Token, fold: str, *, titled: bool, at: int | None = None) -> bool:
        if fold in words("preposition") or fold in words("adverb") or fold in words("time") or len(fold) < 2:
            return True
        if fold in words("relative") or fold in words("complementizer") or fold in words("negation"):
            return True
        if is_place_word(fold) and given_count(fold) < STRONG_GIVEN_NAME and not titled:
            return True
        speaker = find_speaker_word(fold)
        is_titled_name = (
            titled and at is not None and given_count(fold) >= STRONG_GIVEN_NAME and self._is_surname(at + 1)
        )
        if speaker is not None and given_count(fold) < SURE_GIVEN_NAME and not is_titled_name:
            return True
        is_verb = read_verb(fold) is not None and given_count(fold) < RARELY_A_VERB
        return is_verb or (titled and not token.text[:1].isascii() and self._is_common_verb(fold))

    @staticmethod
    def _is_common_verb(fold: str) -> bool:
        return given_count(fold) < STRONG_GIVEN_NAME and not is_family_name(fold) and is_ordinary_word(fold)

    def _extend(self, end: int, first: int, *, titled: bool) -> int:
        """The end of a name of which the tokens from `first` on are part."""
        while end < len(self.tokens) and end - first < MAX_NAME_WORDS:
            token = self._word(end)
            if token is None or not self._continues(token, end, titled=titled):
                break
            end += 1
        while end - first > 1 and self.tokens[end - 1].fold in KUNYA:
            end -= 1
        return end

    def _continues(self, token: Token, at: int, *, titled: bool) -> bool:
        fold = token.fold
        before = self.tokens[at - 1].fold
        following = self._word(at + 1)
        if before in _JOINING - _PART_OF_NAME:
            return not self._is_other_word(token, fold, titled=False) or is_definite(fold)
        if fold in _JOINING:
            return fold in _PART_OF_NAME or following is not None
        if fold in _known_alone():
            return True
        if following is not None and following.fold in _PART_OF_NAME and given_count(fold) > 0:
            return True  # نصر الله
        if self._is_other_word(token, fold, titled=False):
            return False
        if is_definite(fold):
            if find_speaker_word(fold) is not None:
                return False
            is_after_name = given_count(before) >= STRONG_GIVEN_NAME or before in KUNYA
            is_rare = not is_ordinary_word(fold) and not is_place_word(fold)
            return is_family_name(fold) or (is_after_name and (fold.endswith("ي") or is_rare))
        if fold[:1] in {"و", "ف"} and given_count(fold) < STRONG_GIVEN_NAME and not is_family_name(fold):
            return False
        if given_count(fold) >= STRONG_GIVEN_NAME:
            return given_count(fold) >= LONE_GIVEN_NAME or not is_ordinary_word(fold)
        if is_ordinary_word(fold):  # نبيه بري: a surname that is a word, if nothing follows that it could belong to
            ends = following is None or not is_definite(following.fold)
            is_second = given_count(before) >= SOME_GIVEN_NAME and not is_ordinary_word(before)
            return is_family_name(fold) and is_second and ends and len(fold) > 2
        return is_family_name(fold) or (titled and not self._is_cut(fold))

    @staticmethod
    def _is_cut(fold: str) -> bool:
        """A word behind a proclitic rather than a foreign name that begins with its letter (كلاوسن)."""
        rest = fold[1:]
        is_known = is_ordinary_word(rest) or is_place_word(rest) or is_family_name(rest) or given_count(rest) > 0
        return fold[:1] in _PROCLITICS and (is_known or fold[:1] in {"و", "ف"} or fold.startswith(("بال", "لل")))

    def _may_follow_father(self, token: Token) -> bool:
        fold = token.fold
        return given_count(fold) >= STRONG_GIVEN_NAME or is_family_name(fold)

    def _is_surname(self, at: int) -> bool:
        """Whether a definite family name stands here, so that the word before it is a first name (نجم الجبوري)."""
        token = self._word(at)
        return token is not None and is_definite(token.fold) and is_family_name(token.fold)

    def _is_nickname(self, father: str, at: int) -> bool:
        """Whether a kunya of a word that is no name has a nisba behind it (أبو حذيفة التونسي)."""
        following = self._word(at + 1)
        is_nisba = following is not None and is_definite(following.fold) and following.fold.endswith("ي")
        return father == _FATHER and is_nisba and not is_definite(self.tokens[at].fold)

    # -- what stands before ----------------------------------------------------------------------------------------

    def _word(self, at: int) -> Token | None:
        return self.tokens[at] if 0 <= at < len(self.tokens) and self.tokens[at].is_word else None

    def _is_name_of_a_thing(self, position: int) -> bool:
        """شارع خالد بن الوليد, فرقة السلطان مراد."""
        named = words("named after people") | words("place word") | words("named site")
        for at in (position - 1, position - 2):
            previous = self._word(at)
            if previous is None:
                return False
            if previous.fold in named or (previous.fold[:1] in _PROCLITICS and previous.fold[1:] in named):
                return True
            title = find_speaker_word(previous.fold)
            if title is None or title[0].kind != "role":
                return False
        return False

    def _is_after_verb(self, position: int) -> bool:
        previous = self._word(position - 1)
        return previous is not None and read_verb(previous.fold) is not None

    def _is_after_title(self, position: int) -> bool:
        """A title before, with the definite words that belong to it (وزير الخارجية الإيراني)."""
        at = position - 1
        previous = self._word(at)
        if previous is None:
            return position >= 2 and self.tokens[at].text in {".", "/"} and self.tokens[at - 1].fold in _ABBREVIATED
        for _ in range(MAX_TITLE_WORDS):
            token = self._word(at)
            if token is None:
                return False
            speaker = find_speaker_word(token.fold) or find_speaker_word(token.fold[1:])
            if speaker is not None and speaker[0].kind == "role" and speaker[0].number == "singular":
                if at == position - 1:
                    return speaker[1] or token.fold in words("title of address") or self._names_at(position)
                return True
            is_joined = token.fold[:1] == "ل" and len(token.fold) > len("لم")
            if not (is_definite(token.fold) or is_place_word(token.fold) or is_joined):
                return False
            at -= 1
        return False

    def _names_at(self, position: int) -> bool:
        return given_count(self.tokens[position].fold) >= LONE_GIVEN_NAME

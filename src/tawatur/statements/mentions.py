"""Read who is named: a role, a name, a handle, an institution, an anonymous source, a crowd."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from tawatur.arabic.folding import fold_word
from tawatur.arabic.gazetteer import is_place_word
from tawatur.arabic.lexicon import (
    KUNYA,
    STRONG_GIVEN_NAME,
    SpeakerWord,
    find_speaker_word,
    given_count,
    is_definite,
    is_family_name,
    looks_like_verb,
    words,
)
from tawatur.arabic.segments import is_ordinary_word
from tawatur.arabic.tokens import Span, Token
from tawatur.arabic.verbs import Gender, Number, is_first_person, read_verb

MentionKind = Literal["person", "organisation", "anonymous", "collective", "document"]

MALE_BY_DEFAULT = 30  # bearers in the index; five in six of its people are men, rarer names tell nothing
NAME_BEFORE_VERB = 15  # bearers in the index; below, a word that is also a reporting verb (رأى) is the verb
MAX_NAME_WORDS = 7
MAX_TITLE_WORDS = 16
MAX_HANDLE_DISTANCE = 14  # tokens from the first of a naming to its handle
TITLE_ABBREVIATIONS = frozenset({"د", "م", "ا", "ش"})  # د. doctor, م. engineer, أ. professor, ش. sheikh
_CIRCUMSTANTIAL = words("preposition") | words("adverb") | words("time")
_LINKING = words("relative") | words("complementizer")
_AND = "و"
_MOTHER = "ام"
_INFORMED = "مطلع"  # also "the beginning of" a week or month
_TWO = "ين"
_GENERAL = "عام"  # أمين عام: a title, no name
_GEIR = "غير"  # also "other than"
# What transliterated surnames end with and Arabic words with a preposition in front do not (بيدرسون, لافروف).
_FOREIGN_ENDINGS = (
    "سون",
    "وف",
    "وفا",
    "سكي",
    "تسكي",
    "يتش",
    "برغ",
    "بيرغ",
    "شتاين",
    "ستاين",
    "ينكن",
    "ينغ",
    "اكن",
    "كيان",
    "سيان",
    "ريان",
)
# Particles that stand inside foreign and Maghrebi names (فان دن, دي لا, ولد); لا and دل only behind another one.
_NAME_PARTICLES = frozenset(
    {"فان", "دي", "دا", "دو", "فون", "دن", "دير", "ديل", "دل", "سان", "ولد", "ود", "ايت", "بنت"}
)
_AFTER_PARTICLE = _NAME_PARTICLES | frozenset({"لا", "لوس", "در"})
_ALI, _ON = "علي", "على"  # one word when folded
_VAN = "فان"  # also "for" before a clause (فإن), often written without its hamza
_OWNED = ("ته", "ها", "هم", "ات")  # nouns with a pronoun, and plurals: no names
_QUARTERS = frozenset(map(fold_word, "حي بلدة قرية مدينة مخيم ريف أبناء سكان أهالي".split()))  # ربة منزل من حي كذا
_HIS = frozenset(map(fold_word, "والد شقيق جار زميل نظير صديق رفيق".split()))  # with ه: his; with ة: a woman
_WITH_WAW = frozenset(map(fold_word, "وضوح وجود وصفه وصفها وصفهم وسائل وساطة واسطة وثائق وكالة وسيلة وعود".split()))
_HONORIFICS = frozenset(map(fold_word, "سعادة معالي فضيلة سماحة سمو جلالة فخامة دولة نيافة غبطة حضرة".split()))
_RANKS = frozenset({"الفريق", "اللواء"})  # also "team" and "brigade"
_OF_RANK = frozenset({"اول", "ركن", "طيار", "بحري", "متقاعد"})  # فريق أول ركن
_IN_ITS_NAME = frozenset({"باسمه", "باسمها", "باسمهم", "باسمهما"})  # المتحدث باسمها
_FOR = frozenset(map(fold_word, "نائب نائبة مسؤول مسؤولة ممثل ممثلة مرشح مرشحة".split()))  # عن follows
_IN_CHARGE = frozenset(map(fold_word, "مكلف مكلفة مختص مختصة معني معنية".split()))  # ب follows
_RESEARCH = frozenset(map(fold_word, "البحث البحوث الأبحاث الدراسات".split()))  # مركز البحث في علوم البحار
_SENT = frozenset(map(fold_word, "مبعوث مبعوثة سفير سفيرة موفد موفدة".split()))  # إلى follows
REFLEXIVE = frozenset({"ذاته", "ذاتها", "نفسه", "نفسها", "عينه", "عينها"})
ORDINALS = frozenset({"اخر", "اخري", "ثالث", "ثالثه"})  # آخر الطابور is no "another one"
POSTS = frozenset({"منشور", "تغريده", "تدوينه"})
_SAME = frozenset({"نفس", "ذات"})  # نفس المصدر
_JOINING_BASM = frozenset({"باسم"})  # متحدث باسم
_INTRODUCES_NAME = frozenset(
    {"يدعي", "تدعي", "اسمه", "اسمها", "يسمي", "تسمي", "المدعو", "المدعوه", "الملقب", "الملقبه"}
)
_CARRIES_NAME = {"يحمل": "اسم", "تحمل": "اسم", "عرف": "باسم", "المعروف": "باسم", "يعرف": "باسم"}
_ACCOUNT = frozenset({"حساب", "الحساب", "صفحه", "حسابات", "المستخدم", "المستخدمه", "مستخدم", "مستخدمه", "قناه"})
_DUAL_OR_PLURAL_ENDINGS: tuple[tuple[str, Number], ...] = (("ون", "plural"), ("ين", "plural"), ("ان", "dual"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """One naming of a possible speaker.

    Attributes:
        name: the personal or account name, or the whole noun phrase of an institution or an unnamed source.
        span: where `name` stands in the text.
        role: title or function as written; None when the text gives none.
        handle: as written, with its @; None when none stands there.
        first, end: token range of the whole phrase, end exclusive.
        head: folded head noun without article (وزير), to find المتحدث again; None for a bare name.
        is_definite: the head bears the article (المصدر: somebody already mentioned).
    """

    name: str
    span: Span
    kind: MentionKind
    gender: Gender | None
    number: Number
    first: int
    end: int
    role: str | None = None
    handle: str | None = None
    head: str | None = None
    is_definite: bool = False


def guess_gender(name: Sequence[Token]) -> Gender | None:
    """Gender by the first part of a personal name; None when it does not show."""
    if not name:
        return None
    first = name[0]
    if is_feminine_name(first) or first.fold in {"ام", "بنت"}:
        return "f"
    if first.fold in words("masculine name") or first.fold in KUNYA:
        return "m"
    if first.text.endswith(("\N{ARABIC LETTER TEH MARBUTA}", "ا")):
        return "f"
    return "m" if given_count(first.fold) >= MALE_BY_DEFAULT else None


def is_feminine_name(token: Token) -> bool:
    """Whether a word is a woman's name; one that hamza alone tells from a man's is read as written (علا, علاء)."""
    if token.fold not in words("feminine name"):
        return False
    return token.fold not in words("masculine name") or not token.text.endswith("\N{ARABIC LETTER HAMZA}")


def tell_ali(tokens: Sequence[Token]) -> Sequence[Token]:
    """The tokens, with "on" spelt على also where the text writes it as the name علي: dots then mean the name.

    It is the name behind a given name, before a name, and behind a title where the text spells "on" without dots.
    """
    if not any(token.text == _ALI for token in tokens):
        return tokens
    is_told_apart = any(token.fold == _ALI and token.text != _ALI for token in tokens)
    return [
        replace(token, text=_ON)
        if token.text == _ALI and not _is_ali(tokens, at, is_told_apart=is_told_apart)
        else token
        for at, token in enumerate(tokens)
    ]


def _is_ali(tokens: Sequence[Token], at: int, *, is_told_apart: bool) -> bool:
    before = tokens[at - 1].fold if at else ""
    following = tokens[at + 1] if at + 1 < len(tokens) else None
    if given_count(before) >= STRONG_GIVEN_NAME or before in KUNYA:
        is_name = following is None or not is_definite(following.fold) or is_known_name(following)
        return is_told_apart or is_name
    is_titled = find_speaker_word(before) is not None
    if following is None or not following.is_word:
        is_end = following is not None and following.text in {":", "،", ",", "(", "؛"}
        return is_titled and (is_told_apart or is_end)  # no preposition stands before a colon
    if given_count(following.fold) or is_family_name(following.fold) or following.fold in KUNYA:
        return is_titled or is_told_apart or not is_definite(following.fold)
    return is_titled and is_told_apart and not is_definite(following.fold) and not following.fold.endswith(_OWNED)


def is_ali(token: Token) -> bool:
    """Whether a token is the name, in tokens that went through `tell_ali`."""
    return token.text == _ALI


def is_stop(token: Token) -> bool:
    """Whether a token cannot be part of a name or a title."""
    if not token.is_word:
        return True
    if is_ali(token):
        return False
    fold = token.fold
    if find_speaker_word(fold) is not None and (fold not in words("preposition") or token.text.startswith("إ")):
        return False  # والي is a governor, not "and to"; but أمام is "before", not إمام
    if fold in _CIRCUMSTANTIAL:
        if token.text.endswith("\N{ARABIC LETTER HAMZA}") and fold in words("adverb"):
            return False  # هناء is no "here"
        return token.text[0] != "\N{ARABIC LETTER ALEF WITH MADDA ABOVE}" or len(token.text) > 4  # آنا is no pronoun
    if fold in _LINKING:
        return True
    if fold[:1] in {"و", "ف"} and len(fold) > 2 and (fold[1:] in words("preposition") or fold[1:] in _LINKING):
        return given_count(fold) < STRONG_GIVEN_NAME or fold[1:] in words("complementizer")
    return "\N{ARABIC FATHATAN}" in token.text[-2:]


def _is_verb_like(token: Token) -> bool:
    """A reporting verb form, unless the word is a name first (رائد, ماجد)."""
    form = read_verb(token.fold)
    return form is not None and given_count(token.fold) < NAME_BEFORE_VERB


def looks_like_given_name(token: Token) -> bool:
    """Whether a word is a given name well enough attested, and not a noun that heads speakers."""
    return (
        token.is_word
        and (given_count(token.fold) >= STRONG_GIVEN_NAME or token.fold in words("feminine name"))
        and find_speaker_word(token.fold) is None
        and not is_stop(token)
    )


def is_known_name(token: Token) -> bool:
    """Whether the index has a word as a given or a family name, or it joins names (بن, أبو)."""
    fold = token.fold
    is_indexed = given_count(fold) > 0 or is_family_name(fold) or fold in words("feminine name")
    return token.is_word and (is_indexed or fold in KUNYA)


def _starts_name(token: Token) -> bool:
    return looks_like_given_name(token) or token.fold in KUNYA or (token.is_word and token.text[:1].isascii())


def dual_head(folded: str) -> SpeakerWord | None:
    """The role behind a dual that a genitive follows (وزيرا الدفاع…, وزيري); None when the word is none."""
    found = find_speaker_word(folded[:-1]) if folded[-1:] in {"ا", "ي"} and len(folded) > 4 else None
    return found[0] if found and not found[1] and found[0].kind == "role" and found[0].number == "singular" else None


class MentionReader:
    """Reads noun phrases of one text; holds nothing that changes."""

    def __init__(
        self, text: str, tokens: Sequence[Token], short_marks: dict[int, int], known_words: frozenset[str] = frozenset()
    ) -> None:
        """A reader of `tokens`.

        Args:
            short_marks: opening -> closing token of quotations short enough to be names.
            known_words: folded words of the names that the text gives in full.
        """
        self.text = text
        self.tokens = tokens
        self.short_marks = short_marks
        self.short_closings = frozenset(short_marks.values())
        self._handles = [at for at, token in enumerate(tokens) if token.kind == "handle"]
        self.known_words: frozenset[str] = known_words

    # -- where a phrase may start ------------------------------------------------------------------------------

    def read(self, start: int, limit: int) -> Mention | None:
        """The phrase that starts exactly at token `start` and ends before `limit`; None when none starts there."""
        if start >= limit:
            return None
        token = self.tokens[start]
        if token.fold in words("count") and start + 2 < limit and self.tokens[start + 1].fold == "من":
            group = self.read(start + 2, limit)
            if group is not None and group.kind != "document":
                span = (token.start, group.span[1])
                return replace(
                    group,
                    name=self.text[slice(*span)],
                    span=span,
                    first=start,
                    kind="collective",
                    number="plural",
                    role=None,
                )
        if token.fold in _SAME and start + 1 < limit and find_speaker_word(self.tokens[start + 1].fold):
            return self._from(start, self.read(start + 1, limit))
        if token.kind == "handle":
            return self._from_handle(start, start, start, None)
        if token.kind == "mark":
            return self._from_marks(start, limit)
        if not token.is_word or is_stop(token):
            return None
        if token.fold == "ام" and start + 1 < limit and is_definite(self.tokens[start + 1].fold):
            return None  # أم الساعات: "or", or «أن» mistyped; أم فواز is a mother
        is_post = token.fold in POSTS and start + 1 < limit and self.tokens[start + 1].fold in ORDINALS
        if is_post or (token.fold in ORDINALS and start and self.tokens[start - 1].fold in POSTS):
            return None  # جاء في منشور آخر: nobody says it
        if token.fold in _HONORIFICS and self._is_title(start + 1, limit):
            return self._from(start, self.read(start + 1, limit))
        if token.fold in _NAME_PARTICLES and self._is_known_behind(start, limit):
            return self._read_name(start, limit, role=None, first=start, head=None)
        with_handle = self._read_with_handle(start, limit)
        if with_handle:
            return with_handle
        pair = self._read_pair(start, limit)
        if pair is not None:
            return pair
        head = None if self._is_mother_of(start, limit) else self._head_of(token, start)
        is_superlative = token.fold in ORDINALS and start + 1 < limit and is_definite(self.tokens[start + 1].fold)
        if (head is not None and not is_superlative) or token.fold in TITLE_ABBREVIATIONS:
            return self._read_titled(start, limit)
        if self._is_sound_plural(token):
            word = SpeakerWord(
                gender="f" if token.fold.endswith("تان") else "m",
                number="dual" if token.fold.endswith("تان") else "plural",
                kind="collective",
            )
            return self._unnamed(start, start + 1, word, definite=is_definite(token.fold))
        if (
            is_definite(token.fold)
            and given_count(token.fold) < STRONG_GIVEN_NAME
            and token.fold not in self.known_words
        ):
            return self._read_definite(start, limit)
        return self._read_name(start, limit, role=None, first=start, head=None)

    def read_accusative(self, start: int, limit: int) -> Mention | None:
        """غير أن مصدرا عسكريا …: somebody unnamed behind أن, with the adjectives that agree; None for anything else."""
        fold = self.tokens[start].fold if start < limit else ""
        if fold.endswith(_TWO) and (one := find_speaker_word(fold[: -len(_TWO)])) is not None:
            return self._read_two(start, limit, one[0]) if not one[1] else None
        is_one = fold.endswith("ا") and not fold.endswith("ها")  # لكن جارها
        found = find_speaker_word(fold[:-1]) if is_one else None
        if found is None or found[1] or found[0].number != "singular" or found[0].kind not in {"role", "anonymous"}:
            return None
        end = start + 1
        while end < limit and self.tokens[end].is_word and self.tokens[end].fold.endswith("ا"):
            end += 1
        return self._unnamed(start, end, found[0], definite=False)

    def _read_two(self, start: int, limit: int, one: SpeakerWord) -> Mention | None:
        """لكن مصدرين محليين …: two unnamed ones in the accusative; None for anything else."""
        if one.number != "singular" or one.kind not in {"role", "anonymous"}:
            return None
        end = start + 1
        while end < limit and self.tokens[end].is_word and self.tokens[end].fold.endswith(_TWO):
            end += 1
        return self._unnamed(start, end, replace(one, number="dual"), definite=False)

    @staticmethod
    def _from(first: int, mention: Mention | None) -> Mention | None:
        """The mention with words in front that are no part of its name or role."""
        return replace(mention, first=first) if mention is not None else None

    def _is_title(self, position: int, limit: int) -> bool:
        """سعادة السفير, سمو الشيخ: a definite title."""
        found = find_speaker_word(self.tokens[position].fold) if position < limit else None
        return found is not None and found[1] and found[0].kind == "role"

    def _is_known_behind(self, start: int, limit: int) -> bool:
        """دي لا روسا: only particles stand before a word of a name that the text gives in full."""
        position = start + 1
        while position < limit and self.tokens[position].fold in _AFTER_PARTICLE:
            position += 1
        return position < limit and self.tokens[position].fold in self.known_words

    def _is_particle(self, position: int, limit: int) -> bool:
        """A particle inside a name, with a word of the name behind it."""
        token = self.tokens[position]
        behind = self.tokens[position - 1].fold in _AFTER_PARTICLE
        if token.fold not in (_AFTER_PARTICLE if behind else _NAME_PARTICLES) or position + 1 >= limit:
            return False
        following = self.tokens[position + 1]
        if following.fold in _AFTER_PARTICLE and following.fold != _VAN:
            return self._is_particle(position + 1, limit)
        is_plain = following.is_word and not is_definite(following.fold) and find_speaker_word(following.fold) is None
        if token.fold != _VAN or behind:
            return is_plain and not is_stop(following)
        after = self.tokens[position + 2] if position + 2 < limit else None
        is_last = after is None or not after.is_word or is_stop(after)
        return token.text == _VAN and is_plain and not is_stop(following) and not _is_verb_like(following) and is_last

    def _read_pair(self, start: int, limit: int) -> Mention | None:
        """وزيرا الدفاع سالم الخطيب والداخلية أحمد البكري: two office holders under one dual noun."""
        token = self.tokens[start]
        head = dual_head(token.fold)
        if head is None:
            return None
        names: list[Mention] = []
        role = token.text
        position = start + 1
        for _ in range(2):
            while position < limit and self._is_office(position):
                found = find_speaker_word(self.tokens[position].fold)
                if found is None or found[0].kind != "role":  # الشيخ is his own title
                    role = f"{role} {self.tokens[position].text}"
                position += 1
            name = (
                self._read_name(position, limit, role=token.text, first=start, head=None) if position < limit else None
            )
            if name is None:
                return None
            names.append(name)
            position = name.end
            if len(names) == 1 and not (position < limit and self._is_second_office(position)):
                return None
        span = (names[0].span[0], names[1].span[1])
        return Mention(
            name=f"{names[0].name} {_AND}{names[1].name}",
            span=span,
            kind="collective",
            gender=head.gender,
            number="dual",
            first=start,
            end=names[1].end,
            role=role,
        )

    def _is_office(self, position: int) -> bool:
        """A word of an office or a title before a name: الدفاع, والداخلية, الشيخ."""
        fold = self.tokens[position].fold
        return is_definite(fold) or self._is_second_office(position)

    def _is_second_office(self, position: int) -> bool:
        fold = self.tokens[position].fold
        return fold[:1] == _AND and is_definite(fold[1:]) and self.tokens[position].is_word

    @staticmethod
    def _is_sound_plural(token: Token) -> bool:
        """متعاملون, مفتشتان: nominative endings that only people and a few numbers bear."""
        fold = token.fold
        if len(fold) < 6 or fold in words("count") or is_known_name(token):
            return False
        return fold.endswith("تان") or (fold.endswith("ون") and fold[:1] not in {"ي", "ت"} and read_verb(fold) is None)

    def _is_mother_of(self, start: int, limit: int) -> bool:
        """أم علاء المصري: she is known by her son's name; not أم الطفل, nor أم رئيس."""
        following = self.tokens[start + 1] if start + 1 < limit else None
        return self.tokens[start].fold == _MOTHER and following is not None and looks_like_given_name(following)

    def _head_of(self, token: Token, at: int | None = None) -> tuple[SpeakerWord, bool] | None:
        found = find_speaker_word(token.fold)
        if found is None:
            return None
        word, definite = found
        if token.fold[:-1] in _HIS and token.text.endswith("\N{ARABIC LETTER HEH}"):
            return replace(word, gender="m"), True  # والده, not والدة
        is_name_first = not definite and word.kind == "role" and given_count(token.fold) > 200
        following = self.tokens[at + 1] if at is not None and at + 1 < len(self.tokens) else None
        is_name_first = is_name_first and not (following is not None and following.fold == _GENERAL)
        return None if is_name_first else found

    # -- the shapes --------------------------------------------------------------------------------------------

    def _from_marks(self, start: int, limit: int) -> Mention | None:
        """A name in marks: وغردت “مها”."""
        closing = self.short_marks.get(start)
        if closing is None or closing >= limit or closing == start + 1:
            return None
        inner = self.tokens[start + 1 : closing]
        if not all(token.kind in {"word", "hashtag", "number", "handle"} for token in inner):
            return None
        if len(inner) > 1 and inner[0].fold in words("lead"):
            return None  # «كان يسابق حافلة»
        span = (inner[0].start, inner[-1].end)
        return Mention(
            name=self.text[slice(*span)],
            span=span,
            kind="person",
            gender=guess_gender(inner),
            number="singular",
            first=start,
            end=closing + 1,
        )

    def _from_handle(self, first: int, at: int, end: int, role: str | None) -> Mention:
        token = self.tokens[at]
        name = token.text.strip("@\N{FULLWIDTH COMMERCIAL AT}")
        inset = token.text.index(name) if name else 0
        span = (token.start + inset, token.start + inset + len(name))
        return Mention(
            name=name, span=span, kind="person", gender=None, number="singular", first=first, end=max(end, at) + 1,
            role=role, handle=token.text,
        )  # fmt: skip

    def _read_with_handle(self, start: int, limit: int) -> Mention | None:
        """[role] name @handle, with the handle in brackets or not."""
        at = self._find_handle(start, limit)
        if at is None:
            return None
        end = at + 1
        before = at
        while before > start and self.tokens[before - 1].text in {"(", "،", "-", "—", "–", "/"}:
            before -= 1
        if end < limit and self.tokens[end].text == ")":
            end += 1
        position = start
        skipped_account = False
        while position < before and self.tokens[position].fold in _ACCOUNT:
            position += 1
            skipped_account = True
        position = self._after_name_introduction(position, before)
        found = self._read_titled(position, before) if position < before else None
        if position >= before:
            mention = self._from_handle(start, at, end - 1, None)
            return replace(mention, first=start)
        if found is not None and found.kind in {"person", "organisation"} and found.end >= before:
            return replace(found, first=start, end=end, handle=self.tokens[at].text)
        rest = self.tokens[found.end : before] if found is not None and found.kind == "organisation" else []
        if found is not None and len(rest) == 1:
            span = (found.span[0], rest[-1].end)  # هيئة ميناء مرجانة @…: its name goes on to the handle
            return replace(found, name=self.text[slice(*span)], span=span, first=start, end=end,
                           handle=self.tokens[at].text)  # fmt: skip
        title_end = self._end_of_title(position, before)
        name = self.tokens[title_end:before]
        if not name:
            if skipped_account or found is None:
                name = self.tokens[position:before]
                title_end = position
            else:
                return replace(found, first=start, end=end, handle=self.tokens[at].text)
        is_elsewhere = name[0].fold in {"في", "من", _ALI, "بعد", "عن", "مع", "الي", "عبر"} and not is_ali(name[0])
        if len(name) > MAX_NAME_WORDS - 2 or is_elsewhere:
            return None  # the handle belongs to somebody named later
        if not is_stop(name[0]):
            name = name[: next((at for at, word in enumerate(name) if is_stop(word)), len(name))]
        span = (name[0].start, name[-1].end)
        role = self._slice(position, title_end) if title_end > position else None
        head = self._head_of(self.tokens[position]) if role else None
        return Mention(
            name=self.text[slice(*span)],
            span=span,
            kind="person",
            gender=head[0].gender if head and head[0].kind == "role" else guess_gender(name),
            number="singular",
            first=start,
            end=end,
            role=role,
            handle=self.tokens[at].text,
        )

    def _find_handle(self, start: int, limit: int) -> int | None:
        """A handle close by with nothing between that ends a phrase."""
        limit = min(limit, start + MAX_HANDLE_DISTANCE)
        at = bisect_left(self._handles, start)
        if at == len(self._handles) or self._handles[at] >= limit:
            return None
        for position in range(start, limit):
            token = self.tokens[position]
            if token.kind == "handle":
                return position
            if token.text in {":", ".", "؟", "!", "؛"} or token.kind in {"newline", "link"}:
                return None
            if token.kind == "mark" and position not in self.short_marks:
                return None
            if token.text == "،" and self.tokens[min(position + 1, limit - 1)].kind != "handle":
                return None
            if token.fold in words("complementizer") or (
                token.is_word and _is_verb_like(token) and position > start and read_verb(token.fold) is not None
                and self.tokens[position - 1].fold not in words("relative") and token.fold[:1] in {"و", "ف"}
            ):  # fmt: skip
                return None
        return None

    def _after_name_introduction(self, start: int, limit: int, reach: int = MAX_TITLE_WORDS) -> int:
        """Where the name starts after يدعى, باسم, يحمل اسم within reach; `start` when nothing introduces one."""
        for position in range(start, min(limit, start + reach)):
            fold = self.tokens[position].fold
            if fold.removeprefix(_AND) in _INTRODUCES_NAME:
                return position + 1
            carried = _CARRIES_NAME.get(fold)
            if carried is not None and position + 1 < limit and self.tokens[position + 1].fold == carried:
                return position + 2
        return start

    def _end_of_title(self, start: int, limit: int) -> int:
        """The end of leading title words: a role noun and the definite words after it."""
        position = start
        while position < limit:
            token = self.tokens[position]
            is_title = self._head_of(token) is not None or token.fold in TITLE_ABBREVIATIONS or token.text == "."
            if not is_title and not (position > start and is_definite(token.fold)):
                break
            position += 1
        return position

    def _read_titled(self, start: int, limit: int) -> Mention | None:
        """A noun phrase headed by a speaker noun; with a personal name when one follows."""
        first = self.tokens[start]
        head = self._head_of(first, start)
        if head is None and first.fold not in TITLE_ABBREVIATIONS:
            return None
        word, definite = head or (SpeakerWord(gender="m", number="singular", kind="role"), True)
        closed = definite
        position = start + 1
        if head is None and position < limit and self.tokens[position].text in {".", "/"}:
            position += 1
        core_end = position
        while position < limit and position - start < MAX_TITLE_WORDS:
            token = self.tokens[position]
            is_account = first.fold in _ACCOUNT and token.fold in _JOINING_BASM  # حساب باسم سامي, not متحدث باسم الحزب
            reach = 2 if token.text == "،" else 1
            named_at = position + 1 if is_account else self._after_name_introduction(position, limit, reach)
            if named_at > position and named_at < limit:
                if self.tokens[named_at].kind == "mark":
                    named = self._from_marks(named_at, limit)
                    named = replace(named, first=start, role=self._slice(start, position)) if named else None
                else:
                    named = self._read_name(named_at, limit, role=self._slice(start, position), first=start, head=word)
                return named or self._unnamed(start, core_end, word, definite=definite)
            if (
                token.fold in TITLE_ABBREVIATIONS
                and position + 1 < limit
                and self.tokens[position + 1].text in {".", "/"}
            ):
                position += 2
                closed = True
                continue
            if token.text == "/" and position == start + 1 and definite:
                position += 1  # الدكتور/ سامي
                continue
            step = self._title_step(start, position, limit, closed=closed, word=word)
            if step == "name":
                named = self._read_name(position, limit, role=self._slice(start, position), first=start, head=word)
                return named or self._unnamed(start, core_end, word, definite=definite)
            if step == "stop":
                break
            if step == "named":  # المغردة «نوف»
                named = self._from_marks(position, limit)
                role = self._slice(start, position)
                return (
                    replace(named, first=start, role=role, gender=word.gender)
                    if named
                    else self._unnamed(start, core_end, word, definite=definite)
                )
            if step == "marks":
                position = self.short_marks[position] + 1
                core_end, closed = position, True
                continue
            if step == "comma":
                position += 1
                continue
            if step == "preposition":
                closed = False
                position += 1
                if token.fold not in words("preposition"):  # glued: بالمنظمة, للحزب, بتعز
                    closed = token.fold.startswith(("بال", "لل")) or is_place_word(token.fold[1:])
                    core_end = position
                continue
            closed = is_definite(token.fold) or is_place_word(token.fold) or step == "closed"
            position += 1
            core_end = position
        return self._unnamed(start, core_end, word, definite=definite)

    def _title_step(self, start: int, position: int, limit: int, *, closed: bool, word: SpeakerWord) -> str:
        """What the token at `position` is to a title that started at `start`: part, name, stop or one of the others."""
        token = self.tokens[position]
        previous = self.tokens[position - 1]
        following = self.tokens[position + 1] if position + 1 < limit else None
        if token.fold == _GENERAL and position == start + 1:
            return "part"  # أمين عام, كاتب عام: an adjective here, not "year"
        if token.fold == _INFORMED and word.kind in {"anonymous", "role"} and not closed:
            is_time = following is not None and (is_definite(following.fold) or following.fold in words("time"))
            return "stop" if is_time else "part"
        if token.text == "،" and following is not None:
            is_compound = following.fold[:1] == "و" and find_speaker_word(following.fold[1:]) is not None
            title = find_speaker_word(following.fold)
            is_title = title is not None and title[1] and (title[0].kind == "role" or following.fold in _RANKS)
            is_named = _starts_name(following) and (
                closed or given_count(following.fold) >= 20 or following.fold in KUNYA
            )
            is_named = is_named or (word.kind == "role" and self._is_apposed_name(position + 1, limit))
            is_apposed = (
                word.kind in {"role", "anonymous"} and following.is_word and (is_named or (is_title and closed))
            )
            return "comma" if is_compound or is_apposed else "stop"
        if token.kind == "mark":
            inside = self.short_marks.get(position)
            if inside is None or inside >= limit:
                return "stop"
            is_title = word.kind == "role" and word.number == "singular"
            return "marks" if not closed else "named" if is_title else "stop"
        if not token.is_word or (following is not None and following.fold == "عدم"):
            return "stop"  # فضل عدم الكشف عن اسمه
        if token.fold in _OF_RANK and find_speaker_word(previous.fold) is not None and closed and word.kind == "role":
            return "closed"
        is_charge = position == start + 1 and self._head_fold(start) in _IN_CHARGE
        if is_charge and token.fold.startswith("بال"):
            return "preposition"  # المكلف بالإعلام
        if token.fold in REFLEXIVE or self._is_glued_adjunct(token):
            return "stop"
        if token.fold in _JOINING_BASM:
            return "preposition"
        if self._is_geir(position, limit) and word.kind == "role":
            return "name"
        if token.fold in _IN_ITS_NAME and word.kind == "role":
            return "closed"
        if self._joins(start, token, following, word):
            return "preposition"
        if token.fold[:1] == "و" and len(token.fold) > 3:
            rest = find_speaker_word(token.fold[1:])
            if rest is not None and word.kind == "role":
                return "closed" if rest[1] else "part"
            if (
                is_definite(token.fold[1:])
                and closed
                and word.kind in {"role", "organisation"}
                and not _is_verb_like(token)
            ):
                return "closed"  # وزارة الداخلية والبلديات
            goes_on = following is not None and is_definite(following.fold) and looks_like_verb(token.fold)
            if (
                goes_on
                and not is_known_name(token)
                and word.kind in {"role", "organisation"}
                and not _is_verb_like(token)
                and read_verb(token.fold[1:]) is None
            ):
                return "part"  # وزير التجارة وحماية المستهلك
        if is_stop(token) or _is_verb_like(token):
            return "stop"
        if closed and word.kind == "role" and word.number == "singular" and self._is_definite_given(position, limit):
            return "name"
        if closed and word.kind == "role" and word.number == "singular" and self._is_surname_again(position, limit):
            return "name"
        if is_definite(token.fold):
            is_other = token.fold.endswith(("ات", "ون", "ين")) and word.number == "singular" and not _is_nisba(token)
            return "stop" if is_other and closed and position == start + 1 else "part"  # الوزارة | المنشآت
        if token.fold in KUNYA and word.kind == "role":
            return "name"
        if closed and word.kind == "role" and self._is_pair_at_end(position, limit):
            return "name"
        is_complement = (
            position == start + 1 and word.kind == "role" and not closed and not token.fold.startswith(("بال", "لل"))
        )
        if (
            token.fold[:1] in {"ب", "ل"}
            and not is_complement
            and not is_known_name(token)
            and not is_place_word(token.fold)
            and not _is_nisba(token)
        ):
            is_at = word.kind == "role" and closed and token.fold[:1] == "ب" and self._name_comes(position, limit)
            return "preposition" if is_at or (word.kind == "role" and token.fold[:1] == "ل") else "stop"
        if closed:
            if word.kind == "role" and find_speaker_word(token.fold) is None:
                return "name" if self._may_begin_name(token) and not self._is_thing(position, limit) else "stop"
            if word.kind == "role":
                is_name = given_count(token.fold) > 200 or self._is_full_name(position, limit)
                is_name = is_name or self._is_name_not_title(token, following)
                return "name" if is_name else "part"
            is_open = not is_definite(previous.fold) and not is_place_word(previous.fold)  # وزارة: a genitive follows
            if word.kind == "organisation" and find_speaker_word(token.fold) is None and not is_open:
                return "stop"
            return (
                "part"
                if word.kind in {"anonymous", "collective", "document"} and not looks_like_given_name(token)
                else "stop"
            )
        if (
            word.kind == "role"
            and word.number == "singular"
            and looks_like_given_name(token)
            and (self._is_full_name(position, limit) or self._is_last_name(position, limit))
        ):
            return "name"
        inner = find_speaker_word(token.fold)
        is_joined = previous.fold in words("preposition")
        is_institution = inner is not None and inner[0].kind == "organisation"
        if is_institution and word.kind in {"anonymous", "collective"} and not is_joined:
            return "stop"  # مصادر أهلية | مؤسسة المياه
        is_clause = token.fold[:1] in {"ي", "ت"} or token.fold.endswith(("هم", "ها", "هن"))
        if (word.kind == "collective" or word.number == "plural") and (
            token.fold in words("naming") or (is_clause and not is_known_name(token))
        ):
            return "stop"  # مشجعون | وسم, متطوعون أجانب | يشاركون
        if is_place_word(token.fold):
            return "closed"
        behind_adjective = position > start + 1 and previous.fold.endswith("يه") and word.kind != "role"
        if behind_adjective and not (token.fold.endswith("ه") or is_joined or is_known_name(token)):
            return "stop"  # فصائل محلية | دخول المدينة: no genitive stands behind an adjective
        return "part"

    @staticmethod
    def _is_name_not_title(token: Token, following: Token | None) -> bool:
        """مديرة النقل شيخة النقيدان: behind a definite title another title would bear the article too."""
        found = find_speaker_word(token.fold)
        is_indefinite = found is not None and not found[1]
        is_name = given_count(token.fold) >= STRONG_GIVEN_NAME and following is not None
        return is_indefinite and is_name and following is not None and is_family_name(following.fold)

    def _is_thing(self, position: int, limit: int) -> bool:
        """وتوقع الخبير استقرار السعر: behind a title, words that no index of names has are what he tells of."""
        token = self.tokens[position]
        following = self.tokens[position + 1] if position + 1 < limit else None
        if is_known_name(token) or token.fold in self.known_words or token.text[:1].isascii():
            return False
        is_definite_next = following is not None and is_definite(following.fold) and following.is_word
        if following is None or not is_definite_next:
            return is_ordinary_word(token.text)
        is_surname = is_known_name(following) or following.fold.endswith("ي")
        return is_ordinary_word(following.text) and not is_surname

    def _is_last_name(self, position: int, limit: int) -> bool:
        """محافظ عكار عماد لبكيان: a given name and one unknown word, and there the phrase ends.

        Not behind the noun of an institution, which may bear a person's name (مدير شركة سامر للنقل).
        """
        institution = find_speaker_word(self.tokens[position - 1].fold)
        if institution is not None and institution[0].kind == "organisation":
            return False
        is_foreign = position + 1 < limit and _is_foreign_surname(self.tokens[position + 1])
        is_common = given_count(self.tokens[position].fold) >= (STRONG_GIVEN_NAME if is_foreign else 20)
        return is_common and self._ends_as_surname(position + 1, limit)

    def _name_comes(self, position: int, limit: int) -> bool:
        """مدير المستشفى بكفرزيتا أحمد الحلبي: behind one or two words of an unknown place a full name follows."""
        for at in range(position + 1, min(position + 3, limit)):
            if looks_like_given_name(self.tokens[at]) and self._is_full_name(at, limit):
                return True
            if is_stop(self.tokens[at]) or is_definite(self.tokens[at].fold):
                return False
        return False

    def _goes_on(self, position: int, limit: int) -> bool:
        """A word that is more often another one and here joins or belongs to a name: فان, دي, علي."""
        token = self.tokens[position]
        return is_ali(token) or self._is_particle(position, limit)

    def _is_object(self, position: int, limit: int) -> bool:
        """A definite feminine noun that no index of names has, before a preposition."""
        token = self.tokens[position]
        following = self.tokens[position + 1] if position + 1 < limit else None
        is_noun = is_definite(token.fold) and token.fold.endswith("ه") and not is_known_name(token)
        return is_noun and following is not None and following.fold in words("preposition")

    def _is_pair_at_end(self, position: int, limit: int) -> bool:
        """المتحدثة باسم الخارجية سيفيل أردوغموش: two words that nothing else can be, and there the phrase ends."""
        token = self.tokens[position]
        if find_speaker_word(token.fold) is not None or is_definite(token.fold) or is_stop(token):
            return False
        if token.fold.endswith(_OWNED) or _is_verb_like(token) or not self._ends_as_surname(position + 1, limit):
            return False
        is_prefixed = token.fold[:1] in {"ب", "ل", "ك", "و", "ف"}
        return not is_prefixed or is_known_name(self.tokens[position + 1])

    def _ends_as_surname(self, position: int, limit: int) -> bool:
        """One word that may be a surname, with nothing behind it that could belong to it."""
        if position >= limit:
            return False
        surname = self.tokens[position]
        after = self.tokens[position + 1] if position + 1 < limit else None
        is_nisba = not is_definite(surname.fold) or surname.fold.endswith("ي")
        is_end = after is None or not after.is_word or is_stop(after) or is_definite(after.fold)
        is_glued = surname.fold[:1] in {"ب", "ل", "ك"} or surname.fold.endswith(_OWNED)
        if is_glued and not (is_known_name(surname) or _is_foreign_surname(surname) or _is_bu_name(surname)):
            return False
        is_free = surname.is_word and not is_stop(surname) and find_speaker_word(surname.fold) is None
        return is_free and is_end and is_nisba and not _is_verb_like(surname)

    @staticmethod
    def _is_glued_adjunct(token: Token) -> bool:
        """لرويترز, بتغريدة: a preposition glued to an outlet or to the form of the speech."""
        fold = token.fold
        if fold[:1] not in {"ل", "ب"}:
            return False
        has_article = fold.startswith("لل")
        bare = fold[2:] if has_article else fold[1:]
        is_outlet = bare in words("outlet") or (has_article and f"ال{bare}" in words("outlet"))
        return is_outlet or bare in words("adjunct")

    def _is_apposed_name(self, start: int, limit: int) -> bool:
        """Two to five words between commas that nothing else can be (، ماورو بيتانكوري،)."""
        for position in range(start, min(start + 7, limit)):
            token = self.tokens[position]
            if not token.is_word:
                return position - start >= 2 and token.text in {"،", ",", "(", ":", "؛"}
            if token.fold in words("complementizer"):
                return position - start >= 2
            is_title = find_speaker_word(token.fold) is not None
            is_title = is_title and (position > start or is_definite(token.fold) or not is_known_name(token))
            if is_stop(token) or _is_verb_like(token) or is_title:
                return False  # رائد is a name and a rank
            if position == start and (token.fold[:1] in {"و", "ف", "ل", "ب"} and not is_known_name(token)):
                return False
        return False

    def _is_definite_given(self, position: int, limit: int) -> bool:
        """A given name with the article (المصطفى, الطيب) that the rest of the name follows."""
        token = self.tokens[position]
        following = self.tokens[position + 1] if position + 1 < limit else None
        if following is None or not is_definite(token.fold) or given_count(token.fold) < STRONG_GIVEN_NAME:
            return False
        is_name = is_known_name(following) or (
            self._ends_as_surname(position + 1, limit)
            and (not is_definite(following.fold) or self.tokens[position - 1].text == "،")
        )
        return find_speaker_word(token.fold) is None and is_name and not is_stop(following)

    def _is_surname_again(self, position: int, limit: int) -> bool:
        """العميد القاعدي: a word with the article that ends the phrase and stands in a name given in full elsewhere."""
        token = self.tokens[position]
        following = self.tokens[position + 1] if position + 1 < limit else None
        is_last = following is None or not following.is_word or is_stop(following) or _is_verb_like(following)
        is_name = is_definite(token.fold) and token.fold in self.known_words
        return is_name and is_last and find_speaker_word(token.fold) is None and not is_place_word(token.fold)

    def _is_full_name(self, position: int, limit: int) -> bool:
        """Two name words in a row: enough to call an indefinite phrase's next word a name."""
        if given_count(self.tokens[position].fold) < 20 or position + 1 >= limit:
            return False
        following = self.tokens[position + 1]
        return (
            following.is_word
            and not is_stop(following)
            and (looks_like_given_name(following) or is_family_name(following.fold) or following.fold in KUNYA)
        )

    def _joins(self, start: int, token: Token, following: Token | None, word: SpeakerWord) -> bool:
        """Whether a preposition continues the phrase (مصدر في الشرطة) instead of starting an adjunct (في بيان)."""
        fold = token.fold
        if fold == "الي" and following is not None:
            return self._head_fold(start) in _SENT and is_place_word(following.fold)
        if fold in {"في", "من", "لدي", "عن"} and following is not None:
            if not following.is_word or following.fold in words("adjunct") or following.fold in words("time"):
                return False
            if (
                fold == "في"
                and word.kind == "organisation"
                and self.tokens[start + 1].fold not in _RESEARCH
                and not (is_place_word(following.fold) or is_place_word(following.fold[2:]))
            ):
                return False
            if fold == "عن":
                return self._head_fold(start) in _FOR and not is_stop(following)  # النائب السابق عن الحركة
            is_group = word.kind in {"collective", "anonymous"} or word.number == "plural"
            if fold == "من" and following.fold in _QUARTERS:
                return True
            is_of = (
                is_definite(following.fold)
                or find_speaker_word(following.fold) is not None
                or is_place_word(following.fold)
            )
            if fold == "من" and not ((is_of and is_group) or is_place_word(following.fold)):
                return False
            return not is_stop(following) or following.fold == "بين"
        if fold.startswith(("بال", "لل")) and len(fold) >= 5:
            bare = fold[3:] if fold.startswith("بال") else fold[2:]
            return bare not in words("outlet") and f"ال{bare}" not in words("outlet") and bare not in words("adjunct")
        if fold[0] == "ل" and fold[1:] in words("field") and word.kind == "organisation":
            return following is not None and is_definite(following.fold)  # المرصد السوري لحقوق الإنسان
        if len(fold) > 3 and fold[0] in {"ب", "ل"} and is_place_word(fold[1:]):
            return True
        if len(fold) > 4 and fold[0] in {"ب", "ل"} and fold[1:] not in words("adjunct") | words("outlet"):
            return find_speaker_word(fold[1:]) is not None
        return False

    def _read_definite(self, start: int, limit: int) -> Mention | None:
        """A definite phrase whose head is no known noun: السيسي, الخارجية الروسية, الحوثيون."""
        if self.tokens[start].fold.endswith("ات"):
            return None  # الساعات, التوقعات: things; those that speak are in the table
        end = start + 1
        while end < limit and end - start < MAX_NAME_WORDS:
            token = self.tokens[end]
            if is_stop(token) or not is_definite(token.fold) or _is_verb_like(token) or find_speaker_word(token.fold):
                break
            end += 1
        following = self.tokens[end] if end < limit else None
        if following is not None and looks_like_given_name(following) and self._is_full_name(end, limit):
            return self._read_name(
                end, limit, role=self._slice(start, end), first=start, head=None
            )  # المتنبئ الجوي سعود …
        token = self.tokens[start]
        number: Number = next((n for ending, n in _DUAL_OR_PLURAL_ENDINGS if token.fold.endswith(ending)), "singular")
        if number != "singular" and (
            is_family_name(token.fold) or is_family_name(token.fold[2:]) or len(token.fold) < 7
        ):
            number = "singular"
        is_feminine = token.text.endswith("\N{ARABIC LETTER TEH MARBUTA}")
        gender: Gender | None = "f" if is_feminine else "m" if number == "plural" or end > start + 1 else None
        span = (token.start, self.tokens[end - 1].end)
        return Mention(
            name=self.text[slice(*span)],
            span=span,
            kind="collective"
            if number == "plural"
            else "organisation"
            if gender == "f" or end > start + 1
            else "person",
            gender=gender,
            number=number,
            first=start,
            end=end,
            head=token.fold[2:],
            is_definite=True,
        )

    def _read_name(
        self, start: int, limit: int, *, role: str | None, first: int, head: SpeakerWord | None
    ) -> Mention | None:
        """A personal name, with the role that follows it when none stood before."""
        end = start
        if role is None and not (self._may_begin_name(self.tokens[start]) or self._is_foreign_name(start, limit)):
            return None
        while end < limit and end - start < MAX_NAME_WORDS:
            token = self.tokens[end]
            if self._is_geir(end, limit) or (end > start and self._goes_on(end, limit)):
                end += 1
                continue
            if end == start and token.fold in _NAME_PARTICLES and self._is_known_behind(start, limit):
                end += 1
                continue
            if is_stop(token) or (end > start and not self._may_continue_name(end, limit)):
                break
            if end > start and _is_own_speech(token):
                break  # وختم القاعدي | سلسلته
            if end > start and token.fold in words("object of comment"):
                break  # نفى عمر الحسني | الخبر
            after_particle = end > start and self.tokens[end - 1].fold in _AFTER_PARTICLE
            is_long = end - start >= 2 and self.tokens[end - 1].fold not in KUNYA and not after_particle
            if (
                is_long
                and token.fold.endswith(("ون", "ين", "ات"))
                and is_definite(token.fold)
                and not is_known_name(token)
            ):
                break
            following = self.tokens[end + 1] if end + 1 < limit else None
            is_last = following is None or not following.is_word or following.fold in words("complementizer")
            if end - start >= 2 and is_definite(self.tokens[end - 1].fold) and self._is_object(end, limit):
                break  # أرجع بلال القميري | الأزمة إلى
            if is_long and not (is_known_name(token) or is_definite(token.fold) or token.text[:1].isascii() or is_last):
                break
            after_connector = after_particle or (end > start and self.tokens[end - 1].fold in KUNYA)
            if end > start and not after_connector:
                speaker = find_speaker_word(token.fold)
                is_common = given_count(token.fold) > 50 and not self._heads_title(end, limit)
                is_surname = speaker is not None and speaker[1] and end == start + 1 and is_family_name(token.fold)
                if speaker is not None and not is_surname and not (is_common and not speaker[1]):
                    break  # but سامي الخطيب is one name
                if _is_verb_like(token) or (token.fold[:1] in {"و", "ف"} and self._is_conjoined(token)):
                    break
            end += 1
        if end == start:
            return None
        name = self.tokens[start:end]
        is_lone = role is None and len(name) == 1 and name[0].fold not in self.known_words
        if is_lone and name[0].fold.endswith("ا") and not is_known_name(name[0]):
            return None  # وقال ضاحكا
        span = (name[0].start, name[-1].end)
        role_end = end
        if role is None:
            role, role_end = self._role_after(end, limit)
        gender = head.gender if head is not None and head.kind == "role" else guess_gender(name)
        if is_feminine_name(name[0]):
            gender = "f"  # عضو المجلس هدى: her title is not inflected
        is_maybe_surname = is_family_name(name[0].fold) or name[0].fold in self.known_words
        if role is None and len(name) == 1 and is_maybe_surname:
            gender = None  # قالت سلامة: a surname tells nothing
        return Mention(
            name=self.text[slice(*span)],
            span=span,
            kind="person",
            gender=gender,
            number="singular",
            first=first,
            end=role_end,
            role=role,
            head=self._head_fold(first) if head is not None else None,
        )

    def _may_begin_name(self, token: Token) -> bool:
        """A word of the index, a foreign word, or an unknown one without a clitic or a pronoun on it."""
        if token.fold in self.known_words:
            return True
        if is_first_person(token.fold):
            return given_count(token.fold) >= STRONG_GIVEN_NAME  # قلت
        if (
            is_known_name(token)
            or token.text[:1].isascii()
            or is_place_word(token.fold)
            or token.fold in words("outlet")
        ):
            return True
        return (
            token.fold[:1] not in {"ب", "ل", "ك"}
            and token.fold[:2] not in {"سي", "ست"}
            and not token.fold.endswith(("ه", "ها", "هم", "ات"))
        )

    def _is_foreign_name(self, start: int, limit: int) -> bool:
        """An unknown word that begins like a preposition (كلاوديا, لويجي) before a particle or a known surname."""
        following = self.tokens[start + 1] if start + 1 < limit else None
        fold = self.tokens[start].fold
        if following is None or is_stop(following) or is_first_person(fold) or fold.endswith(("ه", *_OWNED)):
            return False
        is_surname = is_family_name(following.fold) and not is_definite(following.fold)
        return self._is_particle(start + 1, limit) or _is_foreign_surname(following) or is_surname

    def _may_continue_name(self, position: int, limit: int) -> bool:
        """As above, and no unknown word that begins like a verb or with a preposition.

        A foreign surname may begin so: it ends like one (بيدرسون), or what it opens follows at once (ماري كوري إن).
        """
        token = self.tokens[position]
        if is_known_name(token) or token.text[:1].isascii() or is_definite(token.fold):
            return True
        if token.fold.endswith(("ها", "هم", "ات")) or is_first_person(token.fold):
            return False
        if token.fold[:1] in {"ب", "ل"}:
            return _is_foreign_surname(token) or _is_bu_name(token)
        following = self.tokens[position + 1] if position + 1 < limit else None
        after = self.tokens[position + 2] if position + 2 < limit else None
        is_led = following is not None and following.fold in words("preposition")  # حذّر ديفيد كينغ من أن
        opens = after if is_led else following
        is_last = (
            following is None or following.text == ":" or (opens is not None and opens.fold in words("complementizer"))
        )
        return token.fold[:1] not in {"ك", "ي", "ت"} or _is_foreign_surname(token) or is_last

    def _is_geir(self, position: int, limit: int) -> bool:
        """غير before a foreign surname is a given name (غير بيدرسون)."""
        return (
            self.tokens[position].fold == _GEIR
            and position + 1 < limit
            and _is_foreign_surname(self.tokens[position + 1])
        )

    def _heads_title(self, position: int, limit: int) -> bool:
        """أمين لجنة, أمين عام: a name word that is a title because its complement follows."""
        following = self.tokens[position + 1] if position + 1 < limit else None
        return following is not None and (following.fold == "عام" or find_speaker_word(following.fold) is not None)

    def _is_conjoined(self, token: Token) -> bool:
        """Whether the first letter is "and": a known word follows it, and the whole is no name (وليد, فينسنت)."""
        rest = token.fold[1:]
        if given_count(token.fold) >= STRONG_GIVEN_NAME or is_family_name(token.fold) or len(rest) < 3:
            return False
        is_known = is_definite(rest) or find_speaker_word(rest) is not None or read_verb(rest) is not None
        return is_known or given_count(rest) >= STRONG_GIVEN_NAME or is_family_name(rest) or token.fold[0] == "و"

    def _role_after(self, start: int, limit: int) -> tuple[str | None, int]:
        """A role in apposition (، الناطق باسم), or after وهو."""
        position = start
        if position < limit and self.tokens[position].text == "،":
            position += 1
        if position < limit and self.tokens[position].fold in {"وهو", "وهي"}:
            position += 1
        if position >= limit or self._head_of(self.tokens[position]) is None:
            return None, start
        phrase = self._read_titled(position, limit)
        if phrase is None or phrase.kind != "person" or phrase.role:
            return None, start
        return self._slice(position, phrase.end), phrase.end

    def _unnamed(self, start: int, end: int, word: SpeakerWord, *, definite: bool) -> Mention:
        """A phrase without a personal name: the whole phrase is the name."""
        kind: MentionKind = "person" if word.kind == "role" else word.kind
        if word.kind == "role" and word.number != "singular":
            kind = "collective"
        span = (self.tokens[start].start, self.tokens[end - 1].end)
        return Mention(
            name=self.text[slice(*span)],
            span=span,
            kind=kind,
            gender=word.gender,
            number=word.number,
            first=start,
            end=end,
            head=self._head_fold(start),
            is_definite=definite,
        )

    def _head_fold(self, start: int) -> str:
        fold = self.tokens[start].fold
        return fold[2:] if fold.startswith("ال") and find_speaker_word(fold[2:]) else fold

    def _slice(self, start: int, end: int) -> str | None:
        """The words of a range as written, without what only leads on to a name; a quoted name keeps both marks."""
        closing = {self.short_marks[at] for at in range(start, end) if at in self.short_marks}
        while end > start and end - 1 not in closing:
            if self.tokens[end - 1].is_word and self.tokens[end - 1].fold not in TITLE_ABBREVIATIONS:
                break
            end -= 1
        return self.text[self.tokens[start].start : self.tokens[end - 1].end] if end > start else None


def _is_own_speech(token: Token) -> bool:
    """سلسلته, حديثها: a form of speech with the pronoun of whose it is."""
    for owner in ("هم", "ها", "ه"):
        bare = token.fold.removesuffix(owner)
        if bare != token.fold and not words("adjunct").isdisjoint((bare, f"{bare.removesuffix('ت')}ه")):
            return True
    return False


def _is_foreign_surname(token: Token) -> bool:
    return token.is_word and len(token.fold) > 4 and token.fold.endswith(_FOREIGN_ENDINGS)


def _is_bu_name(token: Token) -> bool:
    """بوعركي, باوزير, بنعطية: Abu and Ben as the Maghreb, the Gulf and Hadramawt join them to a name; not بوضوح."""
    rest = token.fold[1:]
    if len(token.fold) < 6 or find_speaker_word(rest) is not None:
        return False
    is_ba = token.text.startswith("با") and not is_definite(rest) and not is_ordinary_word(rest)
    is_ben = token.fold.startswith("بن") and not is_ordinary_word(rest)
    return is_ba or is_ben or (token.fold.startswith("بو") and rest not in _WITH_WAW)


def _is_nisba(token: Token) -> bool:
    """An adjective of origin or kind (لبناني, بريطانية, بارز), not a noun behind a preposition."""
    return token.fold.endswith(("ي", "يه", "يون", "يين")) or token.fold in {"بارز", "بارزه", "بارزون", "بارزين", "بدين"}

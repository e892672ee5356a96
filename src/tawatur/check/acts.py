"""Acts that one account tells and another denies: قصف مستودعا / لم يقصف أي مستودع, withdrew / denied any withdrawal.

A word that is denied is looked for in what others tell, as the same verb, as its noun, or as another word of the same
act (`data/acts.tsv`). The two are about one thing when most of the words around the one stand around the other, and
neither place nor time nor another doer explains them.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import pairwise, product

from tawatur.arabic.folding import fold_word
from tawatur.arabic.lexicon import find_speaker_word, words
from tawatur.arabic.times import find_times_in
from tawatur.arabic.tokens import Span, Token, tokenize
from tawatur.arabic.verbs import read_verb
from tawatur.check.access import tells_access
from tawatur.check.act_words import (
    ANY,
    EMPTY,
    ENGLISH_EMPTY,
    acts_at,
    denial_forms,
    is_present,
    keys_at,
    keys_of,
    lemmas_of,
    may_be_act,
    may_be_opposite,
    may_be_verb,
    token_stem,
    unjoined,
)
from tawatur.check.article import Article
from tawatur.check.conflicts import told_differently
from tawatur.check.denials import bare_word, stem_of
from tawatur.check.measures import is_same_stem
from tawatur.check.records import Finding
from tawatur.claims.assertion import STILL, clause_around, ends_clause, read_assertion
from tawatur.statements import Statement

MAX_COMPARED = 60  # denied words, and told ones of one act
LONGEST = 14  # words on either side of an act that say what it is about
SHARE = 0.5  # of the words about one account: more of them must stand about the other, of what is denied wholly as many
REACH = 10  # words between a verb of denial and the act that it denies
LONG_AGO = timedelta(days=8)  # a time further off than this is not that of the news
NEAR = 4  # words between a particle and what it denies
PARAGRAPHS = 2  # over which a denial and what it answers may stand
SHOWN = 3  # words behind an act that a finding shows

_OF_STATES = frozenset(map(fold_word, "ليس ليست ليسوا غير".split()))  # deny that something is so, the others a deed
_NEGATIONS = frozenset(map(fold_word, "لم لا ليس ليست ليسوا غير عدم".split()))
_ALL_OF = ANY | {"no", "nobody"}
_LIGHT = frozenset(
    map(fold_word, "كان صار عرف علم رأى أراد جاء وجد بقي استطاع تمكن عمل فعل عاد شاء حصل حدث "
                   "know see get want come tell think need".split())
)  # fmt: skip
_ENGLISH_NOT = re.compile(r"not|never|\w{2,8}n['’]t")
_NOBODY = frozenset({"nobody", "none", "no-one"})
_ENGLISH_DENIALS = frozenset({"denied", "denies", "deny", "denying"})
_DENIAL_ENDS = frozenset('.؟!?؛:«"“')
_EXCEPT = frozenset(map(fold_word, "سوى إلا بعد حتى except yet until so".split()))
_ENGLISH_STOPS = frozenset(
    "and but because while although though who which when after before as so since saying adding if until than".split()
)
_STOPS = frozenset(map(fold_word, "بينما فيما لكن ولكن بل حيث إذ لأن بعدما قبل حين".split()))
_ENGLISH_RUMOURS = frozenset("report reports claim claims allegation allegations rumour rumours rumor rumors".split())
_ENGLISH_LEADS = frozenset("in at on over of for from with by into about out up to only just longer".split())
_ENGLISH_WHERE = frozenset({"in", "at", "near", "from", "outside", "inside"})
_HIMSELF = frozenset(map(fold_word, "أنه أنها بأنه بأنها إنه إنها".split()))
_RANKS = frozenset(
    map(
        fold_word, "الأول الأولى الثاني الثانية الثالث الثالثة الرابع الرابعة الخامس الخامسة first second third".split()
    )
)
_OWNED = frozenset(
    f"{fold_word(owned)}{owner}"
    for owned, owner in product("موكل وكيل ابن نجل زوج شقيق والد عميل".split(), ("ه", "ها", "هم"))
)
_PRONOUNS = frozenset("it he she they we i its his her their our my them him us".split())
_GROUPS = frozenset(map(fold_word, "طرفان طرفين جانبان جانبين".split()))
_OTHERS = frozenset({"another", "other", "others"})
_THERE = frozenset(map(fold_word, "موجود موجودة متوفر متوفرة متاح متاحة حاضر حاضرة".split()))
_AUXILIARIES = frozenset("has had have did do does was were been being is are".split())
_UNTOLD = frozenset("to whether if unless could may might would should must can will".split())
_HAPPENED = frozenset(map(fold_word, "تم جرى شهد شهدت بدأ بدأت بعد عقب إثر منذ بسبب نتيجة جراء وقع حدث".split()))
_ASCRIBED = frozenset(map(fold_word, "أرجع وأرجع أرجعت وأرجعت عزا وعزا عزت وعزت".split()))  # to what was
_EARLIER = frozenset(map(fold_word, "سابقا سابق سابقة حينها آنذاك previous previously earlier former".split()))
_PASSIVE = frozenset({"been", "was", "were", "being"})


@dataclass(frozen=True, slots=True, kw_only=True)
class _Told:
    """An act that an account tells or denies; `before` and `behind` the words around it, as stems."""

    keys: frozenset[str]
    before: frozenset[str]
    behind: frozenset[str]
    objects: frozenset[str]  # of those behind the ones before a preposition
    is_lack: bool  # لا إسعاف: the noun of what there is none of
    is_of_any: bool  # no school, أي مدرسة
    head: str  # the first word before an Arabic verb, the last before an English one: who does it
    named: frozenset[str]  # what its speaker is called, his office with him, or who denies it
    ranks: frozenset[str]  # the first, the second
    definite: frozenset[str]  # of the words around it those with an article
    is_one_of_many: bool  # a school, 65 deputies
    is_of_himself: bool  # said that he did: nothing but a pronoun for who does it
    is_subject_open: bool  # a pronoun, the speaker himself, or whoever suffers it: nothing against another subject
    where: frozenset[str]
    times: frozenset[str]
    mouth: str | None
    giver: Statement | None
    at: int
    span: Span
    clause: Span

    @property
    def about(self) -> frozenset[str]:
        """What stands around it."""
        return self.before | self.behind


def find_acts_denied(article: Article, known: Iterable[Finding]) -> Iterator[Finding]:
    """What one account tells and another denies, each once; nothing that another finding has told already."""
    denied = list(_denied(article))[:MAX_COMPARED]
    wanted = {key for each in denied for key in each.keys}
    told = list(_tell(article, wanted, {each.at for each in denied})) if wanted else []
    seen = [finding.spans for finding in known if finding.code.startswith("conflict")]
    for no in denied:
        fitting = [yes for yes in told if _are_opposed(article, yes, no)]
        yes = max(fitting, key=lambda each: (len(_shared(each.about, no.about)), -abs(each.at - no.at)), default=None)
        if yes is not None and not any(touches(spans, yes.span) and touches(spans, no.span) for spans in seen):
            first, second = sorted((yes, no), key=lambda each: each.span)
            seen.append((first.span, second.span))
            yield told_differently("conflict.denial", article, [(each.giver, each.span) for each in (first, second)])


def touches(spans: Iterable[Span], span: Span) -> bool:
    """Whether a span shares a character with any of some others."""
    return any(a < span[1] and span[0] < b for a, b in spans)


def _are_opposed(article: Article, yes: _Told, no: _Told) -> bool:
    """Whether two accounts are of one act, of two mouths, and nothing explains that they differ."""
    if yes.keys.isdisjoint(no.keys) or yes.mouth == no.mouth or touches((yes.span,), no.clause):
        return False
    if all(key[0] == "=" for key in yes.keys & no.keys) and not _shared(no.before, yes.before):
        return False
    if any(a and b and a.isdisjoint(b) for a, b in ((yes.where, no.where), (yes.times, no.times))):
        return False
    if not (yes.about and no.about):
        return _answers(article, yes, no)
    if _own(no.behind, yes.about) and _own(yes.behind, no.about):
        return False  # the field of Rayan, the field of Safi
    if _are_two_doers(yes, no):
        return False
    is_another = yes.before and no.before and not _shared(yes.before, no.about) and not _shared(no.before, yes.about)
    if is_another and not (yes.is_subject_open or no.is_subject_open):
        return False
    if not _LIGHT.isdisjoint(yes.keys & no.keys) and not _shared(no.before, yes.before):
        return False
    shared, fewer = len(_shared(yes.about, no.about)), min(len(yes.about), len(no.about))
    return shared > SHARE * fewer or (no.is_of_any and shared == SHARE * fewer)


def _are_two_doers(yes: _Told, no: _Told) -> bool:
    """Whether the words before two verbs name two who did it."""
    if yes.is_of_himself and no.is_of_himself:
        return True  # he did not retire, she did: each speaks of himself
    if yes.ranks and no.ranks and yes.ranks.isdisjoint(no.ranks):
        return True
    if no.is_subject_open and not yes.before and yes.is_one_of_many:
        return True  # his client, another suspect
    for one, other in ((yes, no), (no, yes)):
        head = frozenset({other.head} if other.head else ())
        if not head:
            continue
        is_another = not _shared(head, one.named) or _own(other.before, one.named)
        if one.is_of_himself and is_another and not _shared(head, one.behind):
            return True  # said that it did not, another ministry did
        is_unnamed = not one.head and not one.is_of_himself and not _shared(other.named - head, one.about)
        if is_unnamed and _shared(head, other.named):
            return True  # the club, said the head of Wifaq Club; another club
        if other.head in other.definite and _shared(head, one.behind) and not _shared(head, one.definite):
            return True  # the exams, exams of a school of medicine
    if not (yes.head and no.head):
        return not no.head and yes.head != "" and not yes.is_subject_open and _is_of_another_name(yes, no)
    if not is_same_stem(yes.head, no.head):
        is_turned = _shared(frozenset({no.head}), yes.objects) or _shared(frozenset({yes.head}), no.objects)
        return not is_turned and (no.head.isascii() or not (yes.is_subject_open or no.is_subject_open))
    if any(a.is_one_of_many > b.is_one_of_many and a.at > b.at for a, b in ((yes, no), (no, yes))):
        return True  # the school, then a school
    return _is_of_another_name(yes, no)


def _is_of_another_name(yes: _Told, no: _Told) -> bool:
    """Whether who did it is of one kind with the speaker and has another name (شركة الطيران, نفت شركة الشحن)."""
    for one, other in ((yes, no), (no, yes)):
        is_of_kind = len(one.named) > 1 and _shared(frozenset({other.head}), one.named)
        others = other.before - {other.head}
        if is_of_kind and others and not _shared(others, one.named):
            return True
    return False


def _answers(article: Article, yes: _Told, no: _Told) -> bool:
    """Whether a denial stands right behind what it answers, where one of them says nothing of what it is about."""
    if yes.at > no.at or not _LIGHT.isdisjoint(yes.keys & no.keys):
        return False
    if no.is_lack and not any(token.fold in _THERE for token in article.tokens_between(*yes.clause)):
        return False
    between = article.tokens[yes.at : no.at]
    return len({article.paragraph_of(token.start) for token in between if token.is_word}) <= PARAGRAPHS


def _own(a: frozenset[str], b: frozenset[str]) -> bool:
    """Whether some of the words are not of the others."""
    return len(_shared(a, b)) < len(a)


def _shared(a: frozenset[str], b: frozenset[str]) -> set[str]:
    return {x for x in a if any(is_same_stem(x, y) for y in b)}


# -- reading -------------------------------------------------------------------------------------------------------


def _denied(article: Article) -> Iterator[_Told]:
    """Every act that is denied; of one verb of denial every word that may be it; and what is told as its opposite."""
    tokens = article.tokens
    for at, token in enumerate(tokens):
        if not token.is_word:
            continue
        fold, word = token.fold, token.text.lower()
        bare = unjoined(fold)
        acts: Iterable[int] = ()
        is_by_verb = fold in denial_forms() or word in _ENGLISH_DENIALS
        if is_by_verb and not article.is_marked((token.start, token.end)):
            acts = _behind_denial(tokens, at)
        elif bare in _NEGATIONS or _ENGLISH_NOT.fullmatch(word) or word in _NOBODY:
            acts = filter(None, [_next_act(tokens, at)])
        elif word == "no":
            acts = _around_no(tokens, at)
        elif not may_be_opposite(token.text, fold):
            continue
        else:
            opposite = frozenset(act for act, sign in acts_at(tokens, at, keys_at(tokens, at)) if sign == "-")
            found = _read(article, at, None) if opposite and is_told(article, at) else None
            if found is not None:
                yield replace(found, keys=opposite)
            continue
        for act in acts:
            found = _read(article, act, at, is_by_verb=is_by_verb)
            if found is not None:
                yield found


def _next_act(tokens: Sequence[Token], at: int) -> int | None:
    """The word that a particle denies; None for لا يزال, for غير أن and for nothing."""
    for near in range(at + 1, min(len(tokens), at + 1 + NEAR)):
        token = tokens[near]
        if ends_clause(token) or not token.is_word or token.fold in STILL or token.fold in words("complementizer"):
            return None
        if token.fold in words("preposition") or token.text.lower() in _ENGLISH_LEADS:
            return None  # not over, not only, no longer
        if token.text[:1].isupper() and token.text.isascii():
            return None
        if token.fold not in EMPTY | ANY and token.text.lower() not in ENGLISH_EMPTY:
            return near
    return None


def _around_no(tokens: Sequence[Token], at: int) -> list[int]:
    """No boat capsized, found no fault: the verb on either side, or the noun (no withdrawal)."""
    if at + 1 < len(tokens) and tokens[at + 1].text.lower() in _ENGLISH_LEADS:
        return []
    around = [each for each in (at - 1, at + 1, at + 2) if 0 <= each < len(tokens) and tokens[each].is_word]
    return [each for each in around if tokens[each].text.lower() not in ENGLISH_EMPTY | ANY]


def _behind_denial(tokens: Sequence[Token], at: int) -> Iterator[int]:
    """The words behind a verb of denial that may be acts (نفى المتحدث باسم الوزارة انسحاب القوات)."""
    last = at
    for near in range(at + 1, min(len(tokens), at + 1 + REACH)):
        token = tokens[near]
        if token.kind == "newline" or token.text in _DENIAL_ENDS or (near == at + 1 and ends_clause(token)):
            return
        form = read_verb(token.fold) if token.is_word else None
        if form is not None and form.kind != "verbal noun":
            return
        if token.fold in words("complementizer"):
            yield from filter(None, [_next_act(tokens, near)])
            return
        is_of_it = last == near - 1 and not token.text[:1].isascii()  # رفع رسوم السوق: the first is denied
        if token.text.isascii() and last > at and (token.fold in _ENGLISH_LEADS or tokens[last].text.endswith("ing")):
            return
        if _may_be_deed(token) and not (is_of_it and last > at):
            last = near
            yield near


def _may_be_deed(token: Token) -> bool:
    """Whether what is denied may be this: in Arabic a verbal noun without the article, that no role is called."""
    bare = bare_word(token.fold)
    if not token.is_word or bare in words("rumour"):
        return False
    if token.text[:1].isascii():
        return token.text.lower() not in ENGLISH_EMPTY | ANY | _ENGLISH_RUMOURS
    if token.fold in words("preposition") | EMPTY | ANY or token.fold.removeprefix("و").startswith("ال"):
        return False
    return may_be_act(token) and find_speaker_word(bare) is None


def _tell(article: Article, wanted: set[str], denied_at: set[int]) -> Iterator[_Told]:
    """Every word of an act that is denied elsewhere, where it is told as a fact."""
    counts: Counter[str] = Counter()
    for at, token in enumerate(article.tokens):
        if not token.is_word or at in denied_at or token.fold in EMPTY:
            continue
        if token.fold[:1] == "ل" and token.fold[1:2] != "ل" and bare_word(token.fold) != token.fold:
            continue  # لاستكمال البحث: what for
        common = keys_at(article.tokens, at) & wanted
        if not common or max(counts[key] for key in common) > MAX_COMPARED or not _is_deed_told(article, at):
            continue
        if any(each.fold in words("further") | _OTHERS for each in article.tokens[at + 1 : at + 1 + 2 * NEAR]):
            continue
        counts.update(common)
        found = _read(article, at, None)
        if found is not None:
            yield found


def is_told(article: Article, at: int) -> bool:
    """Whether a word is told as a fact: it is no forecast, and nothing in its clause denies it, however far off."""
    tokens = article.tokens
    if article.is_foretold(tokens[at].start):
        return False
    first, end = clause_around(tokens, at, at)
    if read_assertion(tokens, at, (first, end)) not in {("affirmed", "certain"), ("affirmed", "reported")}:
        return False
    for near in range(first, at):
        fold, word = tokens[near].fold, tokens[near].text.lower()
        bare = unjoined(fold)
        if fold in denial_forms() or word in _ENGLISH_DENIALS | _NOBODY or bare_word(bare) in words("rumour"):
            return False
        is_still = tokens[near + 1].fold in STILL
        is_not = bare in _NEGATIONS or _ENGLISH_NOT.fullmatch(word) is not None or word == "no"
        if is_not and not is_still and at - near <= NEAR:
            return False
    return True


def _is_deed_told(article: Article, at: int) -> bool:
    """Whether a word tells of a deed that was done at the time of the news."""
    first, end = clause_around(article.tokens, at, at)
    return is_told(article, at) and not (_is_no_deed(article.tokens, first, at) or _is_of_long_ago(article, first, end))


def _is_no_deed(tokens: Sequence[Token], first: int, at: int) -> bool:
    """Whether a word is what is called for, what may be or what is only named (to release, stealing, إلى الانسحاب)."""
    before = [token for token in tokens[first:at] if token.is_word]
    word = tokens[at].text.lower()
    if word[:1].isascii():
        said = {token.text.lower() for token in before[-NEAR:]}
        return not said.isdisjoint(_UNTOLD) or (word.endswith("ing") and said.isdisjoint(_PASSIVE | {"is", "are"}))
    if not before or not lemmas_of(tokens[at].fold):
        return False
    fold, led = tokens[at].fold, before[-1].fold
    is_led = led in words("preposition") or (fold[:1] in "بل" and bare_word(fold) != fold)
    if is_led:
        return led not in _HAPPENED and not any(token.fold in _ASCRIBED for token in before)
    since = max((near for near, token in enumerate(before) if token.fold in words("complementizer")), default=-1)
    return not may_be_verb(fold) and not any(_tells_of(token.fold) for token in before[since + 1 :])


def _tells_of(fold: str) -> bool:
    """Whether a word before a noun says that it was (أعلن انسحاب، تم قصف، بعد انهيار)."""
    form = read_verb(fold)
    is_telling = form is not None and form.verb.stance in {"neutral", "asserting", "explaining"}
    return is_telling or not _HAPPENED.isdisjoint({fold, fold[1:]})


def _is_of_long_ago(article: Article, first: int, end: int) -> bool:
    """Whether a clause names another time than that of the news: last year, an earlier round."""
    clause = article.tokens[first:end]
    if any(token.fold in _EARLIER or token.text.lower() in _EARLIER for token in clause):
        return True
    return any(
        time.start is not None and time.kind != "vague" and abs(time.start - article.anchor) > LONG_AGO
        for time in find_times_in(article.text, clause, article.anchor)
    )


def _read(article: Article, at: int, denial: int | None, *, is_by_verb: bool = False) -> _Told | None:
    """The act at a token, with who tells it and what it is about; None for no act."""
    tokens = article.tokens
    keys = keys_at(tokens, at)
    if not keys:
        return None
    first, end = bounds_of_clause(article, at)
    if denial is not None:
        if not tokens[at].text[:1].isascii():
            keys = _denied_keys(tokens, at, denial, keys)
        if not keys or read_assertion(tokens, denial, (first, end)) is None:
            return None
        first = denial + 1 if is_by_verb else first
    giver = article.giver(tokens[at].start)
    before_at = [near for near in range(max(first, at - LONGEST), at) if near != denial]
    behind_at = _until_stop(tokens, at + 1, min(end, at + 1 + LONGEST))
    before = (
        frozenset()
        if is_by_verb and behind_at
        else _stems(tokens[near] for near in before_at if not _has_owner(tokens[near]))
    )
    behind = _stems(tokens[near] for near in behind_at)
    is_open = is_by_verb or _is_subject_open(tokens, at, before_at)
    if denial is not None and giver is not None and not (before or behind or is_by_verb):
        before = _stems(article.tokens_between(giver.quote_span[0], tokens[denial].start)[-LONGEST:])
    if denial is None:
        behind |= _stems(_apposition(article, end))
    if denial is not None and not _EXCEPT.isdisjoint(each.fold for each in tokens[at + 1 : min(end, at + 1 + NEAR)]):
        return None  # لم يدخل سوى الحي الشرقي: that much he did; لم يعد بعد: he may since
    head = "" if is_by_verb else _head(tokens, before_at)
    around = (*before_at, at, *behind_at)
    clause = tokens[around[0]].start, tokens[around[-1]].end
    shown = behind_at[:SHOWN] or [at]
    return _Told(
        keys=keys,
        before=before - keys,
        behind=behind - keys,
        objects=_objects(tokens, behind_at, behind - keys),
        is_lack=denial is not None and bare_word(tokens[denial].fold) == "لا" and not is_present(tokens[at].fold),
        is_of_any=denial is not None and any(token.fold in _ALL_OF for token in tokens[denial : at + NEAR]),
        head=head,
        named=_stems(tokens[first:at]) if is_by_verb else _stems(_named(giver)),
        ranks=frozenset(tokens[near].fold for near in around if tokens[near].fold in _RANKS),
        definite=frozenset(token_stem(tokens[near]) for near in around if tokens[near].fold.startswith("ال")),
        is_one_of_many=_is_one_of_many(tokens, before_at, behind_at, head),
        is_of_himself=not is_by_verb and _is_of_himself(tokens, first, at),
        is_subject_open=is_open,
        where=towns_in(article, giver, clause),
        times=_times(article, clause),
        mouth=mouth_of(article, at, denial if is_by_verb else None),
        giver=giver,
        at=at,
        clause=(tokens[first].start if not is_by_verb or denial is None else tokens[denial].start, clause[1]),
        span=(tokens[at if denial is None else min(at, denial)].start, tokens[shown[-1]].end),
    )


def _denied_keys(tokens: Sequence[Token], at: int, denial: int, keys: frozenset[str]) -> frozenset[str]:
    """Of لم، لا، نفى the deeds; of ليس، غير the state, where it is all that is said (not ليس دولة مواجهة)."""
    if tokens[denial].fold.removeprefix("و") not in _OF_STATES:
        return frozenset(key for key in keys if key[0] != "=")
    following = tokens[at + 1] if at + 1 < len(tokens) else None
    is_last = (following is None or not token_stem(following)) and not tells_access(tokens[at].fold)
    return frozenset(key for key in keys if (key[0] == "=" and is_last) or key.isascii())


def names_own_speaker(article: Article, giver: Statement | None, clause: tuple[int, int]) -> frozenset[str]:
    """What the words that name a speaker may be forms of, where his clause has a pronoun (خسائرها, it paid)."""
    if giver is None or giver.speaker is None:
        return frozenset()
    tokens = article.tokens[slice(*clause)]
    is_meant = any(
        each.text.lower() in _PRONOUNS
        or each.fold in words("that he")
        or (each.is_word and stem_of(each.fold) != bare_word(each.fold))
        for each in tokens
    )
    named = _named(giver)
    return frozenset(key for at in range(len(named)) if is_meant for key in keys_of(named, at))


def _stems(tokens: Iterable[Token]) -> frozenset[str]:
    return frozenset(filter(None, map(token_stem, tokens)))


def _has_owner(token: Token) -> bool:
    """Whether a noun is somebody of the speaker's, whom others call by his name (موكله, ابنها)."""
    return bare_word(token.fold) in _OWNED


def _is_subject_open(tokens: Sequence[Token], at: int, before: Sequence[int]) -> bool:
    """Whether the doer is a pronoun, the speaker himself or left out (they, موكله, لم نوقع, was struck)."""
    return (
        tokens[at].fold[:1] == "ن"
        or tokens[at].fold.endswith("نا")
        or any(tokens[near].text.lower() in _PRONOUNS | _PASSIVE for near in before)
        or any(_has_owner(tokens[near]) for near in before)
        or any(bare_word(tokens[near].fold) in _GROUPS for near in before)
    )


def _head(tokens: Sequence[Token], before: Sequence[int]) -> str:
    """The word before a verb that does it, as a stem; empty where none says it."""
    led = next((near for near in before if tokens[near].text.lower() in _ENGLISH_WHERE | {"of"}), None)
    before = [near for near in before if led is None or near < led]
    stems = [token_stem(tokens[near]) for near in before if tokens[near].text.lower() not in _AUXILIARIES]
    is_english = bool(before) and tokens[before[-1]].text[:1].isascii()
    return next(filter(None, reversed(stems) if is_english else stems), "")


def _objects(tokens: Sequence[Token], behind: Sequence[int], stems: frozenset[str]) -> frozenset[str]:
    """What is done to: the words behind a verb before any preposition, with what stands behind a comma."""
    led = (near for near in behind if tokens[near].fold in words("preposition") | _ENGLISH_LEADS)
    first = next(led, None)
    return stems - (_stems(tokens[near] for near in behind if near > first) if first is not None else frozenset())


def _named(giver: Statement | None) -> Sequence[Token]:
    """The words that name a speaker and his office."""
    return tokenize(f"{giver.role or ''} {giver.speaker or ''}") if giver is not None else ()


def _is_one_of_many(tokens: Sequence[Token], before: Sequence[int], behind: Sequence[int], head: str) -> bool:
    """Whether who does it is not known yet: a noun without the article, with none behind it (مدرسة ابتدائية)."""
    at = next((near for near in before if head and token_stem(tokens[near]) == head), behind[0] if behind else None)
    if at is None or at + 1 >= len(tokens):
        return False
    token, following = tokens[at], tokens[at + 1]
    if token.text.isascii():
        return at > 0 and tokens[at - 1].text.lower() in {"a", "an"}
    return bare_word(token.fold) == token.fold == stem_of(token.fold) and not following.fold.startswith("ال")


def _is_of_himself(tokens: Sequence[Token], first: int, at: int) -> bool:
    """Whether nothing but a pronoun stands for who does it (قالت إنها اعتزلت, said he signed)."""
    if any(token_stem(tokens[near]) for near in range(first, at)):
        return False
    near = tokens[max(0, first - 1) : at]
    return any(token.fold in _HIMSELF or token.text.lower() in {"he", "she", "it"} for token in near)


def _apposition(article: Article, end: int) -> Sequence[Token]:
    """The words behind a comma in the same sentence: arrested the treasurer, Owen Park."""
    if end + 1 >= len(article.tokens) or article.tokens[end].text != ",":
        return ()
    _, stop = clause_around(article.tokens, end + 1, end + 1)
    return article.tokens[end + 1 : min(stop, end + 1 + NEAR)]


def bounds_of_clause(article: Article, at: int) -> tuple[int, int]:
    """The clause of a token, no further than the statement that it stands in."""
    tokens = article.tokens
    first, end = clause_around(tokens, at, at)
    around = article.around(tokens[at].start)
    if around:
        start, stop = article.statements[around[0]].quote_span
        first = max(first, article.token_number(start))
        end = min(end, article.token_number(stop - 1) + 1)
    for near in range(at - 1, first - 1, -1):
        fold, word = tokens[near].fold, tokens[near].text.lower()
        if fold in words("complementizer") or fold in _STOPS or word in _ENGLISH_STOPS or word == "that":
            return near + 1, end
    return first, end


def _until_stop(tokens: Sequence[Token], start: int, end: int) -> list[int]:
    found = []
    for near in range(start, end):
        token = tokens[near]
        bare = unjoined(token.fold)
        if token.fold in _STOPS or token.text.lower() in _ENGLISH_STOPS or token.text == "." or bare in _NEGATIONS:
            break
        found.append(near)
    return found


def mouth_of(article: Article, at: int, denial: int | None = None) -> str | None:
    """Who tells it, folded; a verb of denial has its own subject, whom the text may not let us read."""
    start = article.tokens[at if denial is None else denial].start
    if denial is not None:
        said = (*article.ascribed, *article.statements_near(start, MAX_COMPARED))
        giver = next((each for each in said if each.cue_span and each.cue_span[0] <= start < each.cue_span[1]), None)
        return fold_word(giver.speaker) if giver is not None and giver.speaker else f"@{start}"
    giver = article.giver(start)
    if giver is None:
        return None
    return fold_word(giver.speaker) if giver.speaker else f"@{giver.quote_span[0]}"


def towns_in(article: Article, giver: Statement | None, clause: Span) -> frozenset[str]:
    """Towns in a clause, or where its speaker is named; in English whatever stands behind in, at, near."""
    start, end = clause
    if giver is not None and giver.speaker_span is not None:
        named = min(giver.speaker_span[0], (giver.cue_span or giver.speaker_span)[0])
        start = named if named < start and article.paragraph_of(named) == article.paragraph_of(start) else start
    found = {place.key for place in article.places if start <= place.span[0] < end and place.kind != "country"}
    tokens = article.tokens_between(*clause)
    found |= {
        token.fold
        for before, token in pairwise(tokens)
        if before.text.lower() in _ENGLISH_WHERE and token.text[:1].isupper() and token.text[:1].isascii()
    }
    return frozenset(found)


def _times(article: Article, clause: Span) -> frozenset[str]:
    times = find_times_in(article.text, article.tokens_between(*clause), article.anchor)
    return frozenset(f"{each.start:%Y-%m-%d}" for each in times if each.start is not None and each.kind != "vague")

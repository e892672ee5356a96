"""What a post says, as far as choosing asks: its claims and numbers, what of the topic it tells, what it disputes."""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from tawatur.arabic.digits import to_latin_digits
from tawatur.arabic.folding import fold_word
from tawatur.arabic.gazetteer import is_place_word, place_key
from tawatur.arabic.lexicon import find_speaker_word, words
from tawatur.arabic.places import find_places
from tawatur.arabic.quantities import find_quantities
from tawatur.arabic.tokens import Span, Token, tokenize
from tawatur.arabic.verbs import conjugate
from tawatur.check.wording import find_camps
from tawatur.claims import Claim, EventClaim, find_claims
from tawatur.claims.grouping import counts_everybody
from tawatur.claims.posts import claims_of_post
from tawatur.forecasts import Forecast, read_post_forecasts
from tawatur.posts import Post
from tawatur.report.developments import stem
from tawatur.report.disputing import find_dispute
from tawatur.report.profiles import is_institution_handle
from tawatur.report.quoting import Unit, find_source, find_units, heads_a_list
from tawatur.report.records import Key
from tawatur.report.relays import relayed_handle
from tawatur.statements import Statement, read_statements

MIN_LETTERS = 4  # shorter words tell little of what a post is about
FEW = 6  # authors: of posts that somebody chose for one story, a denial answers another that shares any word
SEEN = 0.4  # of the weight of a word that another chosen post has
FULL = 8  # words; a shorter post is not made more telling by its shortness
DENIED_WORDS = 8  # behind words of denial that tell what is denied
INSIDE = frozenset({"entering", "partly held", "controlled"})
EDGE = 2  # words at either end of a clause
GRAVE = frozenset({"killed", "injured", "missing", "found", "recovered", "trapped", "displaced", "evacuated", "rescued",
                   "destruction", "closure", "emergency", "arrested", "aid"})  # fmt: skip
GRAVE_SHARE = 0.1
YEAR = 4  # figures
FOREIGN = 0.1  # of the letters
LAST_LATIN = "\u024f"
BLAMED_WORDS, RESPONSIBLE = 4, 8  # words behind a word of blame: who is blamed; in which responsibility is named
TITLE_WORDS = 8  # of a sentence that only names what it leads to
_TITLE_OPENINGS = [opening.split() for opening in (
    "a little about", "all about", "what we know", "what you need", "everything you need", "here is what",
    "here's what",
)]  # fmt: skip
_STATE = fold_word("حالة")
# Verbal nouns of forms VII, VIII and X begin with an alif that joins; إنتاج of form IV and borrowed names do not.
_SLIP = re.compile("[وفبلك]?(?:ال|لل)?إ(?:ست(?!راتيج|ون|رلين|برق|اد)|[جحخرشعغفقكمن]ت(?!ا|[^ا]?$)|ن[^ت][^ا]ا)\\w+")
_TITLES = frozenset(map(fold_word, "how why كيف لماذا".split()))  # of an article that tells it: How the quake …
_ACCUSE, _HOLD = "اتهم", "حمل"
_RESPONSIBLE = (fold_word("مسؤول"), fold_word("المسؤول"), "responsible")
_ACCUSING, _HOLDING = frozenset("accuses accused blames blamed".split()), frozenset("hold holds held".split())
_CLAUSE_ENDS = frozenset(".؟!?؛…:|/-–—()")
_ARTICLE = re.compile(r"^(?:[وفبك]?ال|و?لل)(?=..)")
_PARTITIVE = re.compile(r"\s+(?:من|of)\s")
_ENGLISH = frozenset(
    "about after again also another because been before being both does doing down during each even ever every from "
    "have having here into itself just like more most much never only other over please really same should some still "
    "such than that their them then there these they thing things this those through till under until very want well "
    "were what when where which while will with would your yours".split()
)  # function words


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """What a post says, for telling posts apart.

    Attributes:
        told: what it says has happened, as (what, where), without numbers; denied: of it, what its denials speak of.
        tolls: of what has happened to people, all of them, as (what, how many).
        numbers: (unit, value); sides: camps whose words it uses.
        disputes: the words of each sentence that denies or disputes something; refuted: stems of what they deny.
        inside: ("state", place) where it says that forces are inside.
        words: that can tell what it is about; stems: of those that name no place, as developments compare them.
        said: stems of all of them, and of tags within its sentences.
        countries: of the places where what it tells happened, else of the place that it names first.
        is_teaser: it only points at a film, a picture, an article or its list, breaks off, or has a handle as subject.
        is_sourced: it names who says something in it, or passes on an institution's post.
        source: stems of the name of whom it passes on, empty where nobody is named; blamed: of those whom it blames.
        is_grave: it tells what happened to people, homes or roads, names an office or gives a figure.
        figures: its figures as written, without lengths of time and years.
        is_mixed: much of it is in letters that are neither Arabic nor Latin.
        reaction: share of its words in sentences that pray, mourn, praise, call on the reader or ask him: 0 to 1.
        masked: handles inside its sentences, which a quotation would not show.
        is_misspelt: a word of its sentences has a hamza where none is written (إستقالة).
        foretells: it says what will happen, and by when or how likely.
    """

    told: frozenset[tuple[str, str]]
    denied: frozenset[tuple[str, str]]
    tolls: frozenset[tuple[str, Decimal]]
    numbers: frozenset[tuple[str, str]]
    sides: frozenset[tuple[str, str]]
    disputes: tuple[frozenset[str], ...]
    refuted: frozenset[str]
    inside: frozenset[tuple[str, str]]
    words: frozenset[str]
    stems: frozenset[str]
    said: frozenset[str]
    countries: frozenset[str]
    is_teaser: bool
    is_sourced: bool
    source: frozenset[str]
    blamed: frozenset[str]
    is_grave: bool
    figures: frozenset[str]
    is_mixed: bool
    reaction: float
    masked: int
    is_misspelt: bool
    foretells: bool


def is_telling(forecast: Forecast) -> bool:
    """Whether a forecast has a deadline, or says how likely it is."""
    return not forecast.window.is_vague or forecast.likelihood_words is not None


def own_claims(post: Post, statements: Sequence[Statement] | None = None) -> list[Claim]:
    """The claims of a post, of the future too; `speaker` is whom the post itself names for one, "" for its author.

    `statements`: those of its text, for a caller that has read them already.
    """
    statements = read_statements(post.text) if statements is None else statements
    whole = Statement(
        quote=post.text, quote_span=(0, len(post.text)), form="unquoted", direct=True, speaker="", confidence=1.0
    )
    return find_claims(post.text, [whole, *statements])


def read_content(post: Post, events: Sequence[EventClaim]) -> Content:
    """What a post says; `events`: its claims (`claims_of_post`)."""
    tokens = tokenize(post.text)
    statements = read_statements(post.text)
    units = [(unit, tokenize(post.text[unit.start : unit.end])) for unit in find_units(post.text)]

    def is_quotable(at: int) -> bool:
        return any(unit.start <= at < unit.end for unit, _ in units)

    reacting = sum(unit.words for unit, inside in units if _is_reaction(inside))
    events = [each for each in events if each.state is None and each.modality != "future" and is_quotable(each.span[0])]
    claimed = [claim for claim in own_claims(post, statements) if is_quotable(claim.span[0])]
    told = [(claim.span[0], ("state", claim.place_key)) for claim in claimed]
    told += [
        (each.span[0], (f"{each.event} {each.about or ''}".strip(), each.place.name if each.place else ""))
        for each in events
    ]
    disputed = list(_disputed(post.text))
    told_of = {each.place.country for each in events if each.place and each.place.country}
    own = [token for token in tokens if is_quotable(token.start)]
    places = find_places(post.text)
    unplaced = [token for token in own if not any(place.span[0] <= token.start < place.span[1] for place in places)]
    figures = _figures(post, own)
    countries = frozenset(told_of or [place.country for place in places if place.country][:1])
    return Content(
        told=frozenset(each for _, each in told),
        denied=frozenset(each for at, each in told for (start, end), *_ in disputed if start <= at < end),
        tolls=frozenset(
            (each.event, each.quantity.low)
            for each in events
            if each.quantity is not None and each.quantity.low is not None and not each.is_added and each.about is None
            if each.polarity == "affirmed" and counts_everybody(each.quantity.unit)
            if not _PARTITIVE.match(post.text, each.quantity.span[1])  # 3 من سياحها: some of them
        ),
        numbers=frozenset(
            (place_key(q.unit), str(q.low)) for q in find_quantities(post.text) if q.unit and is_quotable(q.span[0])
        ),
        sides=frozenset((conflict, side) for conflict, side, _ in find_camps(tokens, countries)),
        disputes=tuple(words for _, words, _ in disputed),
        refuted=frozenset(map(stem, frozenset[str]().union(*(words for *_, words in disputed)))),
        inside=frozenset(
            ("state", claim.place_key) for claim in claimed if claim.state in INSIDE and not claim.is_future
        ),
        words=_telling(own),
        stems=frozenset(map(stem, _telling(unplaced))),
        said=frozenset(map(stem, _in_order(own))),
        countries=countries,
        is_teaser="…" in post.text
        or any(unit.is_cut for unit, _ in units)
        or any(inside[0].fold in _TITLES and inside[-1].text not in "?؟" for _, inside in units[:1] if inside)
        or _points_elsewhere(tokens)
        or heads_a_list(post.text)
        or any(_is_bare_title(inside) for _, inside in units[:1])
        or any(_lacks_its_subject(post.text, tokens, unit.start) for unit, _ in units[:1]),
        is_sourced=any(each.speaker and each.rule != "author" for each in statements)
        or is_institution_handle(relayed_handle(post) or ""),
        source=_source(post, units, statements),
        blamed=_blamed(own),
        is_grave=any(each.event in GRAVE for each in events) or any(map(_is_office, own)) or bool(figures),
        figures=figures,
        is_mixed=_is_mixed(post.text),
        reaction=reacting / max(1, sum(unit.words for unit, _ in units)),
        masked=sum(token.kind == "handle" for _, inside in units for token in inside),
        is_misspelt=is_misspelt(own),
        foretells=any(is_telling(each) for each in read_post_forecasts(post.text, post.posted_at)),
    )


def _source(
    post: Post, units: Sequence[tuple[Unit, Sequence[Token]]], statements: Sequence[Statement]
) -> frozenset[str]:
    """Stems of the name of whom a post passes on first."""
    passed_on = find_source(post, (units[0][0].start, units[0][0].end)) if units else None
    names = [
        passed_on[0] or "" if passed_on else "",
        *(each.speaker or "" for each in statements if each.rule != "author"),
    ]
    return next((stems for name in names if (stems := _name_stems(tokenize(name)))), frozenset())


def _name_stems(tokens: Iterable[Token]) -> frozenset[str]:
    """Stems of the words of a name, without places (المجلس العسكري في البلد: two)."""
    words_of = (fold for fold in _in_order(tokens) if not is_place_word(fold))
    return frozenset(map(stem, words_of))


def _is_office(token: Token) -> bool:
    found = find_speaker_word(token.fold) if token.is_word else None
    return found is not None and found[0].kind in {"role", "organisation"}


def _figures(post: Post, tokens: Sequence[Token]) -> frozenset[str]:
    """The figures of a post that are no lengths of time and no years (a magnitude of 7.9)."""
    lasting = [each.span for each in find_quantities(post.text) if fold_word(each.unit or "") in words("time unit")]
    return frozenset(
        to_latin_digits(token.text)
        for token in tokens
        if token.kind == "number" and len(token.text) != YEAR
        if not any(start <= token.start < end for start, end in lasting)
    )


def _is_mixed(text: str) -> bool:
    """Whether FOREIGN of the letters are neither Arabic nor Latin."""
    letters = [character for character in text if character.isalpha()]
    foreign = sum(character > LAST_LATIN and not "\u0600" <= character <= "\u06ff" for character in letters)
    return foreign >= FOREIGN * max(1, len(letters))


def is_same_name(stems: frozenset[str], other: frozenset[str]) -> bool:
    """Whether two names, by their stems, share two words, or all of one where it has no more."""
    return bool(stems and other) and len(stems & other) >= min(2, len(stems), len(other))


def _blamed(tokens: Sequence[Token]) -> frozenset[str]:
    """Stems of the words behind a word of blame: يتهم المجلس العسكري, نحمل المجلس العسكري مسؤولية ما جرى."""
    found: set[str] = set()
    for at, token in enumerate(tokens):
        behind = tokens[at + 1 : at + 1 + BLAMED_WORDS]
        following = [each.fold for each in tokens[at + 1 : at + 1 + RESPONSIBLE]]
        forms = {token.fold, token.fold[1:] if token.fold[:1] == "و" else token.fold}
        is_held = bool(forms & (_blaming(_HOLD) | _HOLDING)) and any(
            fold.startswith(_RESPONSIBLE) for fold in following
        )
        if is_held or forms & (_blaming(_ACCUSE) | _ACCUSING):
            end = next((n for n, each in enumerate(behind) if each.fold.startswith(_RESPONSIBLE)), len(behind))
            found |= _name_stems(behind[:end])
    return frozenset(found)


@cache
def _blaming(lemma: str) -> frozenset[str]:
    """The forms of a verb, of who speaks for himself too (نتهم)."""
    forms = set(conjugate(lemma))
    return frozenset(forms | {f"{person}{form[1:]}" for form in forms if form[:1] == "ي" for person in "نا"})


def _points_elsewhere(tokens: Sequence[Token]) -> bool:
    """Whether a clause begins or ends by pointing at a film, pictures or an article; within it they are what it tells.

    "Old tower collapsed, in pictures" points; "Police release pictures of two men" tells.
    """
    clause: list[str] = []
    for token in [*tokens, None]:
        fold = token.fold.strip("#") if token is not None else ""
        if token is not None and (token.kind in {"word", "number"} or fold in words("teaser")):
            clause.append(fold)
        elif token is None or token.kind in {"newline", "link"} or token.text in _CLAUSE_ENDS:
            if words("teaser").intersection((*clause[:EDGE], *clause[-EDGE:])):
                return True
            clause = []
    return False


def _is_bare_title(tokens: Sequence[Token]) -> bool:
    """Whether a sentence only names what somebody tells elsewhere (الأمن يعلن حالة الطرق, A little about …)."""
    folds = [token.fold for token in tokens if token.kind in {"word", "number"}]
    if any(folds[: len(opening)] == opening for opening in _TITLE_OPENINGS):
        return True
    if len(folds) > TITLE_WORDS or any(token.kind == "number" or token.text == ":" for token in tokens):
        return False
    at = next((at for at, fold in enumerate(folds) if at and fold in words("told elsewhere")), None)
    if at is None or folds[at - 1] not in words("announces"):
        return False
    return folds[at] != _STATE or bool(words("state that is told elsewhere").intersection(folds[at + 1 : at + 2]))


def is_misspelt(tokens: Iterable[Token]) -> bool:
    """Whether a word has a hamza on an alif that joins, a slip that every editor corrects (إستقالة, الإقتراب)."""
    return any(token.kind == "word" and _SLIP.match(token.text) for token in tokens)


def _lacks_its_subject(text: str, tokens: Sequence[Token], start: int) -> bool:
    """Whether a handle that is not quoted is the subject of the words that begin at `start` (@name is reporting …)."""
    before = next((token for token in reversed(tokens) if token.end <= start), None)
    return before is not None and before.kind == "handle" and text[start].isascii() and text[start].islower()


def _is_reaction(tokens: Sequence[Token]) -> bool:
    """Whether a sentence prays, mourns, praises, calls on the reader or asks him, and so tells nothing itself."""
    is_asking = bool(tokens) and tokens[-1].text in {"?", "؟"}
    return is_asking or any(token.fold.strip("#") in words("reaction") for token in tokens)


def read_contents(posts: Iterable[Post]) -> tuple[dict[Key, Content], dict[Key, tuple[EventClaim, ...]]]:
    """What each post says, and the claims in it."""
    claims = {post.key: tuple(claims_of_post(post)) for post in posts}
    return {post.key: read_content(post, claims[post.key]) for post in posts}, claims


def _telling(tokens: Iterable[Token]) -> frozenset[str]:
    """Words that can tell what a post is about, without the article (والمياه, للمياه: مياه)."""
    return frozenset(
        _ARTICLE.sub("", token.fold)
        for token in tokens
        if token.kind == "word" and len(token.fold) >= MIN_LETTERS and token.fold not in _ENGLISH
    )


def share_a_word(post: Post, other: Post) -> bool:
    """Whether two posts have a word in common that can tell what they are about."""
    return not _telling(tokenize(post.text)).isdisjoint(_telling(tokenize(other.text)))


def _in_order(tokens: Iterable[Token]) -> list[str]:
    """Telling words in order, those of tags too, without those that only say that something is said."""
    folds = (fold for token in tokens if token.kind in {"word", "hashtag"} for fold in token.fold.strip("#").split("_"))
    kept = (_ARTICLE.sub("", fold) for fold in folds if len(fold) >= MIN_LETTERS and fold not in _ENGLISH)
    return [word for word in kept if word not in words("hearsay")]


def _disputed(text: str) -> Iterable[tuple[Span, frozenset[str], frozenset[str]]]:
    """The sentences that deny or dispute something, their words, and those of what they deny.

    What is denied stands behind the words of denial (denies reports of …); before them where too little follows.
    """
    for unit in find_units(text):
        tokens = tokenize(text[unit.start : unit.end])
        denial = find_dispute(tokens)
        if denial is None:
            continue
        colon = max((at for at, token in enumerate(tokens[: denial[0]]) if token.text == ":"), default=-1)
        ahead, behind = (_in_order(each) for each in (tokens[denial[1] :], tokens[colon + 1 : denial[0]]))
        words_of = _telling(tokens) - {token.fold for token in tokens[slice(*denial)]}
        yield (unit.start, unit.end), words_of, frozenset(ahead[:DENIED_WORDS] if len(ahead) > 1 else behind)


@dataclass(frozen=True, slots=True)
class TopicWords:
    """What the posts of a topic tell together.

    Attributes:
        shares: word -> share of the authors who use it.
        country: that most of the located posts name; None when fewer than half do.
        is_grave: of its authors GRAVE_SHARE tell what happened to people, homes or roads.
    """

    shares: Mapping[str, float]
    country: str | None
    is_grave: bool = False

    def salience(self, content: Content, seen: frozenset[str] = frozenset()) -> float:
        """How much of what many tell a post tells, words that are `seen` already for less: 0 to 1.

        Source: the word probabilities of SumBasic (Nenkova and Vanderwende, 2005), by authors instead of uses.
        """
        told = math.fsum(self.shares.get(word, 0.0) * (SEEN if word in seen else 1.0) for word in content.words)
        return min(1.0, told / max(FULL, len(content.words)) * 10)

    def is_elsewhere(self, content: Content) -> bool:
        """Whether a post names places, and none in the country of the topic."""
        return self.country is not None and bool(content.countries) and self.country not in content.countries


def find_topic(posts: Sequence[Post], contents: Mapping[Key, Content], author_of: Mapping[Key, str]) -> TopicWords:
    """The words and the country of some posts, each author counted once."""
    users: dict[str, set[str]] = defaultdict(set)
    located: dict[str, set[str]] = defaultdict(set)
    for post in posts:
        for word in contents[post.key].words:
            users[word].add(author_of[post.key])
        for country in contents[post.key].countries:
            located[country].add(author_of[post.key])
    authors = max(1, len(set(author_of.values())))
    every = set[str]().union(*located.values())
    common = [name for name in sorted(located) if 2 * len(located[name]) >= len(every)]
    main = max(common, key=lambda name: len(located[name])) if common else None
    grave = {author_of[post.key] for post in posts if contents[post.key].is_grave}
    shares = {word: len(names) / authors for word, names in users.items()}
    return TopicWords(shares, main, is_grave=len(grave) >= GRAVE_SHARE * authors)


def find_outgrown(
    posts: Sequence[Post], contents: Mapping[Key, Content], author_of: Mapping[Key, str]
) -> frozenset[Key]:
    """The posts whose toll is passed, earlier or later, by two others or more, and by more than give it too."""
    given: dict[str, list[tuple[Decimal, str]]] = defaultdict(list)
    for post in posts:
        for event, value in contents[post.key].tolls:
            given[event].append((value, author_of[post.key]))

    def is_outgrown(event: str, value: Decimal, author: str) -> bool:
        beyond = {other for higher, other in given[event] if higher > value} - {author}
        return len(beyond) > max(1, len({other for same, other in given[event] if same == value}))

    return frozenset(
        post.key
        for post in posts
        if any(is_outgrown(event, value, author_of[post.key]) for event, value in contents[post.key].tolls)
    )

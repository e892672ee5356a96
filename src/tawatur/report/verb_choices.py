"""Which reporting verbs an editor may put before a quote: the closed table, by what the quoted words allow."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from tawatur.arabic.quantities import find_quantities
from tawatur.arabic.stances import Need, ReportingWord, reporting_words
from tawatur.arabic.tokens import tokenize
from tawatur.arabic.verbs import Gender, verb_form
from tawatur.errors import InputError
from tawatur.forecasts import read_post_forecasts
from tawatur.report.compose import ASSERTING
from tawatur.report.contents import own_claims
from tawatur.report.drafts import DraftSentence
from tawatur.report.records import Language, Quote, Words

_AND = "\N{ARABIC LETTER WAW}"
_OPENING = 6  # words of a quote in which a speaker says that he stresses something
_GENDERS: tuple[Gender, ...] = ("m", "f")


@dataclass(frozen=True, slots=True, kw_only=True)
class VerbPlace:
    """Where a sentence has its reporting verb: in which of its parts, and how it stands there."""

    part: int
    start: int
    end: int
    word: str
    prefix: str
    gender: Gender


@dataclass(frozen=True, slots=True, kw_only=True)
class VerbChoice:
    """A verb that could stand there.

    Attributes:
        word: of the table; form: as it would stand, its joined و left out.
        needs: what must hold for it; is_allowed: whether it does. "editor": it holds, but a person must want it.
    """

    word: str
    form: str
    stance: str
    needs: Need | None
    is_allowed: bool


@cache
def _forms(language: Language) -> dict[str, tuple[str, str, Gender]]:
    """Form in a sentence -> word of the table, what is joined before it, gender."""
    found: dict[str, tuple[str, str, Gender]] = {}
    for word in _verbs():
        if language == "en":
            found.setdefault(word.english, (word.word, "", "m"))
            continue
        for gender in _GENDERS:
            form = verb_form(word.word, gender=gender)
            found.setdefault(form, (word.word, "", gender))
            found.setdefault(_AND + form, (word.word, _AND, gender))
    return found


@cache
def _verbs() -> tuple[ReportingWord, ...]:
    return tuple(word for word in reporting_words() if word.kind == "verb" and word.needs != "count")


def find_verb(sentence: DraftSentence, language: Language) -> VerbPlace | None:
    """The reporting verb in our words before the first quote; None where there is none of the table."""
    forms = _forms(language)
    for at, part in enumerate(sentence.parts):
        if isinstance(part, Quote):
            return None
        if not isinstance(part, Words) or not any(isinstance(each, Quote) for each in sentence.parts[at:]):
            continue
        for start, end in _runs(part.text, longest=max(form.count(" ") for form in forms) + 1):
            known = forms.get(part.text[start:end])
            if known is not None:
                word, prefix, gender = known
                return VerbPlace(part=at, start=start, end=end, word=word, prefix=prefix, gender=gender)
    return None


def _runs(text: str, *, longest: int) -> Iterator[tuple[int, int]]:
    """Spans of words, the longest first at each place."""
    spans = [(token.start, token.end) for token in tokenize(text) if token.is_word]
    for at, (start, _) in enumerate(spans):
        for _, end in reversed(spans[at : at + longest]):
            yield start, end


def find_choices(
    sentence: DraftSentence, before: DraftSentence | None, language: Language
) -> tuple[VerbPlace, list[VerbChoice]] | None:
    """The verb of a sentence and all that could stand in its place; None where it has none.

    `before`: the sentence before it in the same text; a verb of continuation needs the same speaker there.
    """
    place = find_verb(sentence, language)
    if place is None:
        return None
    quote = sentence.quotes[0]
    return place, [
        VerbChoice(
            word=word.word,
            form=word.english if language == "en" else verb_form(word.word, gender=place.gender),
            stance=word.stance,
            needs=word.needs,
            is_allowed=holds(word.needs, quote, before),
        )
        for word in _verbs()
    ]


def holds(need: Need | None, quote: Quote, before: DraftSentence | None) -> bool:
    """Whether what a reporting word needs is there."""
    if need in {None, "post", "editor"}:
        return True
    if need == "same_speaker":
        return before is not None and any(each.post.author == quote.post.author for each in before.quotes)
    if need == "forecast":
        forecasts = read_post_forecasts(quote.post.text, quote.post.posted_at)
        return any(quote.start <= forecast.span[0] < quote.end for forecast in forecasts)
    if need == "stress":
        opening = [token.fold for token in tokenize(quote.text) if token.is_word][:_OPENING]
        return not ASSERTING.isdisjoint(opening)
    if need == "evaluation":
        is_told = any(quote.start <= claim.span[0] < quote.end for claim in own_claims(quote.post))
        return not is_told and not any(quantity.unit for quantity in find_quantities(quote.text))
    return False  # "verified", "count": nothing in a post shows that


def put_verb(sentence: DraftSentence, word: str, before: DraftSentence | None, language: Language) -> list[str]:
    """The texts of our own words with another verb, for `drafts.set_words`.

    Raises: InputError when the sentence has no verb of the table, or the quoted words do not allow this one.
    """
    found = find_choices(sentence, before, language)
    choice = next((each for each in found[1] if each.word == word), None) if found else None
    if found is None or choice is None:
        raise InputError(f"sentence {sentence.id} has no verb that could be {word!r}")
    if not choice.is_allowed:
        raise InputError(f"{word!r} needs something that the quoted words do not show: {choice.needs}")
    place = found[0]
    texts = []
    for at, part in enumerate(sentence.parts):
        if isinstance(part, Words):
            text = part.text
            texts.append(
                text[: place.start] + place.prefix + choice.form + text[place.end :] if at == place.part else text
            )
    return texts

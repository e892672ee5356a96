"""A roundup as JSON-LD in schema.org's words: an article, its quotations, their claims; reviews by people only."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from tawatur.arabic.display import make_showable
from tawatur.claims.posts import claims_of_post
from tawatur.errors import InputError
from tawatur.markup import rebuild_url
from tawatur.posts import Post, evidence_label
from tawatur.report.quoting import clause_around, make_quote
from tawatur.report.records import Hashtag, Key, Quote, Roundup, Speaker, plain_text, shown_url

CONTEXT = "https://schema.org"
MAX_CLAIM_WORDS = 40
NEEDED_COLUMNS, OPTIONAL_COLUMNS = ("post", "verdict", "by", "date"), ("claim", "url")  # of a table of verdicts


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What a person decided about a claim.

    Attributes:
        post: permalink of the post that makes the claim, or the EV- label of its evidence.
        claim: words of the claim, where the post makes several; None where it makes one.
        verdict: in words, as published (false, missing context …); by: who decided.
        published: the day of the review; url: where it can be read; None when not given.
    """

    post: str
    claim: str | None
    verdict: str
    by: str
    published: date
    url: str | None


def read_verdicts(rows: Iterable[Mapping[str, str]], places: Iterable[str]) -> tuple[Verdict, ...]:
    """Verdicts from rows with the columns post, verdict, by, date, and perhaps claim and url; `places` for messages.

    Raises: InputError for a row without one of the first four, or with a date that is none.
    """
    verdicts = []
    for place, row in zip(places, rows, strict=True):
        cells = {column: (value or "").strip() for column, value in row.items()}
        missing = [name for name in NEEDED_COLUMNS if not cells.get(name)]
        if missing:
            raise InputError(f"{place}: no {', '.join(missing)}; a verdict says of which post, what, who and when")
        try:
            published = date.fromisoformat(cells["date"])
        except ValueError as error:
            raise InputError(f"{place}: date {cells['date']!r}; write 2024-12-05") from error
        url = rebuild_url(cells["url"]) if cells.get("url") else None
        if cells.get("url") and url is None:
            raise InputError(f"{place}: url {cells['url']!r} is no http(s) address")
        verdicts.append(
            Verdict(
                post=cells["post"], claim=cells.get("claim") or None, verdict=cells["verdict"], by=cells["by"],
                published=published, url=url,
            )
        )  # fmt: skip
    return tuple(verdicts)


def roundup_jsonld(roundup: Roundup, *, verdicts: Iterable[Verdict] = (), note: str | None = None) -> dict[str, Any]:
    """A NewsArticle with its Quotations and Claims as parts, and the posts that it is based on.

    A ClaimReview is a person's: one for each verdict, none without. `note` says what the article is (an invented one).

    Raises: InputError for a verdict whose claim is not in the roundup, or that fits several.
    """
    maker = _Maker(roundup)
    quotations = list(maker.quotations())
    claims = list(maker.claims())
    tags = (part.text for sentence in roundup.sentences for part in sentence.parts if isinstance(part, Hashtag))
    method = [sentence for block in roundup.blocks if block.kind == "method" for sentence in block.sentences]
    made = {
        "@context": CONTEXT,
        "@type": "NewsArticle",
        "headline": roundup.title,
        "inLanguage": roundup.language,
        "creativeWorkStatus": "Draft",
        "dateCreated": _moment(roundup.method.made_at),
        "about": {"@type": "Thing", "name": roundup.about} if roundup.about else None,
        "keywords": list(dict.fromkeys(tags)) or None,
        "temporalCoverage": _interval(roundup.method.first, roundup.method.last),
        "disambiguatingDescription": note,
        "backstory": " ".join(sentence.text(roundup.language) for sentence in method) or None,
        "articleBody": plain_text(roundup),
        "isBasedOn": list(maker.posts.values()),
        "hasPart": [*quotations, *(record for record, _ in claims)],
        "subjectOf": [_review(verdict, maker, claims) for verdict in verdicts] or None,
    }
    cleaned: dict[str, Any] = _clean(made)
    return cleaned


class _Maker:
    """The records of one roundup; a post is described once, and pointed at by its id."""

    def __init__(self, roundup: Roundup) -> None:
        self.roundup = roundup
        self.speakers = roundup.speaker_of
        self.handles = frozenset(each.handle.lower() for each in roundup.speakers if each.is_public and each.handle)
        self.posts: dict[Key, dict[str, Any]] = {}
        self.quotes = [quote for sentence in roundup.sentences for quote in sentence.quotes]

    def quotations(self) -> Iterator[dict[str, Any]]:
        """Each quoted range once, in reading order."""
        places = {(quote.key, quote.start, quote.end): quote for quote in self.quotes}
        for number, quote in enumerate(places.values(), start=1):
            yield {
                "@type": "Quotation",
                "@id": f"#quotation-{number}",
                "text": quote.shown(self.roundup.language),
                "creator": self._person(self.speakers.get(quote.key)),
                "dateCreated": _moment(quote.post.posted_at),
                "isBasedOn": self._post(quote.post),
            }

    def claims(self) -> Iterator[tuple[dict[str, Any], Quote]]:
        """What the quoted words say has happened or will, each clause once, with its range of the post."""
        seen = set()
        posts = {quote.key: quote.post for quote in self.quotes}
        for post in posts.values():
            shown = [(quote.start, quote.end) for quote in self.quotes if quote.key == post.key]
            for claim in claims_of_post(post):
                span = clause_around(post, claim.span, MAX_CLAIM_WORDS)
                is_shown = span is not None and any(start <= span[0] and span[1] <= end for start, end in shown)
                if span is None or not is_shown or (post.key, span) in seen:
                    continue
                seen.add((post.key, span))
                quote = make_quote(post, span, self.handles)
                speaker = self.speakers.get(post.key)
                yield (
                    {
                        "@type": "Claim",
                        "@id": f"#claim-{len(seen)}",
                        "text": quote.shown(self.roundup.language),
                        "author": self._person(speaker),
                        "dateCreated": _moment(post.posted_at),
                        "temporalCoverage": _interval(claim.start, claim.end),
                        "spatialCoverage": {"@type": "Place", "name": claim.place.name} if claim.place else None,
                        "appearance": self._post(post),
                    },
                    quote,
                )

    def _post(self, post: Post) -> dict[str, Any]:
        held = post.evidence
        url = shown_url(post, self.speakers.get(post.key))
        named = f"urn:sha256:{held.record_id}{held.pointer}" if held else f"#post-{len(self.posts) + 1}"
        described = self.posts.setdefault(
            post.key,
            {
                "@type": "SocialMediaPosting",
                "@id": url or named,
                "url": url,
                "author": self._person(self.speakers.get(post.key)),
                "datePublished": _moment(post.posted_at),
                "identifier": held
                and {"@type": "PropertyValue", "propertyID": "SHA-256", "value": held.record_id,
                     "name": evidence_label(held.record_id)},
            },
        )  # fmt: skip
        return {"@id": described["@id"]}

    def _person(self, speaker: Speaker | None) -> dict[str, Any] | None:
        """Who is named in the roundup; None for a private person."""
        if speaker is None or not speaker.is_public:
            return None
        return {
            "@type": "Organization" if speaker.is_organisation else "Person",
            "name": speaker.name or speaker.label,
            "jobTitle": None if speaker.is_organisation else speaker.role,
            "alternateName": f"@{speaker.handle}" if speaker.handle else None,
        }


def _review(verdict: Verdict, maker: _Maker, claims: list[tuple[dict[str, Any], Quote]]) -> dict[str, Any]:
    found = [(record, quote) for record, quote in claims if verdict.post in _names(quote.post, maker)]
    if verdict.claim:
        found = [(record, quote) for record, quote in found if verdict.claim in quote.text]
    if len(found) != 1:
        said = "; ".join(f"«{record['text']}»" for record, _ in found or claims)
        raise InputError(
            f"verdict of {verdict.by} on {verdict.post}: fits {len(found)} claims of the roundup. Give words of one "
            f"in the column claim: {said or 'it has none'}"
        )
    record, _ = found[0]
    return {
        "@type": "ClaimReview",
        "itemReviewed": {"@id": record["@id"]},
        "claimReviewed": record["text"],
        "reviewRating": {"@type": "Rating", "alternateName": verdict.verdict},
        "author": {"@type": "Organization", "name": verdict.by},
        "datePublished": verdict.published.isoformat(),
        "url": verdict.url,
    }


def _names(post: Post, maker: _Maker) -> set[str | None]:
    label = evidence_label(post.evidence.record_id) if post.evidence else None
    return {post.url, shown_url(post, maker.speakers.get(post.key)), label}


def _moment(at: datetime | None) -> str | None:
    return at.astimezone(UTC).isoformat().replace("+00:00", "Z") if at else None


def _interval(first: datetime | None, last: datetime | None) -> str | None:
    """ISO 8601, as temporalCoverage wants it; an open side is ".."."""
    if first is None and last is None:
        return None
    return f"{_moment(first) or '..'}/{_moment(last) or '..'}"


def _clean(value: Any) -> Any:  # noqa: ANN401 - JSON
    """Without what the data does not say, every string safe to show."""
    if isinstance(value, str):
        return make_showable(value).text
    if isinstance(value, dict):
        return {key: _clean(each) for key, each in value.items() if each is not None}
    if isinstance(value, list):
        return [_clean(each) for each in value]
    return value

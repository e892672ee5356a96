"""The article that defines the product: its posts, typed into a paste, become a roundup without its defects.

The words are read from ../shared when the tests run; none of them stands here.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from pathlib import Path

import pytest
from test_report_compose import REMAINING, assert_attributed

from tawatur.arabic.digits import digit_script
from tawatur.check import check_article
from tawatur.posts import EvidenceRef, Post, PostId, find_permalinks
from tawatur.report.compose import compose
from tawatur.report.records import Moment, Roundup, Words, plain_text

pytestmark = pytest.mark.shared


@dataclass(frozen=True)
class Seed:
    text: str
    linked: tuple[Post, ...]
    unlinked: Post


def paste(text: str, *, name: str, role: str, handle: str, link: str | None) -> Post:
    """What the reader of pastes makes of a block with name, role, handle, link and text."""
    found = find_permalinks(link or "")
    digest = hashlib.sha256(text.encode()).hexdigest()
    return Post(
        platform="x" if found else "paste", post_id=found[0].post_id if found else PostId(f"paste-{digest[:12]}"),
        text=text, posted_at=found[0].posted_at if found else None, handle=handle, display_name=name, role=role,
        url=found[0].url if found else None, evidence=EvidenceRef(record_id=digest, level="E0"),
    )  # fmt: skip


@pytest.fixture(scope="module")
def seed(shared: Path) -> Seed:
    text = (shared / "data" / "statements" / "seed_roundup.txt").read_text(encoding="utf-8")
    lines = text.splitlines()
    links = [link.written for link in find_permalinks(text)]
    first = lines[1].split("“", 1)[1]
    second = lines[3].split("“", 1)[1].rsplit("”", 1)[0]
    third = "\n".join(re.findall("“([^”]+)”", "\n".join(lines[5:])))
    return Seed(
        text=text,
        linked=(
            paste(first, name="أحمد منصور", role="الإعلامي", handle="amansouraja", link=links[0]),
            paste(second, name="نحو الحرية", role="الناشط السعودي", handle="hureyaksa", link=links[1]),
        ),
        unlinked=paste(third, name="أحمد رمضان", role="المحلل السياسي", handle="AhmedRamadan_SY", link=None),
    )


@pytest.fixture(scope="module", params=["two", "three"])
def roundup(request: pytest.FixtureRequest, seed: Seed) -> Roundup:
    return compose(seed.linked if request.param == "two" else (*seed.linked, seed.unlinked), about="#حمص")


def test_check_passes_the_roundup(roundup: Roundup) -> None:
    found = check_article(plain_text(roundup)).findings
    assert [each.message_en for each in found if each.severity == "error"] == []
    assert {each.code for each in found if each.severity == "warning"} <= REMAINING


def test_read_gives_every_quote_its_speaker(roundup: Roundup) -> None:
    assert_attributed(roundup)


def test_the_roundup_has_no_defect_of_the_article(roundup: Roundup, seed: Seed) -> None:
    text = plain_text(roundup)
    codes = {finding.code for finding in check_article(text).findings}
    in_article = {finding.code for finding in check_article(seed.text).findings}
    defects = {
        "conflict.state", "unsourced.number", "handle.glued", "quote.unclosed", "typo.complementizer", "typo.hamza",
        "stance.no_likelihood", "language.slur",
    }  # fmt: skip
    assert defects <= in_article
    assert not codes & defects
    assert "@amansouraja " in text
    own = "".join(
        part.text for sentence in roundup.sentences for part in sentence.parts if isinstance(part, (Words, Moment))
    )
    assert {script for character in own if (script := digit_script(character))} == {"latin"}


def test_times_are_those_in_the_ids(roundup: Roundup) -> None:
    moments = [part for sentence in roundup.sentences for part in sentence.parts if isinstance(part, Moment)]
    dated = {moment.at.isoformat(timespec="seconds") for moment in moments if moment.check == "matches"}
    assert dated == {"2024-12-05T17:00:32+00:00", "2024-12-05T17:43:12+00:00"}
    assert "بين الساعة 20:00 والساعة 20:43 يوم الخميس" in plain_text(roundup)
    assert " بتوقيت دمشق يوم الخميس 5 كانون الأول 2024" in plain_text(roundup)
    assert roundup.zone == "Asia/Damascus"


def test_only_the_slur_is_masked(roundup: Roundup, seed: Seed) -> None:
    masked = [
        quote.post.text[mask.start : mask.end]
        for sentence in roundup.sentences for quote in sentence.quotes for mask in quote.masks
    ]  # fmt: skip
    assert {word.removeprefix("و") for word in masked} == {"النصيريين"}
    assert "شبيحة" in plain_text(roundup)
    assert "جبل العلويين" in plain_text(roundup)


def test_what_the_article_did_not_say_is_said(seed: Seed) -> None:
    roundup = compose((*seed.linked, seed.unlinked), about="#حمص")
    codes = {caveat.code for caveat in roundup.caveats}
    assert {"unverified", "no trace", "one-camp", "slur"} <= codes
    window = [each for each in roundup.forecasts if each.window_words]
    assert any("٧٢ ساعة" in (each.window_words or "") and len(each.readings) == 2 for each in window)
    assert any(each.likelihood_words and each.end is None for each in roundup.forecasts)

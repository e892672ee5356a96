"""The ledger: criteria before outcomes, a history that only grows, scores that follow from it."""

from __future__ import annotations

import json
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tawatur.arabic.lexicon import words
from tawatur.arabic.tables import read_table
from tawatur.check import check_article
from tawatur.errors import InputError, StoreError
from tawatur.forecasts import read_forecasts
from tawatur.forecasts.ledger import (
    Change,
    Entry,
    Ledger,
    Standing,
    change_record,
    entry_record,
    make_change,
    make_entry,
    read_change,
    read_entry,
)
from tawatur.forecasts.likelihood import band_of_words, stated_probability
from tawatur.forecasts.scoring import MIN_SCORED, brier, score_forecasts, wilson_interval
from tawatur.pipeline.forecasting import KeptEntries, entries_of_article, entries_of_post, open_ledger
from tawatur.posts import Post, PostId, Reference
from tawatur.statements import read_statements

SAID_AT = datetime(2024, 12, 5, 17, tzinfo=UTC)
LINK = ["https://example.org/a"]


def entry(text: str = "قال سامر الحاج إن القوات ستدخل المدينة خلال 72 ساعة.") -> Entry:
    (forecast,) = read_forecasts(read_statements(text), SAID_AT)
    return make_entry(forecast, text=text, name="مقال", said_at=SAID_AT)


class Desk:
    """A ledger with a clock that moves on by a minute a change."""

    def __init__(self) -> None:
        self.ledger = Ledger()
        self.now = SAID_AT

    def do(self, kind: str, forecast: str, **body: object) -> Change:
        self.now += timedelta(minutes=1)
        change = make_change(kind, forecast, body, self.now)  # type: ignore[arg-type]
        self.ledger.add(change)
        return change

    def add(self, added: Entry) -> str:
        self.do("added", added.id, **entry_record(added))
        return added.id

    def resolve(self, forecast: str, outcome: str, reading: int = 0) -> Change:
        self.do("criterion", forecast, reading=reading, text="معيار")
        return self.do("resolved", forecast, reading=reading, outcome=outcome, sources=LINK, note="")

    def standing(self, forecast: str) -> Standing:
        found = self.ledger.standing(forecast)
        assert found is not None
        return found


def test_no_outcome_before_its_criterion() -> None:
    desk = Desk()
    name = desk.add(entry())
    with pytest.raises(InputError, match="has no criterion"):
        desk.do("resolved", name, reading=0, outcome="yes", sources=LINK)
    written = desk.do("criterion", name, reading=0, text="معيار")
    same_moment = make_change("resolved", name, {"reading": 0, "outcome": "yes", "sources": LINK}, written.at)
    with pytest.raises(InputError, match="not after its criterion"):
        desk.ledger.add(same_moment)
    desk.do("resolved", name, reading=0, outcome="yes", sources=LINK)
    resolution = desk.standing(name).resolutions[0]
    assert resolution.criterion.at < resolution.at
    with pytest.raises(InputError, match="is resolved"):
        desk.do("criterion", name, reading=0, text="معيار آخر")


def test_a_change_with_half_a_character_is_refused_before_it_is_kept() -> None:
    record = change_record(make_change("criterion", "x", {"reading": 0, "text": "\ud800"}, SAID_AT))
    with pytest.raises(InputError, match="is half of one"):
        read_change(record)


@pytest.mark.parametrize(
    ("body", "message"),
    [
        pytest.param({"outcome": "perhaps", "sources": LINK}, "outcome 'perhaps'", id="outcome"),
        pytest.param({"outcome": "yes", "sources": []}, "without a source", id="no-source"),
        pytest.param({"outcome": "yes", "sources": [7]}, "without a source", id="source-no-text"),
        pytest.param({"outcome": "yes", "sources": LINK, "reading": 5}, "no reading 6", id="reading"),
        pytest.param({"outcome": "yes", "sources": LINK, "reading": "0"}, "no reading '0'", id="reading-no-number"),
    ],
)
def test_an_outcome_that_says_nothing_is_refused(body: dict[str, object], message: str) -> None:
    desk = Desk()
    name = desk.add(entry())
    desk.do("criterion", name, reading=0, text="معيار")
    with pytest.raises(InputError, match=message):
        desk.do("resolved", name, **{"reading": 0, **body})
    assert desk.standing(name).status == "open"


def test_each_reading_has_its_own_outcome() -> None:
    desk = Desk()
    name = desk.add(entry("قال سامر الحاج إن تحركات تجري خلال 72 ساعة تمهيدا لدخول المدينة."))
    desk.resolve(name, "yes", 0)
    assert desk.standing(name).status == "open"
    desk.resolve(name, "no", 1)
    assert (desk.standing(name).status, desk.standing(name).outcome) == ("resolved", "ambiguous")


def test_what_is_undone_stays_in_the_history_and_can_be_done_again() -> None:
    desk = Desk()
    name = desk.add(entry())
    resolved = desk.resolve(name, "yes")
    undone = desk.do("undone", name, change=resolved.uid)
    assert desk.standing(name).outcome is None
    desk.do("undone", name, change=undone.uid)
    assert desk.standing(name).outcome == "yes"
    assert len(desk.standing(name).changes) == 5


def test_what_an_outcome_rests_on_cannot_be_undone_under_it() -> None:
    desk = Desk()
    name = desk.add(entry())
    resolved = desk.resolve(name, "yes")
    criterion = desk.standing(name).criteria[0]
    with pytest.raises(InputError, match="outcome rests on this criterion"):
        desk.do("undone", name, change=criterion.change)
    with pytest.raises(InputError, match="rest on it"):
        desk.do("undone", name, change=desk.standing(name).changes[0].uid)
    with pytest.raises(InputError, match="no change"):
        desk.do("undone", name, change="0" * 64)
    desk.do("undone", name, change=resolved.uid)
    with pytest.raises(InputError, match="undone already"):
        desk.do("undone", name, change=resolved.uid)


def test_a_forecast_is_due_when_its_window_has_ended() -> None:
    desk = Desk()
    standing = desk.standing(desk.add(entry()))
    assert not standing.is_due(SAID_AT + timedelta(hours=71))
    assert standing.is_due(SAID_AT + timedelta(hours=72))


def test_a_forecast_without_a_deadline_is_vague_and_never_due_or_scored() -> None:
    desk = Desk()
    standing = desk.standing(desk.add(entry("قال سامر الحاج إن القوات ستدخل المدينة.")))
    assert standing.status == "vague"
    assert not standing.is_due(datetime(2999, 1, 1, tzinfo=UTC))
    total = score_forecasts([standing]).total
    assert (total.vague, total.scored, total.open) == (1, 0, 0)


# -- probabilities and scores ------------------------------------------------------------------------------------------


def test_words_of_likelihood_that_have_a_band_are_known_to_the_reader() -> None:
    bands = [row["words"] for row in read_table("likelihood")]
    assert len(bands) == len(set(bands))
    assert all(0 < int(row["low"]) <= int(row["high"]) < 100 for row in read_table("likelihood"))
    assert {"الأرجح", "المرجح", "المتوقع", "مستبعد"} <= set(bands)
    assert words("likelihood")


@pytest.mark.parametrize(
    ("text", "low", "high", "is_assumed"),
    [
        pytest.param("قال سامر الحاج إن من المرجح أن تدخل القوات المدينة خلال 72 ساعة.", 0.55, 0.8, True, id="likely"),
        pytest.param("قال سامر الحاج إن احتمال أن تدخل القوات المدينة خلال 72 ساعة 70%.", 0.7, 0.7, False, id="stated"),
        pytest.param(
            "قال سامر الحاج إن من المستبعد أن تدخل القوات المدينة خلال 72 ساعة.", 0.2, 0.45, True, id="unlikely"
        ),
    ],
)
def test_a_probability_is_stated_or_assumed_and_says_which(
    text: str, low: float, high: float, *, is_assumed: bool
) -> None:
    band = entry(text).probability
    assert band is not None
    assert (band.low, band.high, band.is_assumed) == (pytest.approx(low), pytest.approx(high), is_assumed)


def test_without_words_of_likelihood_there_is_no_probability() -> None:
    assert entry().probability is None
    assert band_of_words("ربما") is None
    assert stated_probability("ارتفعت الأسعار 70%") is None
    assert stated_probability("باحتمال 170%") is None


def test_what_its_speaker_rules_out_is_said_not_to_happen() -> None:
    ruled_out = entry("استبعد سامر الحاج أن تدخل القوات المدينة خلال 72 ساعة.")
    assert ruled_out.direction == "will not happen"


@given(st.floats(0, 1), st.booleans())
def test_the_brier_score_of_an_event_is_that_of_its_opposite(probability: float, happened: bool) -> None:  # noqa: FBT001
    assert 0 <= brier(probability, happened=happened) <= 1
    assert brier(probability, happened=happened) == pytest.approx(brier(1 - probability, happened=not happened))
    assert brier(float(happened), happened=happened) == 0


@given(st.integers(1, 400).flatmap(lambda scored: st.tuples(st.integers(0, scored), st.just(scored))))
def test_the_wilson_interval_holds_its_rate_and_mirrors(counts: tuple[int, int]) -> None:
    hits, scored = counts
    low, high = wilson_interval(hits, scored)
    assert 0 <= low <= hits / scored + 1e-9
    assert hits / scored - 1e-9 <= high <= 1
    assert wilson_interval(scored - hits, scored) == (pytest.approx(1 - high), pytest.approx(1 - low))


def test_speakers_with_few_scored_forecasts_are_counted_and_not_shown() -> None:
    desk = Desk()
    for number in range(MIN_SCORED):
        desk.resolve(
            desk.add(entry(f"قال سامر الحاج إن القوات ستدخل المدينة خلال {number + 3} أيام.")),
            "yes" if number else "no",
        )
    desk.resolve(desk.add(entry("قالت لينا الحاج إن القوات لن تدخل المدينة خلال 72 ساعة.")), "no")
    scores = score_forecasts(desk.ledger.standings())
    assert [(score.speaker, score.hits, score.scored) for score in scores.speakers] == [("سامر الحاج", 4, 5)]
    assert (scores.hidden, scores.total.hits, scores.total.scored) == (1, 5, 6)
    assert scores.total.brier is None


def test_a_band_gives_a_score_with_its_bounds() -> None:
    desk = Desk()
    desk.resolve(desk.add(entry("قال سامر الحاج إن من المرجح أن تدخل القوات المدينة خلال 72 ساعة.")), "yes")
    total = score_forecasts(desk.ledger.standings()).total
    assert total.brier == pytest.approx((1 - 0.675) ** 2)
    assert (total.brier_low, total.brier_high) == (pytest.approx(0.2**2), pytest.approx(0.45**2))
    assert (total.with_probability, total.assumed, total.late) == (1, 1, 0)


def test_the_order_of_forecasts_changes_no_score() -> None:
    desk = Desk()
    for number in range(6):
        text = f"قال سامر الحاج إن من المرجح أن تدخل القوات المدينة خلال {number + 3} أيام."
        desk.resolve(desk.add(entry(text)), "yes" if number % 2 else "no")
    standings = desk.ledger.standings()
    assert score_forecasts(reversed(standings)) == score_forecasts(standings)


# -- what is kept ------------------------------------------------------------------------------------------------------


def test_an_entry_and_a_change_are_read_back_as_they_were_written() -> None:
    added = entry("قال سامر الحاج إن من المرجح أن تدخل القوات المدينة خلال 72 ساعة.")
    assert read_entry(json.loads(json.dumps(entry_record(added)))) == added
    change = make_change("added", added.id, entry_record(added), SAID_AT)
    assert read_change(json.loads(json.dumps(change_record(change)))) == change


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)


@given(JSON)
def test_anything_else_is_refused_with_a_reason(value: object) -> None:
    with pytest.raises(InputError):
        read_change(value)


@given(st.sampled_from(["speaker", "readings", "start", "probability", "direction", "source", "id", "event"]), JSON)
def test_a_hostile_entry_is_refused_or_read(name: str, value: object) -> None:
    record = {**entry_record(entry()), name: value}
    with suppress(InputError):
        assert read_entry(record).readings


def test_an_altered_change_is_refused() -> None:
    record = change_record(make_change("criterion", "f1", {"reading": 0, "text": "معيار"}, SAID_AT))
    with pytest.raises(InputError, match="altered"):
        read_change({**record, "body": {"reading": 0, "text": "معيار آخر"}})


def test_the_history_survives_and_nobody_rewrites_it(tmp_path: Path) -> None:
    import sqlite3

    with open_ledger(tmp_path, writable=True) as desk:
        kept = desk.keep_entries([entry(), entry()])
        assert (len(kept.new), kept.known) == (1, 0)
    with open_ledger(tmp_path, writable=True) as desk:
        assert desk.keep_entries([entry()]) == KeptEntries(new=(), dated=(), known=1)
        assert desk.ledger.standing(entry().id) is not None
    with sqlite3.connect(tmp_path / "desk.db") as connection:
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
        for statement in ("UPDATE ledger_history SET change = '{}'", "DELETE FROM ledger_history"):
            with pytest.raises(sqlite3.IntegrityError, match="never"):
                connection.execute(statement)
    connection.close()


def test_a_window_is_dated_by_adding_the_article_again_with_its_date(tmp_path: Path) -> None:
    """Adding it again changed nothing: an undated deadline stayed open for ever, and was never due."""
    text = "قال سامر الحاج إن القوات ستدخل المدينة خلال 72 ساعة."
    with open_ledger(tmp_path, writable=True) as desk:
        (undated,) = desk.keep_entries(entries_of_article("مقال", text, None)).new
        standing = desk.ledger.standing(undated.id)
        assert standing is not None
        assert (standing.entry.is_undated, standing.entry.can_be_scored) == (True, False)
        kept = desk.keep_entries(entries_of_article("مقال", text, SAID_AT))
        assert ([each.id for each in kept.dated], kept.new, kept.known) == ([undated.id], (), 0)
        assert desk.keep_entries(entries_of_article("مقال", text, SAID_AT + timedelta(days=9))).known == 1
    with open_ledger(tmp_path, writable=False) as desk:
        standing = desk.ledger.standing(undated.id)
        assert standing is not None
        assert standing.entry.end == SAID_AT + timedelta(hours=72)
        assert standing.is_due(SAID_AT + timedelta(days=4))
        with pytest.raises(InputError, match="dated already"):
            desk.keep([desk.make("dated", undated.id, {"said_at": None, "start": None, "end": None})])


def test_check_names_the_forecast_as_the_ledger_does() -> None:
    text = "قال سامر الحاج إن التحرك خلال 72 ساعة تمهيدا لدخول المدينة دون قتال."
    (kept,) = entries_of_article("مقال", text, SAID_AT)
    (finding,) = [each for each in check_article(text, published_at=SAID_AT).findings if each.code == "forecast.scope"]
    for message in (finding.message_ar, finding.message_en):
        assert kept.id in message
        assert all(reading in message for reading in kept.readings)


def test_two_who_write_at_once_do_not_overwrite_each_other(tmp_path: Path) -> None:
    with open_ledger(tmp_path, writable=True) as one, open_ledger(tmp_path, writable=True) as other:
        one.keep_entries([entry()])
        with pytest.raises(StoreError, match="meanwhile"):
            other.keep_entries([entry("قالت لينا الحاج إن القوات لن تدخل المدينة خلال 72 ساعة.")])
    with open_ledger(tmp_path, writable=False) as desk:
        assert len(desk.ledger.changes) == 1


def test_a_clock_that_stands_still_keeps_the_order(tmp_path: Path) -> None:
    with open_ledger(tmp_path, writable=True, now=lambda: SAID_AT) as desk:
        name = entry().id
        desk.keep_entries([entry()])
        desk.keep([desk.make("criterion", name, {"reading": 0, "text": "معيار"})])
        desk.keep([desk.make("resolved", name, {"reading": 0, "outcome": "yes", "sources": LINK})])
        standing = desk.ledger.standing(name)
        assert standing is not None
        assert standing.outcome == "yes"


def test_a_post_gives_its_authors_forecasts_and_a_repost_gives_none() -> None:
    text = "القوات ستدخل المدينة خلال 72 ساعة، كما أرى"
    post = Post(platform="x", post_id=PostId("1864716497341362317"), text=text, handle="lina", posted_at=SAID_AT)
    (found,) = entries_of_post(post)
    assert (found.speaker, found.handle, found.said_at, found.end) == (
        "lina",
        "lina",
        SAID_AT,
        SAID_AT + timedelta(hours=72),
    )
    repost = Post(platform="x", post_id=PostId("1864716497341362318"), text=text, handle="sami", posted_at=SAID_AT,
                  repost_of=Reference(handle="lina"))  # fmt: skip
    assert entries_of_post(repost) == []

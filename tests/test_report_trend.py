"""`report`: from a tag to the roundup of its trend. Posts are invented, but for the test marked `shared`."""

from __future__ import annotations

import json
import re
import shutil
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from desk_server import serve
from test_report_compose import assert_attributed
from worlds import NOON, World, make_store

from tawatur.check import check_article
from tawatur.cli import main
from tawatur.errors import InputError
from tawatur.markup import Clock, Words
from tawatur.pipeline import AmplifiedError, UnknownTagError, open_store, report_trend, stories
from tawatur.pipeline import reporting as reporting_module
from tawatur.posts import PostId, evidence_label
from tawatur.report.as_json import roundup_record
from tawatur.report.as_markdown import render_markdown
from tawatur.report.as_page import render_page
from tawatur.report.citing import cite
from tawatur.report.compose import compose
from tawatur.report.drawing import find_marks, lay_out
from tawatur.report.records import Curve, Hashtag, Quote, Roundup, plain_text
from tawatur.report.wording import Clock as ReportClock
from tawatur.report.wording import Wording, build, platform_then, risen, shown_spellings
from tawatur.report.wording_ar import ArabicWording
from tawatur.report.wording_en import EnglishWording
from tawatur.sources.articles import read_article_input
from tawatur.svg import NARROW, WIDE
from tawatur.trends.records import WaveTimes

RAIN = [["أمطار_دمشق"], ["امطار_دمشق"], ["أمطار_دمشق", "دمشق"]]
SNOW = [["أمطار_حلب"], ["امطار_حلب"]]
TOLD = (
    "وصلت المياه إلى أبواب البيوت في حي الجسر قبل ساعة",
    "أغلقت البلدية الطريق القديم بعد أن غمرته المياه صباحا",
    "لا صحة لما يتداول عن انهيار الجسر، والناس تعبره الآن",
    "نقلت فرق الإسعاف 12 جريحا إلى المستشفى الوطني منذ الفجر",
)


CALM = (
    "الطريق القديم مغلق منذ الصباح والماء عند باب المدرسة والهدوء في السوق بعد ساعة والجسر الصغير صامد وفرق البلدية تنقل "
    "الرمل والحجارة إلى ضفة النهر والليل طويل والناس في البيوت تنتظر الفجر والسماء رمادية فوق الحقول البعيدة"
).split()  # no verb of saying among them: `read` would take what follows for somebody's words


def _burst(world: World, start: datetime, hours: float, count: int, tags: list[list[str]]) -> None:
    """Posts of as many people about one thing."""
    for _ in range(count):
        moment = start + timedelta(seconds=world.chance.random() * hours * 3_600)
        world.post(moment, world.chance.choice(tags), text=" ".join(world.chance.choices(CALM, k=12)))


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(_Main(), [str(each) for each in arguments])


class _Main:
    """The program with its exit codes, as click's runner calls a command."""

    name = "tawatur"

    def main(self, args: list[str], **_: object) -> None:
        main(args)


@pytest.fixture(scope="module")
def world() -> World:
    return make_world()


def make_world() -> World:
    """Ten quiet days, then rain over Damascus, and a day later over Aleppo."""
    world = World(3)
    world.background(NOON - timedelta(days=9), 10.5, an_hour=6)
    _burst(world, NOON - timedelta(days=1), 5, 80, RAIN)
    _burst(world, NOON, 4, 60, SNOW)
    for number, text in enumerate(TOLD):
        world.post(NOON + timedelta(hours=1, minutes=7 * number), ["أمطار_حلب"], text=text)
    copied = "شاركوا هذا النداء حتى تصل سيارات الماء إلى كل بيت في المدينة قبل المساء"
    for number in range(20):
        world.post(NOON + timedelta(hours=2, seconds=number), ["أمطار_حلب"], text=copied)
    return world


@pytest.fixture(scope="module")
def data(world, tmp_path_factory) -> Path:
    return make_store(tmp_path_factory.mktemp("rain"), world.lines)


def make(data: Path, tag: str = "#أمطار_حلب", **options) -> Roundup:
    store, _ = open_store(data)
    with store:
        return report_trend(store, tag, zone="Asia/Damascus", **options).roundup


@pytest.fixture(scope="module")
def roundup(data) -> Roundup:
    return make(data)


@pytest.mark.parametrize(
    ("language", "told"), [("ar", "لم نجد في المنشورات جملة تصلح للاقتباس"), ("en", "None of the posts has a sentence")]
)
def test_a_trend_of_posts_without_a_sentence_is_told_by_its_counts(tmp_path, language, told):
    world = World(3)
    world.background(NOON - timedelta(days=9), 10.5, an_hour=6)
    for minute in range(60):
        world.post(NOON + timedelta(minutes=minute), ["أمطار_حلب"], text=f"سلام{minute}")
    roundup = make(make_store(tmp_path, world.lines), language=language)
    assert roundup.speakers == ()
    assert roundup.method.passed_over == (("too short", 60),)
    assert told in plain_text(roundup)
    assert "60" in roundup.title
    assert told in render_page(roundup)
    assert not [each for each in roundup.blocks if each.kind == "other_side"]  # nobody was read, so nobody was missed


def block(roundup: Roundup, kind: str) -> str:
    told = [each.text("ar") for found in roundup.blocks if found.kind == kind for each in found.sentences]
    return " ".join(told)


def test_headline_and_lead_tell_since_when_by_how_many_and_by_what_was_collected(roundup):
    trend = roundup.rising.trend
    assert trend.posts == 84
    assert trend.accounts == 84
    assert trend.voices.headline == 65  # twenty accounts that paste one text are one voice
    assert roundup.title == "تزايد المنشورات تحت وسم #أمطار_حلب على إكس بمشاركة ما لا يقل عن 65 صوتا مستقلا"
    lead = block(roundup, "lead")
    clock = f"{trend.started_at.astimezone(Clock('Asia/Damascus', Words('ar')).zone):%H:%M}"
    assert lead.startswith(f"اشتد النشر تحت وسم #أمطار_حلب على إكس بين الساعة {clock} والساعة ")
    assert "وبلغ عدد الحسابات ذروته عند الساعة" in lead
    assert "ويستند التقرير إلى 84 منشورا نشرها 84 حسابا، تمثل ما لا يقل عن 65 صوتا مستقلا" in lead


@pytest.mark.parametrize("language", ["ar", "en"])
def test_records_are_named_in_the_method_alone_and_every_counting_sentence_rests_on_them(data, language):
    # An editor struck the record's id out of the lead before publishing it.
    made = make(data, language=language)
    records = {made.rising.measurement, made.method.measurement}
    for found in made.blocks:
        for sentence in found.sentences:
            assert found.kind == "method" or "EV-" not in sentence.text(language)
            if found.kind in {"lead", "precedents", "numbers"}:
                assert records & set(sentence.evidence)
    method = " ".join(each.text(language) for each in made.sentences if "EV-" in each.text(language))
    assert all(evidence_label(record) in method for record in records)
    notes = render_markdown(made)
    assert all(f": {evidence_label(record)} " in notes for record in records)


def test_check_takes_counts_for_sourced_where_the_record_that_holds_them_is_named(roundup):
    text = plain_text(roundup)
    assert _unsourced(text) == []
    without = _unsourced(re.sub(r"EV-\w{10}", "محفوظ", text))
    assert len(without) >= 3
    assert any("65 صوتا" in message for message in without)
    other = _unsourced(text.replace("على إكس بمشاركة ما لا يقل عن 65 ", "على إكس بمشاركة ما لا يقل عن 66 "))
    assert len(other) == 1, "a headline is sourced by the paragraph that repeats its number, and by no other"


def _unsourced(text: str) -> list[str]:
    return [each.message_ar for each in check_article(text).findings if each.code == "unsourced.number"]


def test_the_trend_before_it_is_told_with_day_length_and_voices_and_the_first_has_none(roundup, data):
    told = block(roundup, "precedents")
    assert re.fullmatch(
        r"وسبقه وسم #أمطار_دمشق، الذي بدأ نشاطه يوم الأحد 3 آذار ودام (?:نحو )?\S+ ساع\w+ بمشاركة ما لا يقل عن 80 صوتا مستقلا\.",
        told,
    )
    first = make(data, "امطار_دمشق")
    assert first.rising.tag.text == "#أمطار_دمشق"
    assert not any(each.kind == "precedents" for each in first.blocks)


def test_every_sentence_rests_on_kept_evidence_and_counts_rest_on_the_measurement(roundup, data):
    store, _ = open_store(data)
    with store:
        for record_id in {each for sentence in roundup.sentences for each in sentence.evidence}:
            assert store.evidence.read(record_id)
        kept = json.loads(store.evidence.read(roundup.rising.measurement).data)
    assert kept["measurement"] == "trend"
    assert kept["posts"] == kept["result"]["trend"]["posts"] == 84
    assert kept["result"]["trend"]["voices"]["headline"] == 65
    for found in roundup.blocks:
        if found.kind in {"headline", "lead", "precedents"}:
            counted = {roundup.rising.measurement, roundup.method.measurement}
            assert all(counted & set(sentence.evidence) for sentence in found.sentences)
    assert cite(roundup)[roundup.rising.measurement].measured == 84


@pytest.mark.parametrize("language", ["ar", "en"])
def test_check_finds_no_error_and_read_gives_each_quote_its_speaker(data, language):
    made = make(data, language=language)
    found = check_article(plain_text(made), zone=made.zone).findings
    assert [each.message_en for each in found if each.severity == "error"] == []
    if language == "ar":
        assert_attributed(made)


def test_what_limits_the_numbers_is_said(roundup):
    codes = [each.code for each in roundup.caveats]
    assert codes[0] == "trend unseen"
    warnings = roundup.rising.trend.warnings
    told = [each for each in warnings if each != "no-weekly-memory"]
    assert [f"trend {each}" for each in told] == codes[1 : 1 + len(told)]
    assert "no-weekly-memory" in warnings  # it matters to who asks for the trend, and to readers of one that is warming
    assert "trend no-weekly-memory" not in codes
    method = block(roundup, "method")
    assert "أُعد التقرير عن #أمطار_حلب، وشمل معه #امطار_حلب." in method
    assert "ما نُشر من الساعة" in method
    assert roundup.rising.measurement[:16] in method
    assert "أصحابها: 84؛ الأصوات المستقلة: 65" in method


def test_any_order_of_import_gives_the_same_roundup(world, tmp_path, roundup):
    other = make(make_store(tmp_path, world.lines, files=4, seed=5))
    assert plain_text(_without_root(other)) == plain_text(_without_root(roundup))
    assert other.rising.measurement == roundup.rising.measurement


def _without_root(roundup: Roundup) -> Roundup:
    """Without the line that prints the root of the evidence: it holds the order of the imports."""
    blocks = [
        replace(each, sentences=tuple(one for one in each.sentences if "جذر الأدلة" not in one.text("ar")))
        for each in roundup.blocks
    ]
    return replace(roundup, blocks=tuple(blocks))


def test_at_a_moment_nothing_later_is_told(data):
    at = NOON + timedelta(hours=1, minutes=30)
    made = make(data, at=at)
    assert made.rising.trend.posts < 84
    assert made.rising.last <= at
    assert max(post.posted_at for each in made.sentences for quote in each.quotes for post in [quote.post]) <= at
    assert "اشتد النشر تحت وسم #أمطار_حلب على إكس منذ الساعة" in block(made, "lead")
    assert "بما كان معروفا الساعة 16:30 بتوقيت دمشق" in block(made, "method")


def test_many_posts_are_read_by_voice_and_all_are_counted(data, roundup, monkeypatch):
    monkeypatch.setattr(reporting_module, "MAX_READ", 30)
    made = make(data)
    assert made.method.given == 84
    assert dict(made.method.passed_over)["not read"] == 54
    assert made.title == roundup.title
    assert "غير مقروءة عند اختيار المتحدثين (54)" in block(made, "method")


def test_an_unknown_tag_names_the_nearest_ones(data):
    with pytest.raises(UnknownTagError, match=r"no stored post has this tag\. Nearest: #أمطار_حلب") as raised:
        make(data, "#امطار_حلبب")
    assert isinstance(raised.value, InputError)
    with pytest.raises(UnknownTagError, match="in no trend"):
        make(data, "#حديث_القهوة")
    with pytest.raises(UnknownTagError):
        make(data, "#")


def test_the_curve_counts_each_voice_once_a_step_and_marks_what_happened(roundup):
    curve, trend = roundup.rising.curve, roundup.rising.trend
    assert curve.step == timedelta(hours=1)
    assert sum(curve.posts) >= trend.posts
    assert curve.start <= roundup.rising.earlier[0].started_at
    copies = int((NOON + timedelta(hours=2) - curve.start) / curve.step)
    assert curve.posts[copies] - curve.voices[copies] == 19
    marks = find_marks(roundup.rising)
    assert [mark.kind for mark in marks][:2] == ["precedent", "onset"]
    assert all(mark.is_drawn for mark in marks)
    for width in (WIDE, NARROW):
        drawing = lay_out(curve, marks, Clock("Asia/Damascus", Words("ar")), width=width)
        assert len(drawing.marks) == len(marks)
        assert all(drawing.left <= each.x <= drawing.right for each in drawing.marks)
        assert drawing.levels[0][1] == max(curve.voices) or drawing.levels[-1][1] == max(curve.voices)


def test_a_curve_of_a_year_has_few_names_and_inside_the_drawing():
    curve = Curve(start=datetime(2024, 1, 1, tzinfo=UTC), step=timedelta(days=7), voices=(3,) * 52, posts=(4,) * 52)
    drawing = lay_out(curve, (), Clock("Africa/Cairo", Words("ar")), width=NARROW)
    named = [x for x, _, is_named in drawing.ticks if is_named]
    assert 1 <= len(named) <= 3
    assert all(drawing.left <= x <= drawing.right for x in named)


def test_the_page_shows_curve_and_table_and_is_read_back_word_for_word(roundup, tmp_path):
    html = render_page(roundup)
    assert html.count('<svg class="wide"') == html.count('<svg class="narrow"') == html.count('<figure class="picture')
    assert 'aria-label="الأصوات المستقلة مع الزمن' in html
    rows = re.findall(r"<tr><th scope=\"row\">.*?</th><td>(\d+)</td><td>(\d+)</td></tr>", html)
    assert sum(int(posts) for _, posts in rows) == sum(roundup.rising.curve.posts)
    page = tmp_path / "page.html"
    page.write_text(html, encoding="utf-8")
    read = " ".join(read_article_input(str(page)).text.split())
    assert read == " ".join(plain_text(roundup).split())


def test_a_hostile_label_cannot_leave_its_place_on_the_page(roundup):
    post = replace(roundup.rising.tag.post, text="#</svg><script>x</script>")
    tag = Hashtag(post=post, text="#</svg><script>x</script>")
    rising = replace(roundup.rising, earlier=(replace(roundup.rising.earlier[0], tag=tag),))
    assert "<script" not in render_page(replace(roundup, rising=rising))


@pytest.fixture(scope="module")
def copied(tmp_path_factory):
    """A data folder in which 90 accounts repeat one appeal and 30 tell of their own."""
    world = World(5)
    world.background(NOON - timedelta(days=9), 10, an_hour=6)
    copied = "شاركوا هذا النداء حتى تصل سيارات الماء إلى كل بيت في المدينة قبل المساء"
    for number in range(90):
        world.post(NOON + timedelta(seconds=40 * number), ["أمطار_حلب"], text=copied)
    _burst(world, NOON, 2, 30, SNOW)
    return make_store(tmp_path_factory.mktemp("copied"), world.lines)


def test_what_is_mostly_copies_leads_only_for_a_reason_that_is_kept_and_printed(copied, tmp_path):
    data = shutil.copytree(copied, tmp_path / "data")
    with pytest.raises(AmplifiedError, match=r"independent voices behind 120 accounts.*--lead-anyway"):
        make(data)
    made = make(data, lead_anyway="النداء نفسه  هو الخبر")
    assert "ومع ذلك تصدر التقرير، والسبب: النداء نفسه هو الخبر." in block(made, "method")
    store, _ = open_store(data)
    with store:
        kept = json.loads(store.evidence.read(made.rising.measurement).data)
    assert kept["parameters"]["override"] == "النداء نفسه هو الخبر"
    assert run("report", "#أمطار_حلب", "--data", data).exit_code == 1
    assert run("report", "#أمطار_حلب", "--data", data, "--lead-anyway", "خبر").exit_code == 0


@pytest.mark.enable_socket
@pytest.mark.allow_hosts(["127.0.0.1"])
def test_the_desk_asks_for_the_reason_to_lead_with_what_is_mostly_copies(copied, tmp_path):
    data = shutil.copytree(copied, tmp_path / "data")
    with serve(data, lang="en") as desk:
        asked = {"tag": "أمطار_حلب", "lang": "ar"}
        report = desk.get("/topics/%D8%A3%D9%85%D8%B7%D8%A7%D8%B1_%D8%AD%D9%84%D8%A8/report", HX_Request="true")
        for answer in (report, desk.post("/stories/new", asked)):
            assert answer.status == 200
            assert 'name="why"' in answer.text
            assert "--lead-anyway" not in answer.text
        begun = desk.post("/stories/new", {**asked, "why": "النداء نفسه هو الخبر"})
        assert begun.status == 303
        assert "والسبب: النداء نفسه هو الخبر" in desk.get(begun.headers["location"]).text


def test_json_gives_the_trend_and_its_curve(roundup):
    trend = json.loads(json.dumps(roundup_record(roundup)))["trend"]
    assert trend["posts"] == 84
    assert trend["voices"] == {"low": 64, "headline": 65, "high": 84}
    assert trend["curve"]["step_seconds"] == 3600
    assert trend["measurement"] == roundup.rising.measurement


def test_the_command_writes_a_page_and_its_exit_codes_say_what_was_found(data, tmp_path):
    page = tmp_path / "rain.html"
    done = run("report", "#أمطار_حلب", "--data", data, "-o", page, "--tz", "Asia/Damascus")
    assert (done.exit_code, done.stdout) == (0, "")
    assert "منها أخطاء 0" in done.stderr
    assert "65 صوتا" in page.read_text(encoding="utf-8")
    lost = run("report", "#امطار_حلبب", "--data", data)
    assert lost.exit_code == 1
    assert "Nearest: #أمطار_حلب" in lost.stderr
    assert run("report", "#امطار_حلبب", "--data", data, "--fail-if-empty").exit_code == 5
    told = run("report", "#أمطار_حلب", "--data", data, "--digits", "arabic", "--quiet")
    assert (told.exit_code, told.stderr) == (0, "")
    assert "٦٥ صوتا مستقلا" in told.stdout
    record = json.loads(run("report", "#أمطار_حلب", "--data", data, "--json", "--lang", "en").stdout)
    assert record["language"] == "en"
    assert run("report", "#أمطار_حلب", "--data", data, "--open").exit_code == 2


@pytest.mark.shared
def test_the_flood_of_jordan_is_told_from_the_archive(shared, tmp_path):
    store, _ = open_store(tmp_path)
    with store:
        from tawatur.pipeline import import_files

        import_files([shared / "data" / "posts" / "idrisi_ar.jsonl.gz"], store)
        roundup = report_trend(store, "#سيول_الأردن").roundup
    trend = roundup.rising.trend
    assert roundup.zone == "Asia/Amman"
    assert trend.started_at.date() == datetime(2018, 11, 9, tzinfo=UTC).date()
    quoted = {quote.post.key: quote.post for sentence in roundup.sentences for quote in sentence.quotes}.values()
    assert len(quoted) >= 6
    assert all(trend.first_at <= post.posted_at <= trend.ended_at for post in quoted)
    assert sum("سيول" in post.text or "الأردن" in post.text or "مأدبا" in post.text for post in quoted) >= 3
    found = check_article(plain_text(roundup), zone=roundup.zone).findings
    assert [each.message_en for each in found if each.severity == "error"] == []
    counted = next(each.text("ar") for each in roundup.sentences if each.text("ar").startswith("وتحدث "))
    assert "وفيات" in counted
    assert "سيول" not in counted, "under a tag that names a flood it says nothing that many tell of one"
    lead = {
        quote.key for each in roundup.blocks if each.kind == "lead" for one in each.sentences for quote in one.quotes
    }
    assert lead
    assert not lead & {key for speaker in roundup.speakers for key in speaker.quoted}, "told in the lead, told once"


def test_a_headline_names_whom_the_posts_name_for_what_they_tell(roundup):
    post = replace(roundup.rising.tag.post, text="ارتفاع الحصيلة إلى 12 وفاة")
    quote = Quote(post=post, start=post.text.index("12"), end=len(post.text))
    clock = ReportClock(zone="UTC", posts=())
    arabic, english = ArabicWording(clock=clock), EnglishWording(clock=clock)
    for source, ar, en in (
        ("الدفاع المدني", "بحسب الدفاع المدني", "according to الدفاع المدني"),
        (None, "بحسب منشورات على إكس", "according to posts on X"),
    ):
        toll = build(
            arabic.headline_toll(roundup.rising, "died", quote, source, ["x"], names_event=True), _behind(post)
        )
        assert toll.text("ar") == f"#أمطار_حلب: «12 وفاة» {ar}"
        told = build(english.headline_told(roundup.rising, quote, source, ["x"]), _behind(post))
        assert told.text("en") == f"#أمطار_حلب: “12 وفاة”, {en}"


def _behind(post) -> list[str]:
    return [post.evidence.record_id]


def test_all_posts_that_a_roundup_quotes_are_counted_and_no_other_is_said_not_to_be(roundup):
    quoted = {quote.key for sentence in roundup.sentences for quote in sentence.quotes}
    spoken = {key for speaker in roundup.speakers for key in speaker.quoted}
    assert roundup.method.used == len(quoted) >= len(spoken)
    assert roundup.method.used + sum(count for _, count in roundup.method.passed_over) == roundup.method.given


def test_a_toll_that_one_post_gives_is_told_as_that_of_one_post(roundup):
    quote = next(quote for sentence in roundup.sentences for quote in sentence.quotes)
    for wording, one, many in ((ArabicWording, "بحسب منشور ", "بحسب منشورات "), (EnglishWording, "a post ", "posts ")):
        made = wording(clock=ReportClock(zone="UTC", posts=()))
        assert one in str(made.headline_told(roundup.rising, quote, None, ["x"], is_one=True)[-1])
        assert many in str(made.headline_told(roundup.rising, quote, None, ["x"])[-1])


def test_a_rise_is_told_by_what_was_collected_and_never_behind_the_last_post(roundup):
    rising = roundup.rising
    late = replace(rising, trend=replace(rising.trend, ended_at=rising.last + timedelta(minutes=44)))
    assert risen(late)[1] == rising.last
    assert risen(replace(late, trend=replace(late.trend, peaked_at=late.trend.ended_at)))[2] == rising.last
    told = re.search(r"والساعة (\d\d:\d\d)", block(roundup, "lead"))
    last = rising.last.astimezone(Clock("Asia/Damascus", Words("ar")).zone)
    assert told is not None
    assert told[1] <= f"{last:%H:%M}"


def _told_rise(rising, language: str, *waves: tuple[int, int]) -> str:
    """The sentence on a rise with these waves, in hours from its start, of 100 collected hours; its peak in hour 2."""
    start = datetime(2026, 3, 2, 6, tzinfo=UTC)
    times = tuple(
        WaveTimes(started_at=start + timedelta(hours=a), ended_at=start + timedelta(hours=b)) for a, b in waves
    )
    trend = replace(rising.trend, started_at=start, peaked_at=start + timedelta(hours=2), waves=times,
                    ended_at=times[-1].ended_at)  # fmt: skip
    wording: Wording = (ArabicWording if language == "ar" else EnglishWording)(clock=ReportClock(zone="UTC", posts=()))
    told = replace(rising, trend=trend, first=start, last=start + timedelta(hours=100))
    return "".join(
        getattr(part, "text", "") if not isinstance(part, str) else part for part in wording.lead_rising(told, ["x"])[0]
    )


@pytest.mark.parametrize(
    ("language", "words"),
    [("ar", ("ذروته عند الساعة 08:00", "، ثم بين الساعة 07:00 والساعة 10:00", "، ثم من ")),
     ("en", ("heaviest at 08:00", ", and again between 07:00 and 10:00", ", and again from "))],
)  # fmt: skip
def test_a_rise_is_told_by_its_waves_and_one_that_fills_the_archive_by_its_peak(roundup, language, words):
    at_peak, again, onwards = words
    filled = _told_rise(roundup.rising, language, (0, 95))
    assert at_peak in filled
    assert "09:00" not in filled  # its end, by which the whole archive would be called its height
    assert again in _told_rise(roundup.rising, language, (0, 8), (49, 52))
    assert again in _told_rise(roundup.rising, language, (0, 8), (49, 50), (51, 52)), "an hour apart they are one"
    assert onwards in _told_rise(roundup.rising, language, (0, 8), (49, 120)), "cut by the end of what was collected"
    assert at_peak in _told_rise(roundup.rising, language, (0, 5), (10, 15), (20, 25), (30, 35))
    assert "14:00" in _told_rise(roundup.rising, language, (0, 8)), "one short wave is told with its end"


def test_a_platform_is_named_as_it_was_called_then():
    renamed = datetime(2023, 7, 24, tzinfo=UTC)
    assert platform_then("x", renamed - timedelta(seconds=1)) == "twitter"
    assert platform_then("x", renamed) == platform_then("x", None) == "x"
    assert platform_then("telegram", renamed - timedelta(days=900)) == "telegram"


@pytest.mark.parametrize(("language", "kin"), [("ar", "ووسوم متصلة به"), ("en", "and related tags")])
def test_posts_of_kindred_tags_are_not_counted_under_one(data, language, kin):
    assert kin not in plain_text(make(data, language=language))  # other spellings are the same tag
    wording: Wording = (ArabicWording if language == "ar" else EnglishWording)(clock=ReportClock(zone="UTC", posts=()))
    rising = make(data).rising
    member = replace(rising.trend.members[0], tag="حلب")
    wider = replace(rising, trend=replace(rising.trend, members=(*rising.trend.members, member)))
    assert kin in "".join(str(part) for part in wording.lead_rising(wider, ["x"])[1])


def test_a_trend_still_up_is_told_beside_and_not_only_before(roundup):
    wording = ArabicWording(clock=ReportClock(zone="UTC", posts=()))
    (earlier,) = roundup.rising.earlier
    up = replace(roundup.rising, earlier=(replace(earlier, duration_hours=earlier.lag_hours + 1),))
    assert wording.precedents(up)[0] == "وتزامن معه وسم "
    both = wording.precedents(replace(up, earlier=(*up.earlier, earlier)))
    assert both[0] == "وسبقه وسم "
    assert "؛ وتزامن معه وسم " in both


def test_a_tag_in_another_case_is_named_once_and_all_others_are_counted(roundup):
    rising = roundup.rising
    post, first = replace(rising.tag.post, tags=("Rain", "rain", "Snow")), rising.trend.members[0]
    members = tuple(replace(first, tag=tag) for tag in ("Rain", "rain", "RAIN", "Snow", "Hail"))
    spellings = tuple(Hashtag(post=post, text=text) for text in ("#Rain", "#rain", "#Snow"))
    shown, more = shown_spellings(replace(rising, trend=replace(rising.trend, members=members), spellings=spellings))
    assert [tag.text for tag in shown] == ["#Rain", "#Snow"]
    assert more == 1


def test_a_story_of_other_posts_than_the_one_that_writes_the_tag_rests_on_it_too(data, tmp_path):
    shutil.copytree(data, tmp_path / "data")
    store, _ = open_store(tmp_path / "data")
    with store:
        behind = stories.gather_trend(store, "أمطار_حلب", at=None, directory=(), found=None, lead_anyway=None)
        others = tuple(post for post in behind.given.posts if post.key != behind.rising.tag.post.key)[:20]
        brief, draft = stories.start_story(
            replace(behind.given, posts=others), store, about=behind.rising.tag.text, zone=None, language="ar",
            now=datetime(2026, 1, 1, tzinfo=UTC), tag="أمطار_حلب", rising=behind.rising,
        )  # fmt: skip
        assert "أمطار_حلب" in stories.title_of(draft)
        assert stories.open_story(stories.story_record(brief, draft), store).draft == draft


@pytest.mark.parametrize("language", ["ar", "en"])
def test_a_tag_that_rose_hours_before_its_event_is_not_told_as_its_onset(roundup, language):
    # A race's tag rose at 12:30; that its bombs went off seven hours later was nowhere said.
    rising, tag = roundup.rising, roundup.rising.tag.post
    start, *_ = risen(rising)
    texts = ("الناس في الملعب يشجعون العدائين", "انفجار قوي يهز وسط حلب الآن", "انفجار في حي السوق في حلب قبل قليل",
             "سمعنا دوي انفجار كبير في حلب")  # fmt: skip

    def told(hours: int) -> str:
        posts = [
            replace(tag, post_id=PostId(f"{tag.post_id}{at}"), handle=f"runner{at}", account_id=None, text=text,
                    posted_at=start + timedelta(hours=at * hours, minutes=5))
            for at, text in enumerate(texts)
        ]  # fmt: skip
        trend = replace(rising.trend, peaked_at=start + timedelta(hours=20))
        last = start + timedelta(hours=21)
        return plain_text(compose(posts, rising=replace(rising, trend=trend, last=last), language=language))

    words = {"ar": "بعد 4 ساعات من بدء نشاط الوسم: «انفجار", "en": "4 hours after use of the tag rose: “انفجار"}[
        language
    ]
    assert words in told(4)
    assert words[:5] not in told(0)
    assert "use of the tag rose" not in told(1)

"""No message of the program reaches an Arabic reader in English."""

from __future__ import annotations

import re
from datetime import datetime

import pytest
from desk_server import serve
from messages_in_code import HOLE, SOURCE, messages_of, texts_of

from tawatur.desk.messages import message_table, tell
from tawatur.desk.pages import words_of
from tawatur.desk.settings import Settings, read_moment
from tawatur.errors import InputError

pytestmark = [pytest.mark.enable_socket, pytest.mark.allow_hosts(["127.0.0.1"])]

# What the desk calls; what only a fault of ours could raise is not for readers.
CALLED = (
    "desk", "store", "sources", "live", "forecasts/ledger.py", "evidence/archive.py", "report/drafts.py",
    "report/verb_choices.py", "report/choose.py", "report/compose.py", "report/profiles.py", "pipeline/importing.py",
    "pipeline/stories.py", "pipeline/reporting.py", "pipeline/publishing.py", "pipeline/forecasting.py",
    "pipeline/erasing.py", "pipeline/timelines.py", "pipeline/watching.py",
)  # fmt: skip
# Alerts and files that the desk does not write, standard input, what only another program's code can get wrong, and
# reasons of single records, which the desk tells by their code.
NOT_ON_THE_DESK = re.compile(
    r"live/outlets|store/__init__|evidence: time|uid, forecast, kind|not a change|standard input\. Save|<stdin>|"
    r"sources/(?:feeds|fields|posts_jsonl|tables|warc|x_\w+|written_times)\.py|the entry has another id"
)


def called_modules():
    for name in CALLED:
        path = SOURCE / name
        yield from sorted(path.rglob("*.py")) if path.is_dir() else [path]


def raised():
    for path in called_modules():
        for line, message in messages_of(path):
            place = f"{path.relative_to(SOURCE)}:{line}"
            if not NOT_ON_THE_DESK.search(f"{place} {message}"):
                yield place, message


def is_bare(message):
    """Whether a message is its values alone, each told on its own."""
    return not re.search(r"[a-z]{2}", message.replace(HOLE, ""))


def test_every_message_that_the_desk_can_meet_is_told_in_arabic():
    known = {english for english, _ in message_table()}
    missing = {message: place for place, message in raised() if message not in known and not is_bare(message)}
    assert missing == {}


def test_the_table_holds_no_message_that_nothing_says():
    said = {text.removeprefix(f"{HOLE} ") for path in SOURCE.rglob("*.py") for text in texts_of(path)}
    said |= {message for path in SOURCE.rglob("*.py") for _, message in messages_of(path)}
    system = {"No such file or directory", "No space left on device", "Permission denied", "Read-only file system"}
    known = {english for english, _ in message_table()}
    assert {each for each in known - said - system if each.removeprefix(f"{HOLE} ") not in said} == set()


def test_arabic_messages_use_only_values_that_there_are_and_name_no_command():
    for english, arabic in message_table():
        holes = {int(number) for number in re.findall(r"\{(\d+)\}", arabic)}
        assert holes <= set(range(1, english.count(HOLE) + 1)), arabic
        assert re.search("[\u0621-\u064a]", arabic), english
        assert "tawatur " not in arabic, arabic
        assert not re.search(r"(?:^|\s)--[a-z]", arabic), arabic


def test_a_message_is_told_with_its_values_and_what_they_say():
    message = "homs.zip: cannot be read (Permission denied)."
    assert tell(message, "ar") == "homs.zip: لا يُقرأ (لا حق في ذلك)."
    assert tell(message, "en") == message


def test_what_no_table_knows_stays_as_it_is():
    assert tell("something else entirely", "ar") == "something else entirely"


@pytest.mark.parametrize("value", ["a" * 100_000, ": cannot be read (" * 5_000, "{1} {2}", "\\1"])
def test_values_of_strangers_are_only_values(value):
    told = tell(f"{value[:1_000]}: cannot be read (x).", "ar")
    assert told.endswith("x).")
    assert value[:15] in told


def test_every_reason_for_which_a_record_is_left_out_has_words():
    names = re.compile(
        r"(?:reject|pass_over|UnreadableRecordError|_StopReadingError)\(\s*\"([a-z0-9-]+)\"|reason=\"([a-z0-9-]+)\""
    )
    files = [path for folder in ("sources", "pipeline") for path in (SOURCE / folder).rglob("*.py")]
    files = [path for path in files if path.name != "normalising.py"]
    reasons = {one or two for path in files for one, two in names.findall(path.read_text(encoding="utf-8"))}
    assert len(reasons) > 30
    for lang in ("ar", "en"):
        assert {each for each in reasons if f"reason.{each}" not in words_of(lang).table} == set()


ENGLISH = re.compile(r"[A-Za-z]{2,} [a-z]{2,} [a-z]{2,}")  # three words, as no name or address has them
REFUSED = [
    ("GET", "/?at=tomorrow", None),
    ("GET", "/timeline/claims?topic=x&since=5%2F12%2F2024", None),
    ("GET", "/timeline/claims?topic=x&since=2024-12-05&until=2024-12-04", None),
    ("GET", "/topics/x/report?at=tomorrow", None),
    ("GET", "/topics/x/report", None),
    ("GET", "/stories/000000000000", None),
    ("GET", "/evidence/EV-AAAAAAAAAA", None),
    ("GET", "/evidence/none", None),
    ("GET", "/nowhere", None),
    ("POST", "/check", {}),
    ("POST", "/check", {"text": "نص", "published": "yesterday"}),
    ("POST", "/ledger/add", {"text": "نص", "published": "yesterday"}),
    ("POST", "/ledger/0000000000/criterion", {"text": "نص"}),
    ("POST", "/ledger/0000000000/undo", {}),
    ("POST", "/stories/new", {"text": "https://x.com/a/status/1864716497341362317"}),
    ("POST", "/families/rename", {"families": "x", "name": ""}),
    ("POST", "/sources/watch", {"sources": "nowhere:at all"}),
    ("POST", "/sources/watch", {"sources": "x-search:floods"}),
]


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    with serve(tmp_path_factory.mktemp("messages") / "data") as desk:
        desk.post("/stories/new", {"text": "سامر @samer\nالطريق مغلق\nhttps://x.com/samer/status/1889195158533050368"})
        yield desk


@pytest.mark.parametrize(("method", "path", "form"), REFUSED)
def test_no_refusal_is_told_to_an_arabic_reader_in_english(served, method, path, form):
    answer = served.get(path) if form is None else served.post(path, form)
    body = answer.text.partition("<main")[2].partition("</main>")[0] or answer.text
    told = re.sub(r"<textarea.*?</textarea>|<[^>]+>", " ", body)
    assert not ENGLISH.search(told), told
    if answer.status >= 400:
        assert re.search("[\u0621-\u064a]{3}", told)


@pytest.mark.parametrize(("lang", "words"), [("ar", "أُعيد تشغيل المكتب"), ("en", "started again")])
def test_a_page_of_an_earlier_run_is_refused_in_the_reader_s_language(served, lang, words):
    of_another_run = {"X_CSRF_Token": "of another run", "Cookie": f"tawatur-settings=lang={lang}"}
    answer = served.post("/check", {"text": "نص"}, **of_another_run)
    assert answer.status == 403
    assert words in answer.text
    assert len(answer.text.splitlines()) == 1


def test_a_table_in_another_encoding_is_told_to_be_saved_anew_not_asked_about(served):
    """What Excel saves as CSV on an Arabic Windows: no choice of columns makes it readable."""
    table = "text,time\nالطريق مغلق,2024-01-01T00:00:00Z\n".encode("cp1256")
    head = b'--b\r\nContent-Disposition: form-data; name="files"; filename="old.csv"\r\n\r\n'
    kind = "multipart/form-data; boundary=b"
    answer = served.ask(
        "POST", "/sources/files", head + table + b"\r\n--b--\r\n", Content_Type=kind, X_CSRF_Token=served.access.csrf
    )
    assert answer.headers["location"] == "/sources"
    served.wait_for(lambda: served.workplace.jobs()[0].state == "done")
    assert words_of("ar")("reason.not-utf8.do") in served.get("/sources").text


AMMAN = Settings(lang="ar", zone="Asia/Amman")


@pytest.mark.parametrize(
    ("written", "moment"),
    [
        ("2024-12-05", "2024-12-04T21:00+00:00"),
        ("٢٠٢٤/١٢/٥", "2024-12-04T21:00+00:00"),
        ("2024.12.5 20:00", "2024-12-05T17:00+00:00"),
        ("\N{RIGHT-TO-LEFT MARK}2024-12-05T20:00", "2024-12-05T17:00+00:00"),
        ("2024-12-05T20:00:30Z", "2024-12-05T20:00:30+00:00"),
    ],
)
def test_a_moment_is_read_as_people_write_it(written, moment):
    assert read_moment(written, AMMAN) == datetime.fromisoformat(moment)


def test_a_day_as_an_end_is_its_end_and_a_moment_is_itself():
    assert read_moment("2024-12-05", AMMAN, is_end=True) == read_moment("2024-12-06", AMMAN)
    assert read_moment("2024-12-05 20:00", AMMAN, is_end=True) == read_moment("2024-12-05 20:00", AMMAN)


@pytest.mark.parametrize("written", ["5/12/2024", "2024-13-05", "2024-12-05 25:00", "0000-01-01", "غدا"])
def test_what_is_no_moment_is_refused(written):
    with pytest.raises(InputError):
        read_moment(written, AMMAN)

"""Who is quoted and under which name. All posts are invented."""

from __future__ import annotations

import hashlib
import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from tawatur.arabic.tokens import tokenize
from tawatur.errors import InputError
from tawatur.posts import EvidenceRef, Post, PostId, Reference
from tawatur.report.choose import MAX_SPEAKERS, choose, survey
from tawatur.report.compose import compose
from tawatur.report.contents import is_misspelt, read_contents
from tawatur.report.material import well_spelt
from tawatur.report.profiles import read_directory
from tawatur.report.quoting import clause_around
from tawatur.report.records import plain_text

START = datetime(2024, 11, 20, 6, tzinfo=UTC)
TEXTS = (
    "الطريق الجنوبي مغلق منذ الفجر بسبب السيول",
    "وصلت فرق الإغاثة إلى المدرسة قبل قليل",
    "انقطعت الكهرباء عن الحي القديم كله",
    "المستشفى يستقبل الجرحى ويطلب متبرعين بالدم",
    "فُتح مركز إيواء جديد في قاعة البلدية",
    "الجسر القديم لم يعد آمنا للعبور",
    "المخابز تعمل بنصف طاقتها هذا الصباح",
    "عاد الماء إلى البيوت بعد يومين",
)


def make(number: int, text: str, handle: str, **fields: object) -> Post:
    record = hashlib.sha256(f"{number}{text}".encode()).hexdigest()
    values: dict[str, object] = {
        "platform": "other", "post_id": PostId(str(number)), "text": text, "handle": handle,
        "posted_at": START + timedelta(minutes=number), "evidence": EvidenceRef(record_id=record),
    }  # fmt: skip
    return Post(**(values | fields))  # type: ignore[arg-type]


def test_a_private_person_has_no_name_and_no_handle_anywhere() -> None:
    posts = [
        make(1, TEXTS[0], "layan_home", display_name="ليان", platform="x", post_id=PostId("1859598941549494279"),
             url="https://x.com/layan_home/status/1859598941549494279"),
        make(2, f"{TEXTS[1]} شكرا @layan_home على الصورة", "samer_n", display_name="سامر نادر", bio="صحفي"),
    ]  # fmt: skip
    for text in (plain_text(compose(posts)), plain_text(compose(posts, language="en"))):
        assert "layan_home" not in text
        assert "ليان" not in text
    speaker = compose(posts).speakers[0]
    assert (speaker.label, speaker.name, speaker.handle, speaker.is_public) == ("حساب", None, None, False)


def test_reposts_and_copies_are_the_voice_of_their_original() -> None:
    original = make(1, f"{TEXTS[0]} #سيول", "first")
    posts = [
        original,
        make(2, f"عاجل: {TEXTS[0]} https://example.org #سيول #عاجل", "second"),
        make(3, TEXTS[0], "third", repost_of=Reference(post_id=original.post_id)),
        make(4, TEXTS[1], "third"),
    ]
    selection = choose(posts)
    assert [each.posts[0].handle for each in selection.speakers] == ["first", "third"]
    assert (selection.accounts, selection.voices) == (3, 2)
    assert dict(selection.passed_over) == {"copy": 1, "repost": 1}


def test_the_directory_wins_over_what_an_account_says_of_itself() -> None:
    directory = read_directory([{"handle": "@H_Salama", "name": "هدى سلامة", "role": "محلل سياسي", "gender": "f"}])
    posts = [make(1, TEXTS[0], "h_salama", display_name="هدهد", bio="فنانة"), make(2, TEXTS[1], "other_one")]
    speaker = next(each for each in compose(posts, directory=directory).speakers if each.is_public)
    assert (speaker.label, speaker.role, speaker.gender) == ("المحللة السياسية هدى سلامة", "محللة سياسية", "f")


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        pytest.param([{"name": "بلا معرّف"}], "row 1: no handle", id="no-handle"),
        pytest.param([{"handle": "a", "gender": "x"}], "gender 'x'", id="gender"),
        pytest.param([{"handle": "a"}, {"handle": "@A"}], "row 2: A stands twice", id="twice"),
    ],
)
def test_a_directory_that_cannot_be_used_says_which_row(rows: list[dict[str, str]], told: str) -> None:
    with pytest.raises(InputError, match=told):
        read_directory(rows)


@pytest.mark.parametrize(
    ("bio", "label"),
    [
        pytest.param("صحفي سوري | أكتب عن السينما", "الصحفي السوري سامر نادر", id="role-and-adjective"),
        pytest.param("أب لثلاثة. باحث في الشأن الليبي", "الباحث في الشأن الليبي سامر نادر", id="later-part"),
        pytest.param("Journalist based in the north", "الصحفي سامر نادر", id="english"),
        pytest.param("طالب وأحب القهوة", "حساب", id="student"),
        pytest.param(None, "حساب", id="no-bio"),
    ],
)
def test_a_role_is_read_from_a_bio(bio: str | None, label: str) -> None:
    posts = [make(1, TEXTS[0], "samer_n", display_name="سامر نادر", bio=bio)]
    assert compose(posts).speakers[0].label == label


def test_of_many_the_public_and_the_dissenting_are_taken() -> None:
    posts = [make(at, text, f"private{at}") for at, text in enumerate(TEXTS, start=1)]
    posts.append(make(20, "هذا غير صحيح، الطريق الجنوبي مفتوح ومررت به الآن", "karim", display_name="كريم", bio="ناشط"))
    posts.append(make(21, "نوزع الأغطية في قاعة البلدية حتى المساء", "civil", display_name="الدفاع المدني السوري"))
    selection = choose(posts)
    assert len(selection.speakers) == MAX_SPEAKERS
    assert {"karim", "civil"} <= {each.posts[0].handle for each in selection.speakers}
    roundup = compose(posts)
    other_side = [block for block in roundup.blocks if block.kind == "other_side"]
    assert other_side[0].sentences[0].text("ar").startswith("وفي نفي لأنباء متداولة، ")  # others stand before it
    assert "غير صحيح" in other_side[0].sentences[0].text("ar")
    assert dict(roundup.method.passed_over) == {"not chosen": 4}


def _crowd() -> list[Post]:
    """A dozen accounts that tell of one road and one school."""
    told = (
        "الطريق الجنوبي مغلق بسبب السيول",
        "السيول قطعت الطريق الجنوبي عند المدرسة",
        "المدرسة القديمة غمرتها السيول",
    )
    return [make(at, f"{told[at % 3]}. {TEXTS[at % len(TEXTS)]}", f"crowd{at}") for at in range(1, 13)]


def test_who_denies_something_else_is_no_other_side() -> None:
    # An account that called a rumour about exams fabricated was told as dissenting on a flood, with all its posts.
    posts = [*_crowd(), make(30, "خبر تأجيل امتحانات القبول مفبرك والوزارة لم تعلن شيئا", "exams", bio="صحفية")]
    selection = choose(posts)
    assert "exams" in {each.posts[0].handle for each in selection.speakers}
    assert not any(each.is_dissenting for each in selection.speakers)


def test_of_who_denies_what_others_tell_only_the_denial_is_the_other_side() -> None:
    denial = make(30, "لا صحة لما يقال عن قطع الطريق الجنوبي بسبب السيول وهو مفتوح", "roads", bio="صحفية")
    posts = [*_crowd(), denial, make(31, "صباح الخير من مكتبنا الجديد في وسط البلد", "roads", bio="صحفية")]
    (dissenting,) = [each for each in choose(posts).speakers if each.is_dissenting]
    assert dissenting.posts == (denial,)


def test_of_a_crowd_those_are_taken_who_tell_what_many_tell() -> None:
    # Six accounts of the first ten minutes were quoted of a thousand, whatever they said.
    early = [make(-at, f"فنجان قهوة رقم {name} وكتاب قديم على الشرفة", f"early{at}") for at, name in enumerate(
        ("واحد", "اثنان", "ثلاثة", "أربعة", "خمسة", "ستة"), start=1)]  # fmt: skip
    taken = {each.posts[0].handle or "" for each in choose([*early, *_crowd()]).speakers}
    assert sum(handle.startswith("crowd") for handle in taken) >= MAX_SPEAKERS - 1


def _english(number: int, text: str, **fields: object) -> Post:
    return make(number, text, f"reader{number}", platform="x", **fields)


REACTIONS = (
    "Praying for everybody in the valley after the earthquake tonight",
    "My heart goes out to the valley and its people, so sad",
    "Please retweet if you stand with the people of the valley",
    "Thoughts and prayers with all in the valley after the earthquake",
    "Can you believe what happened in the valley?",
    "OMG the earthquake in the valley was terrible, I am shocked",
    "Heartbroken for the valley and everyone in the earthquake",
)
NEWS = (
    "Death toll from the valley earthquake rises to 120, police say",
    "Old tower in the valley collapsed in the earthquake",
    "Rescue teams pulled 14 people out of the rubble in the valley",
)


def test_of_an_english_crowd_those_are_quoted_who_tell_what_happened() -> None:
    posts = [_english(at, text) for at, text in enumerate((*REACTIONS, *NEWS), start=1)]
    quoted = {post.text for each in choose(posts).speakers for post in each.posts}
    assert set(NEWS) <= quoted


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("RT @valleynews: Old tower in the valley collapsed at noon", id="repost"),
        pytest.param("\u201c@valleynews: Old tower in the valley collapsed at noon\u201d", id="in-marks"),
        pytest.param("So sad. MT @valleynews: Old tower in the valley collapsed at noon", id="modified"),
        pytest.param("Old tower in the valley collapsed at noon https://example.org via @valleynews", id="via"),
    ],
)
def test_words_of_another_account_are_told_as_passed_on(text: str) -> None:
    repost = Reference(handle="valleynews") if text.startswith("RT") else None
    posts = [_english(1, text, repost_of=repost), _english(2, "The bridge to the valley is closed to all traffic")]
    english, arabic = (plain_text(compose(posts, language=language)) for language in ("en", "ar"))
    is_whole = text[0] in "R\u201c"
    told = "@valleynews wrote in a post reposted at 06:01" if is_whole else "account reposted @valleynews at 06:01"
    assert told in english
    assert "“Old tower in the valley collapsed at noon”" in english
    assert ("كتب حساب @valleynews في منشور أُعيد نشره عند" if is_whole else "نشر ما كتبه @valleynews: ") in arabic
    english, arabic = (
        plain_text(compose([replace(post, text=post.text.replace("valleynews", "samer_n")) for post in posts],
                           language=language)) for language in ("en", "ar")
    )  # fmt: skip
    # nobody known: he stays unnamed
    assert ("A post reposted at 06:01 said" if is_whole else "reposted another account at 06:01") in english
    assert ("ذكر منشور أُعيد نشره عند" if is_whole else "نشر ما كتبه غيره: ") in arabic
    assert "samer_n" not in english + arabic
    directory = read_directory([{"handle": "samer_n", "name": "سامر نادر", "role": "صحفي"}])
    known = [replace(post, text=post.text.replace("valleynews", "samer_n")) for post in posts]
    assert "الصحفي سامر نادر @samer_n" in plain_text(compose(known, directory=directory))


def test_a_body_before_a_colon_is_whose_words_are_passed_on() -> None:
    # "ونقل حساب عن غيره قوله: «قوى الحرية والتغيير: …»" named her inside the quotation.
    texts = ("RT @someone_else: عاجل | قوى الحرية والتغيير: انقطاع الانترنت عن المدينة منذ ساعات الظهيرة",
             "RT @someone_else: نادر: إنقاذ آلاف الأهالي من السيول في الوادي القديم")  # fmt: skip
    report = plain_text(compose([_english(at, text) for at, text in enumerate(texts, start=1)]))
    assert re.search("\n\nقالت قوى الحرية والتغيير، بحسب حساب عند [^«]*: «انقطاع الانترنت", report)
    assert re.search("وذكر منشور أُعيد نشره عند الساعة [0-9:]+: «نادر: إنقاذ", report)
    assert "someone_else" not in report


@pytest.mark.parametrize(
    ("handle", "name", "label"),
    [("valleytimes", None, "@valleytimes"), ("valley_now", "Valley Tribune", "Valley Tribune"),
     ("valley_ar", "أخبار الوادي", "أخبار الوادي"), ("valley_police", "Jane Miller", "an account"),
     ("goodtimes", None, "an account"), ("jane_m", "جين ميلر", "an account")],
    ids=["handle", "name", "arabic-name", "a-person-of-it", "no-outlet", "person"],
)  # fmt: skip
def test_who_says_to_be_an_outlet_is_named(handle: str, name: str | None, label: str) -> None:
    roundup = compose([make(1, TEXTS[0], handle, display_name=name)], language="en")
    assert [speaker.label for speaker in roundup.speakers] == [label]
    assert (handle in plain_text(roundup)) == (label != "an account")


def test_a_comment_of_ones_own_is_quoted_instead_of_what_it_passes_on() -> None:
    text = "The tower stood for two hundred years RT @valleynews: Old tower in the valley collapsed at noon"
    report = plain_text(compose([_english(1, text)], language="en"))
    assert "An account wrote" in report
    assert "“The tower stood for two hundred years”" in report
    assert "collapsed" not in report


def test_reposts_of_a_post_that_is_not_given_are_one_voice() -> None:
    text = "RT @valleynews: Old tower in the valley collapsed at noon"
    posts = [_english(number, text, repost_of=Reference(handle="valleynews")) for number in range(1, 5)]
    selection = choose(posts)
    assert (len(selection.speakers), selection.accounts, selection.voices) == (1, 4, 1)
    assert dict(selection.passed_over) == {"repost": 3}


def test_a_toll_that_later_posts_have_outgrown_is_not_quoted_after_them() -> None:
    tolls = ("Death toll in the valley rises to 120", "Death toll in the valley rises to 300",
             "Death toll in the valley now at 310", "Death toll in the valley climbs to 90")  # fmt: skip
    posts = [_english(at, text) for at, text in enumerate((*tolls, *NEWS[1:], *TEXTS), start=1)]
    quoted = {post.text for each in choose(posts).speakers for post in each.posts}
    assert tolls[2] in quoted
    assert tolls[3] not in quoted


def test_nobody_dissenting_is_said() -> None:
    roundup = compose([make(1, TEXTS[0], "a"), make(2, TEXTS[1], "b")])
    other_side = next(block for block in roundup.blocks if block.kind == "other_side")
    assert other_side.sentences[0].text("ar").startswith("لم نجد")
    assert len(other_side.sentences[0].evidence) == 2


def test_a_post_of_a_private_chat_is_counted_and_not_quoted() -> None:
    roundup = compose([make(1, TEXTS[0], "a", is_public=False), make(2, TEXTS[1], "b")])
    assert TEXTS[0] not in plain_text(roundup)
    assert dict(roundup.method.passed_over) == {"not public": 1}


def test_a_post_without_evidence_is_refused() -> None:
    with pytest.raises(InputError, match="import it first"):
        compose([make(1, TEXTS[0], "a", evidence=None)])


@pytest.mark.parametrize(
    ("name", "label"),
    [
        ("الصحفي سامر نادر", "الصحفي سامر نادر"),
        ("Reporter Jane Miller", "الصحفي Jane Miller"),
        ("مدير المدرسة", "حساب"),
        ("المحلل السياسي سامر نادر", "المحلل السياسي سامر نادر"),
        ("الكاتبة الصحفية السورية سلمى نادر", "الكاتبة الصحفية السورية سلمى نادر"),
        ("مدير مستشفى الميناء عمر نادر", "مدير مستشفى الميناء عمر نادر"),
        ("الناطق باسم البلدية محمد نادر", "الناطق باسم البلدية محمد نادر"),
        ("سامر نادر، محلل سياسي", "المحلل السياسي سامر نادر"),
        ("Jane Miller, senior reporter", "الصحفي Jane Miller"),
        ("Senior reporter Jane Miller", "الصحفي Jane Miller"),
        ("أمير الدين محمد نادر", "حساب"),
        ("سامر نادر، أب لطفلين", "حساب"),
    ],
    ids=["arabic", "english", "no-name-behind-it", "two-words", "three-words", "director-of", "spokesman-of",
         "behind-the-name", "english-behind", "english-two-words", "a-given-name", "no-role-behind"],
)  # fmt: skip
def test_a_role_before_a_name_is_the_role_of_its_owner(name: str, label: str) -> None:
    # A paste that says "الصحفي سامر نادر @…" made him an account without a name.
    posts = [make(1, "وصلت القوارب إلى المدرسة القديمة", "samer_nader1", display_name=name)]
    assert [speaker.label for speaker in compose(posts).speakers] == [label]


def test_of_a_crowd_no_toll_is_quoted_that_later_posts_pass() -> None:
    stale = make(0, "ارتفاع عدد ضحايا السيول في المدينة إلى 3 وفيات", "early")
    passed = [make(90 + at, f"ارتفاع عدد الضحايا إلى 9 وفيات {text}", f"late{at}") for at, text in enumerate(TEXTS[:3])]
    told = [make(10 + at, text, f"reader{at}") for at, text in enumerate(TEXTS)]
    selection = choose([stale, *told, *passed])
    quoted = {post.key for each in selection.speakers for post in each.posts}
    assert stale.key not in quoted
    assert quoted & {post.key for post in passed}


def test_words_that_somebody_wrote_long_before_are_quoted_from_his_post() -> None:
    # "Tomorrow, Saturday" of a Friday evening was quoted from a copy of that Saturday.
    told = "{} إغلاق الحرم الجامعي وإلغاء الاختبارات المقررة يوم غد السبت بسبب الأحوال الجوية{}"
    toll = "الدفاع المدني: ارتفاع عدد ضحايا السيول إلى 9 وفيات في المدينة القديمة"
    posts = [make(1, told.format("جامعة المدينة:", ""), "outlet"), make(30, toll, "outlet"),
             make(400, told.format("رسميا في الجامعة", " اليوم وفق بيان صادر عنها"), "late"),
             make(402, told.format("رئيس الجامعة يعلن", " والسيول الجارفة"), "later"),
             make(404, told.format("الجامعة تقرر", " وفيضان الوادي القريب"), "last"),
             *(make(31 + at, f"{toll} {at}", f"toll{at}") for at in range(4)),
             *(make(50 + at, text, f"crowd{at}") for at, text in enumerate(TEXTS))]  # fmt: skip
    quoted = [post for each in choose(posts).speakers for post in each.posts if "الاختبارات" in post.text]
    assert [post.post_id for post in quoted] == ["1"]


def test_what_happened_to_people_is_quoted_before_a_curiosity() -> None:
    # Of thousands of dead, one of six quotes was of the waves in a hotel's swimming pool.
    grave = ("Quake: 40 dead in the old town", "Police: 12 people injured when the tower collapsed",
             "Rescuers search for 9 people missing under the market", "Airport closed after the quake",
             "Hundreds of people displaced in the valley", "Hospital road destroyed, homes collapsed")  # fmt: skip
    pool = "Quake makes waves in the swimming pool of the hotel"
    posts = [
        make(2 * at + more, f"{text} {word}", f"a{at}{more}")
        for at, text in enumerate(grave)
        for more, word in enumerate(("tonight, officials say", "of our city"))
    ]
    posts += [make(20 + at, f"{pool} {word}", f"b{at}") for at, word in enumerate(("today", "wow", "look"))]  # fmt: skip
    assert not any("pool" in post.text for each in choose(posts).speakers for post in each.posts)


@pytest.mark.parametrize(
    ("text", "is_title"),
    [
        ("الأمن يعلن حالة الطرق في المدينة", True),
        ("الشركة تعلن حالة الطوارئ بسبب الأمطار", False),
        ("الهيئة تعلن أسماء المقبولين في الدورة", True),
        ("A little about the boy whom the blast killed in the old town", True),
        ("Blast kills a boy of eight in the old town", False),
    ],
)
def test_a_title_that_only_names_what_is_told_elsewhere_is_a_teaser(text: str, *, is_title: bool) -> None:
    post = make(0, text, "reader")
    assert read_contents([post])[0][post.key].is_teaser == is_title


@pytest.mark.parametrize(
    ("text", "is_slip"),
    [("إستقالة", True), ("بإستقالته", True), ("الإجتماع", True), ("إنفجار", True), ("استقالة", False),
     ("الإنتاج", False), ("إنقاذ", False), ("إستراتيجية", False), ("الإنسان", False)],
)  # fmt: skip
def test_a_hamza_on_an_alif_that_joins_is_a_slip(text: str, *, is_slip: bool) -> None:
    assert is_misspelt(tokenize(text)) == is_slip


def test_of_a_long_time_its_last_part_is_heard() -> None:
    late = ("فتح الجسر القديم أمام السيارات بعد إصلاحه", "الجسر القديم يفتح أمام السيارات بعد إصلاحه اليوم",
            "أخيرا فتح الجسر القديم أمام السيارات")  # fmt: skip
    posts = [make(at, text, f"reader{at}") for at, text in enumerate(TEXTS)]
    last = [make(90 + at, text, f"late{at}", posted_at=START + timedelta(days=4, minutes=at))
            for at, text in enumerate(late)]  # fmt: skip
    quoted = {post.key for each in choose([*posts, *last]).speakers for post in each.posts}
    assert quoted & {post.key for post in last}


def test_what_comes_last_of_one_thing_told_for_days_does_not_come_too_late() -> None:
    # A report of five days ended with an arrest that was none, and left out who had been named since.
    bridge = "إصلاح الجسر القديم الكبير بعد انهيار السد"
    told = (f"بدء {bridge}", f"الفرق تواصل {bridge}", f"انتهاء {bridge} رسميا")
    days = (0, 2, 4)
    posts = [make(at, text, f"reader{at}") for at, text in enumerate(TEXTS)]
    bridges = [make(90 + at, text, f"bridge{at}", posted_at=START + timedelta(days=day))
               for at, (text, day) in enumerate(zip(told, days, strict=True))]  # fmt: skip
    weigher = survey([*posts, *bridges]).weigher
    assert weigher.late == {bridges[-1].key}
    nothing = weigher.read(())
    assert weigher.weigh(bridges[-1], nothing) > replace(weigher, late=frozenset()).weigh(bridges[-1], nothing)
    apart = (
        "انقطاع الماء عن القرية، انهيار جدار الملعب البلدي",
        "انقطاع الماء عن القرية منذ الفجر",
        "انهيار جدار الملعب البلدي",
    )
    drifting = [replace(post, text=text) for post, text in zip(bridges, apart, strict=True)]
    read = survey([*posts, *drifting])
    assert [(each.voices, each.is_one) for each in read.selection.developments] == [(3, False)]
    assert not read.weigher.late


def test_no_clause_is_cut_before_the_denial_that_follows_it() -> None:
    # "… caused one death alone" was quoted without "and what is told of many deaths is untrue".
    text = "أسفرت موجة الأمطار في الوادي عن حالة وفاة واحدة فقط، وغير صحيح ما يُتداول عن وفيات عديدة في كل أحياء المدينة القديمة"
    plain = text.replace("وغير صحيح ما يُتداول عن", "وما زال البحث جاريا بعد أنباء عن")
    (denied, told) = (make(at, each, "someone") for at, each in enumerate((text, plain), start=1))
    assert clause_around(denied, (0, 6), 12) is None
    assert clause_around(told, (0, 6), 12) == (0, text.index("،"))


def test_a_name_in_our_words_is_spelt_as_those_who_write_it_well_do() -> None:
    posts = [make(at, text, f"a{at}") for at, text in enumerate(
        ("العقيد سعد الانصاري: الطرق سالكة", "العقيد سعد الأنصاري: الطرق سالكة", "انقطاع المياة عن وزارة المياه",
         "وزارة المياه تعلن", "الاستقاله والإستقالة"), start=1)]  # fmt: skip
    assert well_spelt("العقيد سعد الانصاري", posts) == "العقيد سعد الأنصاري"
    assert well_spelt("وزارة المياه", posts) == "وزارة المياه"  # once with a ة: that is the slip
    assert well_spelt("الاستقالة", posts) == "الاستقالة"


def test_who_disputes_one_thing_tells_another_with_the_other_news() -> None:
    denial = "هذا غير صحيح، الطريق الجنوبي مفتوح ومررت به الآن"
    news = "وصلت القاطرات إلى مدخل الميناء الجديد كلها"
    posts = [*_crowd(), make(30, denial, "karim", display_name="كريم", bio="ناشط"),
             make(31, news, "karim", display_name="كريم", bio="ناشط")]  # fmt: skip
    roundup = compose(posts, wanted=[posts[-2].key, posts[-1].key])
    kinds = {
        quote.text: block.kind for block in roundup.blocks[1:] for each in block.sentences for quote in each.quotes
    }
    assert kinds[news] == "speaker"
    assert kinds[denial] == "other_side"

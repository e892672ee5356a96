"""Roundups composed from posts: the golden stories, the round trip through check and read, any order. All invented."""

from __future__ import annotations

import os
import random
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import get_args

import pytest
import stories
from stories import GOLDEN, STORIES, read_story

from tawatur.arabic.stances import find_reporting_word
from tawatur.arabic.zones import time_in_zone
from tawatur.check import check_article
from tawatur.errors import InputError
from tawatur.posts import EvidenceRef, Post, PostId, time_from_x_id
from tawatur.report import wording_ar
from tawatur.report.as_page import render_page
from tawatur.report.choose import choose
from tawatur.report.compose import compose
from tawatur.report.profiles import DirectoryEntry, outlets
from tawatur.report.quoting import cut_quotes, find_source
from tawatur.report.records import (
    LISTS,
    Block,
    Language,
    Moment,
    Quote,
    Roundup,
    Sentence,
    link_urls,
    paragraphs,
    plain_text,
)
from tawatur.report.wording import About, Clock, Pieces, Rank, Telling, Toll, Voice, Wording, build, say_days_once
from tawatur.report.wording_en import EnglishWording
from tawatur.statements import read_statements

LANGUAGES: tuple[Language, ...] = get_args(Language)
REMAINING = {  # findings that a true roundup keeps: each is what the posts are like, and the roundup says so itself
    "conflict.told",  # accounts differ, and the lead says so
    "conflict.number",  # two speakers give two numbers
    "unsourced.speaker",  # a paste without a link
    "balance.one_camp",  # nobody of the other side was among the posts
    "forecast.scope",  # the speaker's deadline has two readings
}


OTHERS = {
    "أحد الحسابات", "حساب", "منشور", "account", "Another account", "حساب سبق ذكره", "account quoted above", "post",
    "منشور أُعيد نشره", "same account",
    *(f"حساب {ordinal}" for ordinal in "آخر ثالث رابع خامس سادس".split()),
    *(f"{ordinal} account" for ordinal in "another third fourth fifth sixth".split()),
}  # fmt: skip


def told_by(roundup: Roundup) -> set[tuple[str, str]]:
    """(what is shown of a quote, label of its speaker), of all quotes."""
    speakers = {key: speaker.label for speaker in roundup.speakers for key in speaker.quoted}
    return {
        (quote.shown(roundup.language), speakers.get(quote.key, ""))
        for sentence in roundup.sentences
        for quote in sentence.quotes
    }


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("story", STORIES)
def test_the_roundup_is_the_golden_one(story: str, language: Language) -> None:
    posts, options = read_story(story)
    made = plain_text(compose(posts, language=language, **options))
    path = GOLDEN / story / f"roundup.{language}.txt"
    if os.environ.get("TAWATUR_UPDATE_GOLDEN") == "1":  # then read the diff as an editor would
        path.write_text(made, encoding="utf-8")
    assert made == path.read_text(encoding="utf-8")


@pytest.mark.parametrize("story", STORIES)
def test_other_headlines_are_offered_each_on_its_evidence_and_none_twice(story: str) -> None:
    posts, options = read_story(story)
    roundup = compose(posts, **options)
    told = [each.text("ar") for each in roundup.headlines]
    assert 1 <= len(told) <= 4
    assert len({roundup.title, *told}) == len(told) + 1
    given = {post.evidence.record_id for post in posts if post.evidence}
    assert all(set(each.evidence) <= given for each in roundup.headlines)
    assert not any(told[0] == each.text("ar") for each in roundup.sentences)
    assert "عناوين أخرى ممكنة" in render_page(roundup)


@pytest.mark.parametrize("story", STORIES)
def test_check_finds_no_error_in_a_roundup(story: str) -> None:
    posts, options = read_story(story)
    for language in LANGUAGES:
        roundup = compose(posts, language=language, **options)
        found = check_article(plain_text(roundup), zone=roundup.zone).findings
        assert [each.message_en for each in found if each.severity == "error"] == []
        if language == "ar":
            assert {each.code for each in found if each.severity == "warning"} <= REMAINING


@pytest.mark.parametrize("story", STORIES)
def test_read_gives_each_quote_of_a_roundup_its_speaker(story: str) -> None:
    posts, options = read_story(story)
    roundup = compose(posts, **options)
    assert_attributed(roundup)


def assert_attributed(roundup: Roundup) -> None:
    """Every quote in the running text is a statement of its speaker, with his link, and there are no others."""
    text = plain_text(roundup)
    names = {speaker.label: {speaker.name or speaker.label} for speaker in roundup.speakers}
    for speaker in roundup.speakers:  # lists name no account by its number, and whom a post passes on is a speaker
        names[speaker.label] |= set() if speaker.is_public else OTHERS
        names[speaker.label] |= {" ".join(source.partition(" @")[0].split()[-length:]) for _, source in speaker.relays
                                 for length in range(1, 10)}  # fmt: skip
    told = told_by(roundup)
    read = [each for each in read_statements(text) if "nested" not in each.rule]
    for statement in read:
        holders = {label for shown, label in told if statement.quote in shown or shown in statement.quote}
        assert holders, f"not a quote: {statement.quote!r} {statement.rule}\n{text}"
        right = set().union(*(names.get(label, set()) for label in holders))
        named = any(_is_short_for(statement.speaker, name) for name in right)
        assert named, f"{statement.quote!r} {right} {statement.speaker} {statement.rule}\n{text}"
    found = {statement.quote for statement in read}
    for block in roundup.blocks:
        if block.kind in {"speaker", "continuation", "other_side"}:
            for sentence in block.sentences:
                for quote in sentence.quotes:
                    shown = quote.shown(roundup.language)
                    assert any(shown.strip(" .") in each or each in shown for each in found), f"{shown!r}\n{text}"


def _is_short_for(speaker: str | None, name: str) -> bool:
    """A name, or its beginning (الدفاع المدني of الدفاع المدني في مرجانة); English readers drop an article."""
    name = name.removeprefix("an ").removeprefix("a ")
    return speaker is not None and (speaker == name or name.startswith(f"{speaker} "))


@pytest.mark.parametrize("story", STORIES)
def test_any_order_of_the_posts_gives_the_same_roundup(story: str) -> None:
    posts, options = read_story(story)
    first = compose(posts, **options)
    shuffled = list(posts)
    for seed in range(5):
        random.Random(seed).shuffle(shuffled)
        assert compose(shuffled + posts[:1], **options) == first


@pytest.mark.parametrize("story", STORIES)
def test_every_sentence_rests_on_given_records_and_every_quote_is_a_range(story: str) -> None:
    posts, options = read_story(story)
    given = {post.evidence.record_id for post in posts if post.evidence}
    texts = {post.key: post.text for post in posts}
    roundup = compose(posts, **options)
    for sentence in roundup.sentences:
        assert set(sentence.evidence) <= given
        for part in sentence.parts:
            if isinstance(part, Quote):
                assert part.text == texts[part.key][part.start : part.end]


def test_the_verbs_are_those_of_the_closed_table() -> None:
    for lemma in wording_ar.BY_MANNER.values():
        found = find_reporting_word(lemma)
        assert found is not None
        assert found.stance in {"asserting", "prediction"}
    for lemmas, stance in ((wording_ar.NEUTRAL, "neutral"), (wording_ar.CONTINUING, "continuation")):
        assert {word.stance for lemma in lemmas if (word := find_reporting_word(lemma))} == {stance}


def test_nothing_to_quote_is_said_with_the_reasons() -> None:
    evidence = EvidenceRef(record_id="a" * 64)
    tags = Post(platform="x", post_id=PostId("1859598941549494279"), text="#وسم #آخر", evidence=evidence)
    short = Post(platform="x", post_id=PostId("1859598941549494280"), text="حسبنا الله", evidence=evidence)
    with pytest.raises(InputError, match="1 only tags, 1 too short"):
        compose([tags, short])
    with pytest.raises(InputError, match="no posts given"):
        compose([])


def test_stories_are_read_whole() -> None:
    assert len(STORIES) >= 4
    assert all(stories.read_story(name)[0] for name in STORIES)


def test_a_tag_is_told_of_the_posts_that_bear_it() -> None:
    # Two posts of which one bears tags: the other was said to stand under one of them, and not the one asked about.
    posts, options = read_story("water")
    first, other = (replace(post, text=post.text.replace("#", ""), tags=()) for post in posts[:2])
    led = replace(first, text=f"{first.text} #أخرى #السهل")
    text = plain_text(compose([led, other], language="ar", **{**options, "about": "#السهل"}))
    lead = text.split("\n\n")[2]
    assert lead.endswith("، أحدهما تحت وسم #السهل.")
    assert "#أخرى" not in lead


def _posts(*texts: str) -> list[Post]:
    """Invented posts of accounts without a role, a minute apart, in the order given."""
    return [
        Post(
            platform="x", post_id=PostId(str(1859598941549494279 + (number << 38))), text=text, handle=f"invented_{number}",
            posted_at=time_from_x_id(PostId(str(1859598941549494279 + (number << 38)))),
            evidence=EvidenceRef(record_id=f"{number:064d}"),
        )
        for number, text in enumerate(texts)
    ]  # fmt: skip


def test_a_tag_that_ends_a_sentence_as_its_noun_stays() -> None:
    text = plain_text(
        compose(
            _posts(
                "Nine people of the valley were killed in the massive #flood",
                "Schools of the valley stay closed #flood",
            ),
            language="en",
        )
    )
    assert "killed in the massive #flood”" in text
    assert "stay closed”" in text


def test_a_question_is_quoted_as_a_question_and_foretells_nothing() -> None:
    # Its mark was cut off: "who hears the people of the valley" stood in the roundup as a statement, and as a forecast.
    asked = "كيف سيعود أهالي الوادي إلى بيوتهم بعد هذا كله؟"
    roundup = compose(
        _posts(f"{asked} #الوادي_يغرق", "متى تصل القوافل إلى سكان السهل #السهل ؟", "غرق السوق كله يا ناس!!")
    )
    quoted = [quote.text for sentence in roundup.sentences for quote in sentence.quotes]
    assert asked in quoted
    assert "متى تصل القوافل إلى سكان السهل #السهل ؟" in quoted
    assert "غرق السوق كله يا ناس!!" in quoted
    assert roundup.forecasts == ()


def test_accounts_are_numbered_as_the_reader_meets_them() -> None:
    # The headline said "another account" before any account had been named.
    text = plain_text(compose(_posts("نسأل الله السلامة لأهلنا جميعا", "قوات التحالف على أبواب مدينة السهل")))
    headline, _, first, second, *_ = text.split("\n\n")
    assert headline == "ما قيل عن السهل على إكس"
    assert first.startswith("وكتب حساب عند الساعة")
    assert second.startswith("ونشر حساب آخر عند الساعة")


def test_one_account_goes_on_without_being_named_again() -> None:
    # "In a later post, an account added" read as one more account.
    first, second = _posts("غرقت المدرسة القديمة في حي السوق", "وصلت قوارب النجدة إلى المدرسة القديمة")
    roundup = compose([first, replace(second, handle=first.handle)])
    assert "\n\nوأضاف الحساب نفسه عند الساعة" in plain_text(roundup)
    assert_attributed(roundup)


@pytest.mark.parametrize("language", LANGUAGES)
def test_posts_are_told_by_the_clock_and_who_is_told_again_is_said_to_be(language: Language) -> None:
    texts = (
        "غرقت المدرسة القديمة في حي السوق",
        "انقطعت الكهرباء عن الميناء منذ الفجر",
        "وصلت قوارب النجدة إلى المستشفى كلها",
    )
    first, second, third = _posts(*texts)
    roundup = compose([first, second, replace(third, handle=first.handle)], language=language)
    told = [
        quote
        for block in roundup.blocks
        if block.kind == "speaker"
        for each in block.sentences
        for quote in each.quotes
    ]
    assert [quote.text for quote in told] == list(texts)
    again = {"ar": "حساب سبق ذكره عند", "en": "n account quoted above "}[language]
    assert again in plain_text(roundup)
    assert roundup.method.used == len(texts)
    assert_attributed(roundup)


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_older_than_what_stands_before_it_is_told_as_such_with_its_day(language: Language) -> None:
    # A roundup went from 18:57 to 11:29 of that Saturday, as if it were the next day.
    texts = (
        "البحث عن 3 سياح فقدوا في وادي النخيل",
        "وزارة السياحة تنفي فقدان 3 سياح في وادي النخيل",
        "غرقت المدرسة القديمة في حي السوق",
        "انقطعت الكهرباء عن الميناء منذ الفجر",
    )
    lost, denial, school, power = _posts(*texts)
    start = school.posted_at - timedelta(days=1)
    posts = [replace(post, posted_at=start + timedelta(hours=at)) for at, post in enumerate((lost, denial, school))]
    roundup = compose([*posts, replace(power, posted_at=start + timedelta(days=2))], language=language)
    told = {
        "ar": ("وكان حساب آخر قد كتب عند الساعة 14:07 يوم الأربعاء: «البحث", "في المقابل، نشر حساب آخر عند الساعة 15:07: «"),
        "en": ("Earlier, another account wrote at 14:07 on Wednesday: “", "By contrast, another account posted at 15:07"),
    }[language]  # fmt: skip
    text = plain_text(roundup)
    assert [each for each in told if each not in text] == [], text
    assert_attributed(roundup)


def test_posts_that_name_no_author_may_be_of_one_person() -> None:
    # "A third account, a fourth account …": nobody knew that there were four.
    texts = ("غرقت المدرسة القديمة في حي السوق", "وصلت قوارب النجدة إلى المستشفى كلها", "انقطعت الكهرباء عن الميناء")
    posts = [replace(post, handle=None, account_id=None, display_name=None, url=None) for post in _posts(*texts)]
    arabic, english = (compose(posts, language=language) for language in ("ar", "en"))
    assert "حساب آخر" not in plain_text(arabic)
    assert plain_text(arabic).count("وذكر منشور عند الساعة") == len(texts)
    assert plain_text(english).count("A post said at") == len(texts)
    assert "الأصوات المستقلة:" not in plain_text(arabic)
    assert "independent voices:" not in plain_text(english)
    assert {"no authors"} <= {each.code for each in arabic.caveats}
    for roundup in (arabic, english):
        assert_attributed(roundup)
        assert len({speaker.label for speaker in roundup.speakers}) == len(texts)  # records tell them apart


def test_a_tag_of_one_post_among_many_is_not_the_subject() -> None:
    roundup = compose(_posts(*(f"غرقت المدرسة رقم {name} في حي السوق" for name in ("الأولى", "الثانية")),
                             "وصلت قوارب النجدة إلى المدارس كلها #وسم_وحيد"))  # fmt: skip
    assert "#وسم_وحيد" not in plain_text(roundup).split("\n\n")[1]
    assert "الموضوع نفسه" not in plain_text(roundup)


def test_what_a_post_says_of_others_is_not_its_forecast() -> None:
    # "A hundred years later the army came back" ended in 2124; a minister's readiness became the account's prediction.
    roundup = compose(_posts(
        "الجيش بعد مئة عام يعود إلى القلعة القديمة نفسها",
        "وزير السهل يؤكد استعداد البلديات كلها للأمطار المتوقع هطولها غدا",
    ))  # fmt: skip
    text = plain_text(roundup)
    assert [each.quote.text.split()[0] for each in roundup.forecasts] == ["وزير"]
    assert "توقع" not in text.replace("التوقعات", "").replace("المتوقع", "")
    assert "المدة التي ذكرها أحد الحسابات، «غدا»، تنتهي بنهاية يوم" in text


def test_an_english_roundup_says_that_accounts_differ_and_check_hears_it() -> None:
    # The same roundup in Arabic had no error; in English the check did not see that the lead says so.
    posts, options = read_story("city")
    text = plain_text(compose(posts, language="en", **options))
    assert "conflict.state" not in {each.code for each in check_article(text).findings}


@pytest.mark.parametrize("language", LANGUAGES)
def test_accounts_conflict_only_where_two_exclude_each_other(language: Language) -> None:
    word = {"ar": ("متضاربة", "لا تتفق", "ما يحسم"), "en": ("Conflicting", "do not agree", "settles")}[language]
    coming, there, inside = (
        "القوات في طريقها إلى مدينة حمص منذ الفجر", "القوات على أبواب مدينة حمص الآن", "دخلت القوات مدينة حمص ظهر اليوم",
    )  # fmt: skip
    for told in ((coming, there, inside), (there, coming)):
        text = plain_text(compose(_posts(*told), language=language))
        assert not [each for each in word if each in text], text
    text = plain_text(compose(_posts(inside, coming), language=language))
    assert not [each for each in word if each not in text], text


@pytest.mark.parametrize("language", LANGUAGES)
def test_accounts_without_a_time_that_agree_do_not_differ(language: Language) -> None:
    coming, there, inside = (
        "القوات في طريقها إلى مدينة حمص منذ الفجر", "القوات على أبواب مدينة حمص الآن", "دخلت القوات مدينة حمص ظهر اليوم",
    )  # fmt: skip
    differ = {"ar": "وتختلف الروايات", "en": "of حمص differ"}[language]

    def told(*texts: str) -> str:
        undated = [replace(post, platform="paste", posted_at=None) for post in _posts(*texts)]
        return plain_text(compose(undated, language=language, about="#حمص")).replace("Homs", "حمص")

    assert differ not in told(there, coming)
    assert differ in told(inside, coming)


def test_a_private_phone_number_is_not_shown() -> None:
    # An account that offers a bed gives its number to its readers, not to those of a newspaper.
    text = plain_text(
        compose(_posts("نستقبل العائلات في بيتنا ومن يحتاج يتصل على 0700 123 456 أو +963700123456 #السهل"))
    )
    assert "على [رقم هاتف] أو [رقم هاتف]" in text
    assert "123" not in text.split("https://")[0]


@pytest.mark.parametrize(
    ("told", "shown"),
    [
        ("Police look for a green van with number plates reading: 48KD29 near the valley", "reading: [plate number]"),
        ("The old man of 14 River Mill Road left his house before the water came", "of [house number] River Mill Road"),
        ("يبحث الناس في السهل عن سيارة بيضاء تحمل لوحة رقم 48-29173 منذ الصباح", "لوحة رقم [رقم لوحة] منذ"),
        ("أم وثلاثة أطفال وحدهم في السهل شارع 7 منزل 31 والماء عند الباب", "شارع 7 منزل [رقم منزل] والماء"),
    ],
)
def test_numbers_of_cars_and_houses_are_never_shown(told: str, shown: str) -> None:
    language: Language = "en" if told.isascii() else "ar"
    assert shown in plain_text(compose(_posts(told), language=language))


def test_tolls_and_tectonic_plates_are_no_numbers_of_cars() -> None:
    told = "The two plates moved 200 metres and 14 people in the valley lost their homes"
    assert told in plain_text(compose(_posts(told), language="en"))


@pytest.mark.parametrize(
    ("handle", "entry", "told"),
    [
        ("ValleyBreaking", None, "وكتب حساب @ValleyBreaking في منشور أُعيد نشره عند الساعة"),
        ("ValleyInfo", None, "وذكر منشور أُعيد نشره عند الساعة"),
        ("aljazeera_like", None, "وذكر منشور أُعيد نشره عند الساعة"),
        ("AJABreaking", None, "وكتبت الجزيرة عاجل @AJABreaking في منشور أُعيد نشره عند الساعة"),
        (
            "ValleyInfo",
            DirectoryEntry(handle="ValleyInfo", name="إذاعة الوادي"),
            "وكتبت إذاعة الوادي @ValleyInfo في منشور أُعيد نشره عند الساعة",
        ),
    ],
    ids=["says-it-itself", "says-nothing", "like-an-outlet", "an-outlet", "known-to-the-desk"],
)
def test_who_is_reposted_is_named_by_the_directory_or_a_handle_that_says_what_it_is(
    handle: str, entry: DirectoryEntry | None, told: str
) -> None:
    posts = _posts(f"RT @{handle}: وصلت قوارب النجدة إلى المستشفى كلها", "غرقت المدرسة القديمة في حي السوق")
    text = plain_text(compose(posts, directory=[entry] if entry else []))
    assert told in text
    assert (f"@{handle}" in text) == (f"@{handle}" in told)


def test_an_outlet_is_named_by_its_handle_where_the_desk_gives_no_other_name() -> None:
    (post,) = _posts("وصلت قوارب النجدة إلى المستشفى كلها")
    own = replace(post, handle="KhaleejTimes")
    desk = DirectoryEntry(handle="khaleejtimes", name="مكتب الوادي", role="صحفية")
    assert "ذكرت صحيفة خليج تايمز @KhaleejTimes" in plain_text(compose([own]))
    assert "Khaleej Times (@KhaleejTimes) wrote" in plain_text(compose([own], language="en"))
    assert "الصحفية مكتب الوادي" in plain_text(compose([own], directory=[desk]))
    elsewhere = replace(own, platform="telegram", post_id=PostId("900/1"))
    assert "خليج تايمز" not in plain_text(compose([elsewhere]))


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_reposted_outlet_is_named_with_the_body_that_it_quotes(language: Language) -> None:
    # The account that only reposted them was said to pass on the words of the ministry.
    posts = _posts(
        "RT @AJABreaking: عاجل | وزارة الأشغال: الطريق إلى الوادي مغلق حتى المساء",
        "RT @AJABreaking: عاجل | الدفاع المدني: أخلينا سكان الحي الشرقي من بيوتهم",
        "غرقت المدرسة القديمة في حي السوق",
    )
    roundup = compose(posts, language=language)
    text = plain_text(roundup)
    told = {
        "ar": ("وزارة الأشغال: «الطريق", "قالت وزارة الأشغال، بحسب الجزيرة عاجل @AJABreaking في منشور أُعيد نشره عند",
               "وقال الدفاع المدني، بحسب الجزيرة عاجل في منشور آخر أُعيد نشره عند"),
        "en": ("Al Jazeera Arabic Breaking (@AJABreaking) wrote in a post reposted at",
                   "Al Jazeera Arabic Breaking wrote in another post reposted at", ", quoting وزارة الأشغال: “"),
    }[language]  # fmt: skip
    assert [each for each in told if each not in text] == [], text
    assert_attributed(roundup)


@pytest.mark.parametrize(
    ("text", "quoted"),
    [
        ("Two men of the valley were seen near the bridge, source tells @someone", "near the bridge”"),
        ("Toll of the valley passes 40, search goes on READ… https://example.org/x", "search goes on”"),
        ("Road along the river is open again, the city tells drivers", "the city tells drivers”"),
        ("الدفاع المدني: «أخلينا سكان الحي الشرقي من بيوتهم»", "«أخلينا سكان الحي الشرقي من بيوتهم»."),
    ],
    ids=["who-tells", "a-call", "a-sentence", "marks-of-its-own"],
)
def test_a_quote_ends_where_its_sentence_does(text: str, quoted: str) -> None:
    language: Language = "en" if text.isascii() or "READ" in text else "ar"
    made = plain_text(compose(_posts(text, "غرقت المدرسة القديمة في حي السوق"), language=language))
    assert quoted in made


def test_every_outlet_has_its_names_and_agrees() -> None:
    assert len(outlets()) >= 80
    for entry in outlets().values():
        assert entry.name
        assert entry.name_en
        assert entry.name_en.isascii()
        assert entry.gender in {"m", "f"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_accounts_without_a_name_are_told_in_turn_and_read_back(language: Language) -> None:
    texts = (
        "غرقت المدرسة القديمة في حي السوق", "وصلت قوارب النجدة إلى المستشفى كلها",
        "وزارة الأشغال: الطريق إلى الوادي مغلق حتى المساء", "انقطعت الكهرباء عن الميناء منذ الفجر",
        "الدفاع المدني: أخلينا سكان الحي الشرقي من بيوتهم",
    )  # fmt: skip
    roundup = compose(_posts(*texts), language=language)
    text = plain_text(roundup)
    told = {
        "ar": ("قالت وزارة الأشغال، بحسب حساب عند", "ونشر حساب آخر عند", "كتب حساب آخر", "، بحسب حساب آخر عند"),
        "en": ("An account wrote", ", quoting وزارة الأشغال", "Another account posted"),
    }[language]  # fmt: skip
    assert [each for each in told if each not in text] == [], text
    assert_attributed(roundup)


def test_whom_a_post_names_before_its_colon_heads_the_roundup() -> None:
    text = plain_text(
        compose(_posts("وزارة الأشغال: الطريق إلى الوادي مغلق حتى المساء", "غرقت المدرسة القديمة في حي السوق"))
    )
    assert text.startswith("وزارة الأشغال: «الطريق إلى الوادي مغلق حتى المساء»\n")


@pytest.mark.parametrize(
    ("text", "quoted"),
    [
        ("انهار الجسر القديم في الوادي • ولا يزال الطريق مغلقا أمام الناس", ["انهار الجسر القديم في الوادي",
         "ولا يزال الطريق مغلقا أمام الناس"]),
        ("** انهار الجسر القديم في الوادي ** الطريق مغلق أمام الناس", ["انهار الجسر القديم في الوادي",
         "الطريق مغلق أمام الناس"]),
        ("▪️ انهار الجسر القديم في الوادي\n- الطريق مغلق أمام الناس", ["انهار الجسر القديم في الوادي",
         "الطريق مغلق أمام الناس"]),
        ("انهار الجسر *القديم* في الوادي - حي السوق", ["انهار الجسر *القديم* في الوادي - حي السوق"]),
    ],
    ids=["bullet", "stars", "line-start", "emphasis-and-dash"],
)  # fmt: skip
def test_a_quotation_holds_no_mark_of_a_list(text: str, quoted: list[str]) -> None:
    (post,) = _posts(text)
    assert [text[quote.start : quote.end] for quote in cut_quotes(post)] == quoted


def test_a_toll_is_told_with_its_place_and_words_of_another_language_with_what_they_mean() -> None:
    (post,) = _posts("ارتفاع الحصيلة إلى أكثر من 12 قتيلا")
    words = Quote(post=post, start=post.text.index("أكثر"), end=len(post.text))
    toll = Toll(quote=words, voices=3, first_at=None, tells_day=False, meant=("gt", 12), place="Marjana")
    english = EnglishWording(clock=Clock(zone="UTC", posts=()))
    arabic = wording_ar.ArabicWording(clock=Clock(zone="UTC", posts=()))

    def told(pieces: Pieces) -> str:
        return build(pieces, ["0" * 64, post.evidence.record_id if post.evidence else ""]).text("en")

    assert told(english.tolls("killed", [toll], is_part=False, has_voices=True)) == (
        "The death toll in Marjana: “أكثر من 12 قتيلا” (more than 12 dead), according to at least 3 voices."
    )
    assert "(أي أكثر من 12 قتيلا) بحسب 3 أصوات على الأقل" in told(
        arabic.tolls("killed", [toll], is_part=False, has_voices=True)
    )
    plain = replace(toll, meant=None, place=None)
    assert told(arabic.tolls("rescued", [plain], is_part=True, has_voices=False)).startswith("وممن أُنقذوا “")
    assert "(" not in told(arabic.tolls("killed", [plain], is_part=False, has_voices=True))


def test_how_many_tell_one_thing_is_a_least_number_but_of_one_or_two_and_said_once_a_sentence() -> None:
    (post,) = _posts("ارتفاع الحصيلة إلى 12 قتيلا")
    clock, quote = Clock(zone="UTC", posts=()), Quote(post=post, start=0, end=len(post.text))
    arabic, english = wording_ar.ArabicWording(clock=clock), EnglishWording(clock=clock)
    telling = Telling(voice=_voice(post), post=post, quote=quote)

    def told(wording: Wording, *voices: int) -> str:
        tolls = [Toll(quote=quote, voices=each, first_at=None, tells_day=False) for each in voices]
        return str(wording.tolls("killed", tolls, is_part=False, has_voices=True))

    for wording, least in ((arabic, "على الأقل"), (english, "at least")):
        assert [told(wording, *voices).count(least) for voices in ((1,), (2,), (3,), (2, 7), (7, 6, 5))] == [
            0, 0, 1, 1, 1,
        ]  # fmt: skip
    for wording, least in ((arabic, "على الأقل"), (english, "no fewer than")):
        toll = str(wording.highest_toll("killed", telling, 4, "highest", has_voices=True))
        second = str(wording.highest_toll("killed", telling, 4, "highest", has_voices=True, is_second=True))
        alike = str(wording.most_told(telling, 4, has_voices=True))
        assert [each.count(least) for each in (toll, second, alike)] == [1, 0, 1]


def test_that_those_who_were_missing_are_found_is_told_behind_their_number() -> None:
    missing, found = _posts("البحث عن 14 مفقودا في الوادي", "محافظ الوادي ل قناة الميناء: العثور على المفقودين جميعا")
    quote = Quote(post=missing, start=9, end=18)
    voice = Voice(chosen=choose([found]).speakers[0], number=1, label="", mention="")
    end = Telling(voice=voice, post=found, quote=Quote(post=found, start=0, end=4), tells_day=False, tells_zone=False)
    toll = Toll(quote=quote, voices=2, first_at=None, tells_day=False, ended=end)
    arabic = wording_ar.ArabicWording(clock=Clock(zone="UTC", posts=()))
    english = EnglishWording(clock=Clock(zone="UTC", posts=()))

    def told(pieces: Pieces) -> str:
        return build(pieces, [post.evidence.record_id for post in (missing, found) if post.evidence]).text("ar")

    assert told(arabic.tolls("missing", [toll], is_part=False, has_voices=True)) == (
        "بلغ عدد المفقودين «14 مفقودا» بحسب صوتين، ثم جاء في منشور عند الساعة 14:06: «محاف»."
    )
    assert told(english.tolls("missing", [toll], is_part=False, has_voices=True)).endswith(
        "according to 2 voices; later, a post said at 14:06: «محاف»."
    )
    assert find_source(found, (0, len(found.text))) == ("محافظ الوادي لقناة الميناء", (29, len(found.text)))


def test_one_toll_is_no_highest_and_one_below_a_foreign_toll_is_the_highest_of_its_language() -> None:
    (post,) = _posts("ارتفاع الحصيلة إلى 12 قتيلا")
    arabic = wording_ar.ArabicWording(clock=Clock(zone="UTC", posts=()))
    telling = Telling(voice=_voice(post), post=post, quote=Quote(post=post, start=0, end=len(post.text)))
    said = [str(arabic.highest_toll("killed", telling, 2, rank, has_voices=True)[-1]) for rank in get_args(Rank)]
    assert [each.partition("وهذه ")[2].partition(" ذكرها")[0] for each in said] == [
        "حصيلة", "من أعلى ما رصدناه من حصائل الضحايا،", "أعلى حصيلة رصدناها للضحايا،",
        "أعلى حصيلة رصدناها بالعربية للضحايا،",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "frame"),
    [
        ("محافظ الوادي لقناة الميناء: العثور على المفقودين جميعا", "عن محافظ الوادي إعلانه لقناة الميناء"),
        ("وزارة المياه: إغلاق الطريق المؤدي إلى السد", "عن وزارة المياه إعلانها"),
        ("وزارة المياه: الطريق المؤدي إلى السد مغلق", "عن وزارة المياه قولها"),
        ("الإدارة العامة للإطفاء: الطريق المؤدي إلى السد مغلق", "عن الإدارة العامة للإطفاء قولها"),
        ("المدير العام لشركة السهل: الطريق إلى السد مغلق", "عن المدير العام لشركة السهل قوله"),
    ],
)
def test_who_announces_an_act_and_to_whom_stand_in_the_order_of_speech(text: str, frame: str) -> None:
    (post,) = _posts(text)
    found = find_source(post, (0, len(text)))
    assert found
    source, span = found
    telling = Telling(voice=_voice(post), post=post, quote=Quote(post=post, start=span[0], end=span[1]), source=source)
    arabic = wording_ar.ArabicWording(clock=Clock(zone="UTC", posts=()))
    told = build(
        arabic.introduction(telling, "neutral", 0, is_first=True, is_contrast=False),
        [post.evidence.record_id if post.evidence else ""],
    )
    assert frame in told.text("ar")
    (statement,) = read_statements(told.text("ar"))
    assert statement.speaker == source.partition(" لقناة")[0]


def test_the_first_sentence_names_the_platform_and_one_post_is_no_different_one() -> None:
    (post,) = _posts("ارتفاع الحصيلة إلى 12 قتيلا")
    telling = Telling(voice=_voice(post), post=post, quote=Quote(post=post, start=0, end=len(post.text)), opens=True)
    clock = Clock(zone="UTC", posts=())
    arabic = wording_ar.ArabicWording(clock=clock).highest_toll("killed", telling, 1, "given", has_voices=False)
    english = EnglishWording(clock=clock).highest_toll("killed", telling, 1, "given", has_voices=False)
    told = [build(pieces, [post.evidence.record_id if post.evidence else ""]) for pieces in (arabic, english)]
    first, second = (sentence.text(language) for sentence, language in zip(told, LANGUAGES, strict=True))
    assert first.startswith("جاء في منشور على إكس عند الساعة")
    assert second.startswith("An X post said at ")
    assert "مختلف" not in first
    assert "given in one post." in second


def _voice(post: Post) -> Voice:
    (chosen,) = choose([post]).speakers
    return Voice(chosen=chosen, number=1, label="حساب", mention="حساب")


@pytest.mark.parametrize(
    ("days", "arabic", "english"),
    [
        ((4, 5), "بين الساعة 09:00 بتوقيت غرينتش يوم الاثنين 4 نوفمبر 2024 والساعة 09:00 يوم الثلاثاء.", "between 09:00"),
        ((4, 14), "نُشرا بين 4 و14 نوفمبر 2024.", "published between 4 and 14 November 2024."),
        ((4, 34), "بين 4 نوفمبر و4 ديسمبر 2024.", "between 4 November and 4 December 2024."),
        ((4, 70), "بين 4 نوفمبر 2024 و9 يناير 2025.", "between 4 November 2024 and 9 January 2025."),
    ],
    ids=["two-days", "one-month", "two-months", "two-years"],
)  # fmt: skip
def test_a_long_window_of_posts_is_told_by_its_days(days: tuple[int, int], arabic: str, english: str) -> None:
    texts = ("سلام عليكم جميعا أيها الأهل", "صباح الخير أيها الجيران الكرام")
    posts = [
        replace(post, posted_at=datetime(2024, 11, 1, 9, tzinfo=UTC) + timedelta(days=day - 1))
        for post, day in zip(_posts(*texts), days, strict=True)
    ]
    clock = Clock(zone="UTC", posts=tuple(posts))
    first, last = (post.posted_at for post in posts)
    assert first is not None
    assert last is not None
    about = About(place=[], tags=[], all_bear=True, bear=2, window=(first, last))
    for language, told in (("ar", arabic), ("en", english)):
        wording = wording_ar.ArabicWording(clock=clock) if language == "ar" else EnglishWording(clock=clock)
        sentence = build(wording.lead_posts(posts, 2, [], about), ["0" * 64])
        (block,) = say_days_once([Block(kind="lead", sentences=(sentence,))], wording)
        assert told in block.sentences[0].text("ar")


def test_english_says_whom_an_account_quotes() -> None:
    posts = _posts("وزارة الأشغال: الطريق إلى الوادي مغلق حتى المساء", "غرقت المدرسة القديمة في حي السوق")
    english = compose(posts, language="en")
    assert ", quoting وزارة الأشغال: “الطريق إلى الوادي مغلق حتى المساء”" in plain_text(english)
    assert_attributed(english)


def test_a_body_in_marks_before_a_colon_is_whose_words_are_passed_on() -> None:
    text = plain_text(
        compose(_posts('"الدفاع المدني": أغلقت الطريق القديم حتى مساء الغد', "غرقت المدرسة القديمة في حي السوق"))
    )
    assert text.split("\n\n")[1].startswith("قال الدفاع المدني، بحسب حساب عند")


def test_a_post_that_tells_of_a_speech_is_one_quote() -> None:
    # Behind "، قائلا إن" the quotation was taken to have ended, and the rest for words of the account itself.
    assert_attributed(
        compose(_posts("قدم مدير البلدية شكره لأهالي الوادي، قائلا إن هذه القوارب أنقذت الحي القديم كله"))
    )


def test_times_are_told_in_the_zone_of_the_place_asked_about() -> None:
    # Three posts on Beirut that name France more often were told in Paris time.
    posts = _posts("عادت فرنسا إلى بيروت بعد غياب طويل", "سفير فرنسا في بيروت يزور مرفأ المدينة")
    assert compose(posts, about="#بيروت").zone == "Asia/Beirut"


def test_an_adjective_is_no_verb_of_the_future() -> None:
    # سياسيا was taken for "he will …": a post about a century got a deadline.
    assert compose(_posts("بعد مئة عام تدير العاصمة القديمة البلاد سياسيا واقتصاديا")).forecasts == ()


@pytest.mark.parametrize(
    ("zone", "alone"), [("Asia/Amman", "تشرين الثاني"), ("Asia/Kuwait", "نوفمبر")], ids=["levant", "gulf"]
)
def test_a_month_is_told_as_newsrooms_of_the_zone_write_it(zone: str, alone: str) -> None:
    full = "تشرين الثاني/نوفمبر"
    said = "أغلقت السلطات الطريق في 3 تشرين الثاني/نوفمبر أمام الشاحنات كلها"
    texts = (said, "وصل الماء إلى أحياء المدينة القديمة هذا المساء", "عادت الكهرباء إلى معظم أحياء المدينة اليوم")
    posts = [
        Post(platform="x", post_id=PostId(f"90{day}"), text=text, handle=f"reader{day}",
             posted_at=datetime(2024, 11, day, 9, tzinfo=UTC), evidence=EvidenceRef(record_id=f"{day % 10}" * 64))
        for day, text in zip((4, 11, 18), texts, strict=True)  # of one weekday: their dates are told
    ]  # fmt: skip
    text = plain_text(compose(posts, zone=zone)).split("المنهج")[0]
    own = text.replace(said, "")
    assert said in text
    assert full not in own
    assert own.index(f"11 {alone}") < own.index(f"18 {alone}", own.index("وكتب"))


@pytest.mark.parametrize(("days", "shown"), [
    ((4, 6, 4), ["الاثنين 4 نوفمبر", "الأربعاء", "الاثنين"]),
    ((6, 4, 6), ["الأربعاء 6 نوفمبر", "الاثنين 4 نوفمبر", "الأربعاء"]),
    ((4, 11, 4), ["الاثنين 4 نوفمبر", "الاثنين 11 نوفمبر", "الاثنين 4 نوفمبر"]),
], ids=["within-a-week", "a-day-before", "two-mondays"])  # fmt: skip
def test_a_day_is_told_in_full_once_where_its_weekday_is_enough(days: tuple[int, ...], shown: list[str]) -> None:
    wording = wording_ar.ArabicWording(clock=Clock(zone="UTC", posts=()))
    moments = [datetime(2024, 11, day, 9, tzinfo=UTC) for day in days]
    parts = [Moment(at=at, zone="UTC", text=wording.day_names(at)[0]) for at in moments]
    sentences = tuple(Sentence(parts=(part,), evidence=("a" * 64,)) for part in parts)
    (lead, method) = say_days_once(
        [Block(kind="lead", sentences=sentences), Block(kind="method", sentences=sentences[:1])], wording
    )
    assert [each.text("ar") for each in lead.sentences] == shown
    assert method.sentences == sentences[:1]  # a record gives its dates in full


@pytest.mark.parametrize("language", LANGUAGES)
def test_that_nobody_disputes_is_said_only_where_tolls_and_denials_leave_it_so(language: Language) -> None:
    none, apart = {
        "ar": ("لم نجد في المنشورات التي جمعناها ما ينفي", "تباين عدد الضحايا خلال ساعة"),
        "en": ("No post that we read denies", "the death toll differed"),
    }[language]  # fmt: skip

    def told(*texts: str) -> str:
        return plain_text(compose(_posts(*texts), language=language))

    agree = told("مقتل 9 أشخاص في سيول عجلون فجر اليوم", "مقتل 9 أشخاص في عجلون بعد أمطار الليلة")
    assert none in agree
    assert apart not in agree
    differ = told("مقتل 9 أشخاص في سيول عجلون فجر اليوم", "مقتل 3 أشخاص في عجلون بعد أمطار الليلة")
    assert none not in differ
    assert apart in differ
    assert [each.code for each in check_article(differ).findings if each.severity == "error"] == []
    conflict = told("دخلت القوات مدينة حمص ظهر اليوم", "القوات في طريقها إلى مدينة حمص منذ الفجر")
    assert none not in conflict


def test_tolls_that_differ_are_shown_as_they_were_written() -> None:
    roundup = compose(_posts("مقتل 9 أشخاص في سيول عجلون فجر اليوم", "مقتل 3 أشخاص في عجلون بعد أمطار الليلة"))
    (other_side,) = (each for each in roundup.blocks if each.kind == "other_side")
    assert "الضحايا خلال ساعة واحدة: «9» بحسب صوت واحد عند الساعة" in other_side.sentences[0].text("ar")
    assert "، و«3» بحسب صوت واحد عند الساعة" in other_side.sentences[0].text("ar")
    assert_attributed(roundup)


def test_a_day_that_is_foretold_ends_at_midnight_of_the_place() -> None:
    # "Tomorrow" ended at two in the morning, which is midnight in London.
    text = "سيصل الموج العالي إلى الساحل غدا"
    roundup = compose(_posts(text), zone="Asia/Amman")
    (foretold,) = roundup.forecasts
    assert foretold.end is not None
    assert time_in_zone(foretold.end, "Asia/Amman").hour == 0
    assert "بنهاية يوم" in plain_text(roundup)


def test_what_hangs_on_a_condition_is_no_forecast_and_a_pronoun_comes_with_what_it_stands_for() -> None:
    text = ("سيتحرك الموكب نحو المدينة القديمة، وفيها احتفال يبدأ خلال 72 ساعة، ومن يغادر سيترك، "
            "وأي سيارة لا تقف سوف يتم سحبها")  # fmt: skip
    told = [each.quote.text for each in compose(_posts(text)).forecasts]
    assert "سيتحرك الموكب نحو المدينة القديمة، وفيها احتفال يبدأ خلال 72 ساعة" in told
    assert not any("من يغادر" in each[:10] or each.startswith(("أي", "وأي")) for each in told)


def test_who_foretells_in_a_post_that_passes_on_his_words_is_told() -> None:
    text = "“المرافق”: ستصل القوارب إلى الحي القديم خلال 48 ساعة"
    (foretold,) = compose(_posts(text)).forecasts
    assert foretold.source == "المرافق"
    assert foretold.quote.text.startswith("ستصل")
    assert "المرافق، بحسب" in plain_text(compose(_posts(text)))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_news_of_the_headline_opens_the_roundup_and_is_told_once(language: Language) -> None:
    texts = (
        "نسأل الله السلامة لأهلنا جميعا في كل حي",
        "الدفاع المدني في السهل: انهيار جسر الميناء على سيارات كثيرة مساء اليوم",
        "انقطعت الكهرباء عن الميناء منذ الفجر",
    )
    roundup = compose(_posts(*texts), language=language)
    headline, first, context, *_ = roundup.blocks
    assert [block.kind for block in (headline, first, context)] == ["headline", "speaker", "context"]
    (told,) = first.sentences
    assert [quote.key for quote in told.quotes] == [quote.key for quote in headline.sentences[0].quotes]
    assert sum(quote.key == told.quotes[0].key for block in roundup.blocks[1:] for each in block.sentences
               for quote in each.quotes) == 1  # fmt: skip
    text = told.text(language)
    assert not text.startswith("و")
    assert "2024" in text  # the reader is told day and year with the first time
    assert "2024" not in context.sentences[0].text(language)
    assert context.sentences[0].text(language).startswith({"ar": "ويستند", "en": "This report draws"}[language])
    assert_attributed(roundup)


@pytest.mark.parametrize(
    "clause", ["بعدما أعلنت قوات السهل أنها دخلت مدينة الميناء", "لأن قوات السهل دخلت مدينة الميناء"]
)
def test_what_hangs_on_another_clause_heads_nothing(clause: str) -> None:
    # "… are fleeing after the opposition announced that it is on its way": the headline was the announcement.
    post, other = _posts(f"عشرات الآلاف يهربون الآن إلى الساحل {clause}", "انقطعت الكهرباء عن الميناء منذ الفجر")
    shown = [
        each.text("ar") for each in (compose([post, other]).blocks[0].sentences[0], *compose([post, other]).headlines)
    ]
    assert not [each for each in shown if "«أعلنت" in each or "«قوات" in each]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_forecast_that_stands_above_is_told_by_its_deadline_alone(language: Language) -> None:
    text = "سيصل المنخفض إلى الساحل خلال 48 ساعة، فاحذروا الوديان"
    roundup = compose(_posts(text, "انقطعت الكهرباء عن الميناء منذ الفجر"), language=language)
    assert len(roundup.forecasts) == 1
    (line,) = (each for block in roundup.blocks if block.kind == "forecasts" for each in block.sentences)
    assert [quote.text for quote in line.quotes] == ["خلال 48 ساعة"]
    assert plain_text(roundup).count("سيصل المنخفض") <= 2  # the headline and the news


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("story", STORIES)
def test_every_quoted_sentence_has_the_link_of_its_post_behind_its_paragraph(story: str, language: Language) -> None:
    posts, options = read_story(story)
    roundup = compose(posts, **options | {"language": language})
    page = render_page(roundup)
    for kind, sentences in paragraphs(roundup):
        parts = [(each,) for each in sentences] if kind in LISTS else [sentences]
        for part in parts if kind != "headline" else ():
            links = {link.post.key for each in part for link in each.links}
            quoted = {quote.key for each in part for quote in each.quotes if quote.post.url}
            assert quoted <= links, (kind, [each.text(language) for each in part])
            for url in link_urls(part):
                assert f'href="{url}"' in page
                assert f"\n{url}\n" in plain_text(roundup)


def test_names_are_withheld_only_where_the_data_have_some() -> None:
    posts = _posts("غرقت المدرسة القديمة في حي السوق", "وصلت قوارب النجدة إلى المستشفى كلها")
    nameless = [replace(post, handle=None, display_name=None, account_id=f"{at}") for at, post in enumerate(posts)]
    codes = [{each.code for each in compose(each).caveats} & {"private", "unnamed"} for each in (posts, nameless)]
    assert codes == [{"private"}, {"unnamed"}]


@pytest.mark.parametrize(
    ("language", "answer", "aside"),
    [("ar", "في المقابل، ", "وفي نفي لأنباء متداولة، "), ("en", "By contrast, ", "Separately, ")],
)
def test_only_what_answers_the_post_before_it_is_a_contrast(language: Language, answer: str, aside: str) -> None:
    # "By contrast, the ministry denies that sirens will sound", behind a post on a closed road.
    told = ("وصل الطحين إلى المخابز القديمة في الميناء", "انقطاع التيار عن محطة الضخ منذ ليلة أمس")
    denial = "لا صحة لما يُتداول عن انقطاع التيار عن محطة الضخ منذ ليلة أمس"
    near = plain_text(compose(_posts(*told, denial), language=language))
    assert answer in near
    assert aside not in near


def test_a_denial_is_said_to_be_on_an_event_only_where_news_of_that_day_tell_of_it() -> None:
    # "On the deaths" led from four dead of a strike to a denial of other deaths, a week older.
    killed, denial = "مقتل 4 أشخاص في اليوم الأول من الإضراب", "الجيش ينفي مقتل المعتصمين في اليوم الأول"
    calm = [f"{text} في بلدة الوادي" for text in ("أعيد فتح المدارس كلها", "وصل الطحين إلى المخابز", "عاد التيار ليلا")]
    posts = _posts(denial, killed, *calm)

    def told(days: int) -> str:
        later = [replace(post, posted_at=post.posted_at + timedelta(days=days)) for post in posts[1:] if post.posted_at]
        return plain_text(compose([posts[0], *later]))

    assert [("وعن القتلى، " in text, "وفي نفي لأنباء متداولة، " in text) for text in map(told, (0, 7))] == [
        (True, False), (False, True),
    ]  # fmt: skip


def test_a_figure_quoted_alone_stands_behind_the_words_that_say_how_it_is_meant() -> None:
    (post,) = _posts("Death toll tops 5000, tremors continue")
    start = post.text.index("5000")
    toll = Toll(quote=Quote(post=post, start=start, end=start + 4), voices=1, first_at=None, tells_day=False,
                meant=("gt", 5000))  # fmt: skip
    clock, records = Clock(zone="UTC", posts=()), [post.evidence.record_id if post.evidence else ""]
    for wording, language, words in (
        (EnglishWording(clock=clock), "en", "The death toll: more than “5000”, according to one voice."),
        (wording_ar.ArabicWording(clock=clock), "ar", "بلغ عدد الضحايا أكثر من «5000» بحسب صوت واحد."),
    ):
        pieces = wording.tolls("killed", [toll], is_part=False, has_voices=True)
        assert build(pieces, records).text(language) == words

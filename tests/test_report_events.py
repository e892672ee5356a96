"""What a trend says has happened: its tolls, the copies among them, the parts of them. Posts are invented."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from test_report_choose import TEXTS, make

from tawatur.claims.posts import claims_of_post
from tawatur.posts import Post
from tawatur.report.choose import choose
from tawatur.report.events import (
    HEADLINE_SHARE,
    MIN_VOICES,
    Given,
    Happened,
    find_most_told,
    find_retold,
    is_written_in,
    read_happened,
)


def told(*texts: str) -> dict[str, list[list[tuple[str, int]]]]:
    """Event -> its lines of numbers, each with its voices; every text an hour later, by an account of its own."""
    posts = [_post(number, text) for number, text in enumerate(texts)]
    lines: dict[str, list[list[tuple[str, int]]]] = {}
    for event, given_numbers in read_happened(posts, {post.key: claims_of_post(post) for post in posts}).numbers:
        line = [(each.post.text[slice(*each.span)], each.voices) for each in given_numbers]
        lines.setdefault(event, []).append(line)
    return lines


def test_the_highest_toll_is_listed_also_when_one_voice_gives_it():
    texts = ("Flood in Jordan: 3 dead", "3 dead in the flood", "Death toll rises to 8", "At least 12 killed in Jordan")
    assert told(*texts)["killed"] == [[("3 dead", 2), ("8", 1), ("At least 12 killed", 1)]]


def test_a_number_names_the_post_that_gave_it_first_whosever_words_are_told():
    texts = ("12 people dead in the flood", "Flood: 12 killed in Jordan", "At the river 12 killed, says the mayor")
    ((_, (given,)),) = _read(*texts).numbers
    assert given.post.text[slice(*given.span)] == "12 killed"
    assert given.first[0].text == texts[0]
    assert given.first[0].posted_at == given.first_at
    assert given.first[0].text[slice(*given.first[1])].startswith("12")


def test_a_toll_that_later_voices_leave_far_below_does_not_stand():
    texts = ("40 dead in the flood", "9 dead today", "Police: 9 dead at the river", "9 dead, says the mayor",
             "The storm left 9 dead")  # fmt: skip
    assert told(*texts)["killed"] == [[("9 dead", 4)]]


def test_wordings_of_one_number_are_joined_and_a_copied_clause_is_one_voice():
    copied = "ارتفاع عدد ضحايا السيول في وسط البلاد إلى 9 وفيات"
    texts = (copied, copied, "مصرع 9 أشخاص في السيول", "وفاة 9 أشخاص في الأردن")
    (line,) = told(*texts)["killed"]
    assert [voices for _, voices in line] == [3]


def test_some_of_those_counted_are_a_line_of_their_own_and_no_later_number():
    texts = ("6 أشخاص مفقودون", "فقدان 6 أشخاص جراء السيول", "فقدان 3 سياح في السيول", "البحث عن 3 سياح مفقودين")
    lines = told(*texts)["missing"]
    assert [[words for words, _ in line] for line in lines] == [["6 أشخاص"], ["3 سياح"]]


def test_of_the_missing_the_newest_number_of_each_place_is_told():
    # A roundup told "6 missing" of the day before, and left out 14 of whom several told hours later.
    texts = ("6 مفقودين في سيول الأردن", "فقدان 6 أشخاص جراء السيول في الأردن", *["طقس غائم"] * 14,
             "14 مفقودا في منطقة معان", "البحث جار عن 14 مفقودا في معان")  # fmt: skip
    assert told(*texts)["missing"] == [[("14 مفقودا", 2)]]


def test_the_missing_of_two_places_stand_side_by_side_the_newest_first():
    texts = ("6 مفقودين في سيول مادبا", "فقدان 6 أشخاص جراء السيول في مادبا",
             "14 مفقودا في منطقة معان", "البحث جار عن 14 مفقودا في معان")  # fmt: skip
    happened = _read(*texts)
    assert [[each.place for each in line] for event, line in happened.numbers if event == "missing"] == [
        ["معان"],
        ["مادبا"],
    ]


def test_a_town_that_gave_the_toll_of_the_whole_country_first_is_who_gave_it():
    # A ministry's "one death" was told as if nobody had known of it the night before.
    texts = ("الإطفاء: تحديد هوية حالة الوفاة الوحيدة في سيول الفحيحيل", "السيول تغمر الشوارع",
             "وزارة الداخلية: السيول في الكويت أسفرت عن حالة وفاة واحدة", "الكويت: وفاة واحدة في السيول")  # fmt: skip
    happened = _read(*texts)
    ((_, (only,)),) = happened.numbers
    assert (only.voices, only.first_at, only.place) == (3, _post(0, "").posted_at, None)


def test_an_age_is_no_toll():
    assert told("3 dead in the flood", "3 dead today", "Mother of 8 yr old boy killed speaks")["killed"] == [
        [("3 dead", 2)]
    ]


@given(st.lists(st.integers(2, 60), min_size=2, max_size=12))
def test_the_numbers_of_a_line_rise_with_time_whatever_is_told(tolls):
    for lines in told(*(f"{toll} dead in the flood" for toll in tolls)).values():
        for line in lines:
            numbers = [int(words.split()[0]) for words, _ in line]
            assert numbers == sorted(set(numbers))
            assert [tolls.index(number) for number in numbers] == sorted(tolls.index(number) for number in numbers)


def _post(number: int, text: str) -> Post:
    return make(60 * number, text, f"reader{number}")


def test_the_highest_toll_comes_with_a_clause_that_tells_what_happened():
    texts = ("وفاة 9 أشخاص", "ارتفاع عدد ضحايا السيول في الأردن إلى 9 وفيات", "الدفاع المدني: 9 وفيات في سيول الأردن")
    posts = [_post(number, text) for number, text in enumerate(texts)]
    happened = read_happened(posts, {post.key: claims_of_post(post) for post in posts})
    toll = happened.toll_in("ar")
    assert toll is not None
    event, highest, is_highest = toll
    assert is_highest
    assert (event, highest.voices, highest.names_event) == ("killed", 3, True)
    assert highest.clause is not None
    post, span = highest.clause
    assert "سيول" in post.text[slice(*span)]
    assert "9" in post.text[slice(*span)]


def _read(*texts: str) -> Happened:
    posts = [_post(number, text) for number, text in enumerate(texts)]
    return read_happened(posts, {post.key: claims_of_post(post) for post in posts})


def test_who_a_flood_killed_has_died_and_whom_a_strike_killed_was_killed():
    flood = _read(
        "سيول الأردن: وفاة 3 أشخاص", "السيول تجتاح الأردن وتقتل 3 أشخاص", "سيول جارفة في الأردن", "سيول في مادبا"
    )
    strike = _read("غارة على المدينة ومقتل 3 أشخاص", "مقتل 3 أشخاص في قصف المدينة", "قصف عنيف على المدينة")
    assert flood.name("killed") == "died"
    assert strike.name("killed") == "killed"
    assert flood.name("missing") == "missing"


def test_no_toll_in_another_language_leads():
    happened = _read(
        "3 dead in the flood", "Flood: 3 dead", "ارتفاع عدد ضحايا السيول إلى 40 قتيلا", "السيول تقتل 40 شخصا"
    )
    for language, words in (("en", "3 dead"), ("ar", "40")):
        _, given, is_highest = happened.toll_in(language)
        assert words in given.post.text[slice(*given.span)]
        assert is_highest == (language == "ar")


def test_the_highest_toll_of_each_language_is_listed():
    # An English roundup led with 700 dead while one English voice gave 3,733 and one Arabic voice 4,000.
    texts = ("700 dead in the quake", "Quake: 700 dead, says police", "Death toll of the quake stands at 3733",
             "أكثر من أربعة آلاف قتيل في الزلزال")  # fmt: skip
    (line,) = told(*texts)["killed"]
    assert line == [("700 dead", 2), ("3733", 1), ("أكثر من أربعة آلاف قتيل", 1)]


def test_people_of_one_country_are_some_of_those_counted():
    assert "missing" not in told("15 Irish people are missing after the quake", "Quake: 40 dead")
    (part,) = told("15 Irish people are missing in the quake", "15 Irish people missing after quake, says police")[
        "missing"
    ]
    assert part == [("15 Irish people", 2)]
    (line,) = told("15 people are missing after the quake", "15 people missing in the quake, says police")["missing"]
    assert line == [("15 people", 2)]


def test_a_text_is_written_in_the_language_of_most_of_its_letters():
    assert is_written_in("12 قتيلا", "ar")
    assert not is_written_in("12 قتيلا", "en")
    assert is_written_in("#حمص: 12 dead in the city", "en")
    assert is_written_in("449", "ar")
    assert is_written_in("449", "en")


RESIGNED = (
    "وزير النقل سمير الجابري يتقدم باستقالته رسميا",
    "استقالة وزير النقل سمير الجابري بعد انهيار الجسر",
    "وزير النقل سمير الجابري يعلن الاستقالة بعد انهيار الجسر",
)


def test_what_enough_voices_tell_alike_can_head_a_roundup() -> None:
    posts = [_post(at, text) for at, text in enumerate((*TEXTS, *RESIGNED))]
    selection = choose(posts)
    told = find_most_told(selection.developments, frozenset(), selection.voices)
    assert told is not None
    post, span, voices = told
    assert post.text[slice(*span)] == RESIGNED[0]
    assert voices == len(RESIGNED)
    denied = frozenset(post.key for post in posts if post.text == RESIGNED[1])
    assert find_most_told(selection.developments, denied, selection.voices) is None
    assert find_most_told(selection.developments, frozenset(), int(voices / HEADLINE_SHARE) + 1) is None


def test_less_than_a_few_voices_head_nothing() -> None:
    posts = [_post(at, text) for at, text in enumerate((*TEXTS, *RESIGNED[: MIN_VOICES - 1]))]
    selection = choose(posts)
    assert find_most_told(selection.developments, frozenset(), selection.voices) is None


def test_a_toll_leads_only_where_enough_voices_tell_of_its_event() -> None:
    texts = ("3 dead in the flood", "Police: 3 dead at the river", "The storm left 3 dead")
    posts = [_post(number, text) for number, text in enumerate(texts)]
    happened = read_happened(posts, {post.key: claims_of_post(post) for post in posts})
    assert happened.is_led_by("killed", 3)
    assert not happened.is_led_by("killed", int(3 / HEADLINE_SHARE) + 1)
    assert not happened.is_led_by("missing", 3)


def test_a_toll_is_above_all_only_where_no_post_names_more_however_vaguely():
    texts = ("Flood in Jordan: 12 dead", "12 dead in the flood", "12 dead, says the mayor", "9 dead today")
    assert _read(*texts).is_above_all("killed", _highest(*texts))
    vague = ("Nearly 40 people killed in the flood", *texts)
    assert not _read(*vague).is_above_all("killed", _highest(*texts))
    others = ("Name of the 16 yo killed in the flood", "At least 40 victims of the flood are in hospital", *texts)
    assert _read(*others).is_above_all("killed", _highest(*texts))


def test_a_link_that_gathers_clicks_is_no_voice_and_who_gives_a_figure_or_names_his_source_is_one():
    told_of = ("وفاة شاب في سيول الوادي", "مصرع شاب جراء السيول", "السيول تودي بحياة شاب")
    bait = ("عاجل مقتل عائلة كاملة في السيول التفاصيل من هنا https://t.co/a #السيول",
            "شاهد وفاة أم وطفلها في السيول من هنا : https://t.co/b https://t.co/c")  # fmt: skip
    own = ("مقتل 3 أشخاص في السيول التفاصيل هنا https://t.co/d", "الدفاع المدني: وفاة شاب في السيول، للمزيد هنا https://t.co/e",
           "وفاة شاب في السيول https://t.co/f")  # fmt: skip
    assert dict(_read(*told_of).counted)["killed"] == len(told_of)
    assert dict(_read(*told_of, *bait).counted)["killed"] == len(told_of)
    assert dict(_read(*told_of, *own).counted)["killed"] == len(told_of) + len(own)
    outlet = [*map(_post, range(3), told_of), make(600, bait[0], "ValleyNews")]
    assert dict(read_happened(outlet, {post.key: claims_of_post(post) for post in outlet}).counted)["killed"] == 4


def _highest(*texts: str) -> Given:
    toll = _read(*texts).toll_in("en")
    assert toll is not None
    return toll[1]


def test_who_lags_behind_lowers_no_toll_and_is_no_rung_of_its_ladder():
    texts = ("750 dead in Nepal", "750 killed in the quake", "3200 dead in Nepal", "3100 killed, police say",
             "3733 dead in Nepal, says the ministry", "2000 dead in the quake", "1800 dead", "758 dead in Nepal",
             "1000 people killed in the quake", "5000 dead in Nepal")  # fmt: skip
    assert told(*texts)["killed"] == [[("750 dead", 2), ("3733 dead", 1), ("5000 dead", 1)]]


def test_a_toll_that_many_give_is_a_rung_though_a_few_had_told_of_more():
    many = (
        "9 dead, says the mayor",
        "Nine people killed in the flood",
        "Police: 9 dead at the river",
        "The storm left 9 dead",
    )
    texts = ("21 dead in the flood of last week and today", "30 killed in two floods", *many, "12 dead in the flood",
             "12 killed in the flood", "12 dead, says the hospital", "12 dead by now")  # fmt: skip
    assert ("9 dead", 4) in told(*texts)["killed"][0]


def test_that_all_the_missing_of_a_place_are_found_since_is_told_with_their_number():
    # "14 missing" stood as the last word, though three posts had told that evening that all were found.
    missing = ("14 مفقودا في منطقة معان", "البحث جار عن 14 مفقودا في معان")

    def end(*texts: str) -> str | None:
        ((_, (given,)),) = _read(*missing, *texts).numbers
        assert given.voices == 2
        return given.ended[0].text[slice(*given.ended[1])] if given.ended else None

    assert end() is None
    assert end("العثور على جثة أحد المفقودين في معان") is None
    assert end("العثور على المفقودين جميعا في مادبا") is None
    counted, all_of_them = "العثور على المفقودين الستة في معان", "العثور على المفقودين جميعا في معان"
    assert end(counted) == counted
    assert end(counted, all_of_them) == all_of_them


def test_a_number_of_a_town_that_lags_behind_is_no_rung_of_the_country():
    # "29 injured, before that 11, and 9": the 11 were those of one town, told before anybody counted the country's 9.
    nine = ("9 إصابات في سيول الأردن", "السيول تخلف 9 مصابين في الأردن", "الدفاع المدني: إصابة 9 أشخاص في الأردن")
    texts = ("إصابة 11 شخصا في سيول مادبا", *nine, "مصرع طفلة وإصابة 11 بسيول جديدة في الأردن",
             "29 مصابا في سيول الأردن")  # fmt: skip
    assert [words for words, _ in told(*texts)["injured"][0]] == ["9 إصابات", "29 مصابا"]
    risen = (*nine, texts[4], texts[5])
    assert [words for words, _ in told(*risen)["injured"][0]] == ["9 إصابات", "11", "29 مصابا"]


def test_numbers_of_several_countries_make_no_ladder():
    # "339 dead, before that 37, and 3": of the kingdom, of Yemen misread, and of Yemen.
    texts = ("مصر تسجل 18 وفاة بفيروس كورونا", "وفاة 28 شخصا في تركيا", "بريطانيا: 170 وفاة", "ارتفاع الوفيات إلى 339",
             "اليمن: 3 وفيات بفيروس كورونا", "اليمن: 5 وفيات بفيروس كورونا", "تسجيل 6 وفيات")  # fmt: skip
    assert told(*texts) == {}
    assert dict(_read(*texts).counted) == {"killed": 7}
    assert [words for words, _ in told(*texts[4:])["killed"][0]] == ["3 وفيات", "5 وفيات", "6 وفيات"]


def test_a_number_in_a_post_of_another_country_is_no_rung():
    texts = ("اليمن: 3 وفيات في السيول", "5 وفيات في سيول اليمن", "ارتفاع الحصيلة في اليمن إلى 7 وفيات",
             "ارتفاع الحصيلة إلى 90 وفاة. الدفاع المدني في تركيا يواصل البحث")  # fmt: skip
    assert [words for words, _ in told(*texts)["killed"][0]][-1] == "7 وفيات"


def test_some_of_those_counted_keep_their_nationality():
    # "3 tourists" were told, whose nationality was the news.
    texts = ("السلطات تبحث عن 3 سياح فقدوا أمس", "فقدان 3 سياح فرنسيين في السيول", "البحث عن 3 سياح فرنسيين مفقودين")
    assert told(*texts)["missing"] == [[("3 سياح فرنسيين", 3)]]
    texts = ("إنقاذ 12 سائحاً فرنسياً في الوادي", "إنقاذ 12 سائحاً فرنسياً حاصرتهم السيول")
    assert told(*texts)["rescued"] == [[("12 سائحاً فرنسياً", 2)]]


def test_what_most_tell_alike_is_quoted_from_who_spells_it_well():
    bare = "وزير الأشغال سامي الرومي يتقدم بإستقالته رسميا"
    clean = "استقالة وزير الأشغال سامي الرومي ،،، المفروض الحكومة تقدم استقالتها"
    others = ("بعد فشله الكبير استقالة وزير الأشغال سامي الرومي أخيرا", "إستقالة وزير الأشغال العامة سامي الرومي مساء")
    posts = [_post(number, text) for number, text in enumerate((bare, *others, clean, *TEXTS))]
    found = find_most_told(choose(posts).developments, frozenset(), MIN_VOICES)
    assert found is not None
    assert found[0].text[slice(*found[1])] == "استقالة وزير الأشغال سامي الرومي"


def test_the_news_of_the_headline_are_told_in_other_well_spelt_words_where_there_are_some():
    head = "استقالة وزير الأشغال سامي الرومي"
    others = ("بعد فشله الكبير استقالة وزير الأشغال سامي الرومي", "إستقالة وزير الأشغال العامة سامي الرومي مساء")
    retold = "السيول تدفع وزير الأشغال سامي لتقديم استقالته"
    posts = [_post(number, text) for number, text in enumerate((head, *others, retold, *TEXTS))]
    developments = choose(posts).developments
    told = find_most_told(developments, frozenset(), MIN_VOICES)
    assert told is not None
    found = find_retold(developments, told)
    assert found is not None
    assert found[0].text[slice(*found[1])] in {head, retold} - {told[0].text[slice(*told[1])]}
    assert found[2] == posts[0]
    bare = [_post(number, text) for number, text in enumerate((head, *others, *TEXTS))]
    (alike, *_) = developments = choose(bare).developments
    assert find_retold(developments, (posts[0], (0, len(head)), alike.voices)) is None


def test_a_number_is_told_in_words_with_their_hamza():
    texts = ("مقتل 4 اشخاص في معان", "مقتل 4 اشخاص في السيول", "السيول تقتل 4 أشخاص في معان")
    (line,) = told(*texts)["killed"]
    assert line[0][0] == "4 أشخاص"


def test_a_number_in_brackets_is_told_without_the_first_of_them():
    (line,) = told("إنقاذ (١٦) شخصا في الوادي", "إنقاذ (١٦) شخصا من السيول في الوادي")["rescued"]
    assert line[0][0][0] == "١"

"""Posts pasted into an article: their words, whose they are, and where the article goes on."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tawatur.statements.embeds import Embed, find_embeds

SIGNED = "— سامي الحداد (@sami_h) December 14, 2023"
LINES = st.lists(
    st.sampled_from(
        [
            "الطريق مغلق الآن",
            "#حمص #حماة",
            "https://t.co/AbC1",
            "وقال المدير إن الطريق مغلق",
            "في ما يلي المنشور:",
            "— سامي (@sami) May 1, 2024",
            "— هدى #حمص (huda@) ١٤ ديسمبر ٢٠٢٣",
            "نص قصير — ليث (@laith)",
            "— (@)",
            "“",
            "",
            " ",
        ]
    ),
    max_size=12,
).map("\n".join)


def only(text: str) -> tuple[str, Embed]:
    """The words of the one embedded post of a text, and the post."""
    (embed,) = find_embeds(text)
    return text[slice(*embed.content)], embed


@pytest.mark.parametrize(
    ("signature", "name", "handle", "date"),
    [
        pytest.param(
            "— سامي الحداد (@sami_h) December 14, 2023",
            "سامي الحداد",
            "@sami_h",
            "December 14, 2023",
            id="english-date",
        ),
        pytest.param(
            "— سامي الحداد (@sami_h) ١٤ ديسمبر ٢٠٢٣",
            "سامي الحداد",
            "@sami_h",
            "١٤ ديسمبر ٢٠٢٣",
            id="arabic-date",
        ),
        pytest.param(
            "— سامي الحداد (@sami_h) 14 كانون الأول، 2023",
            "سامي الحداد",
            "@sami_h",
            "14 كانون الأول، 2023",
            id="syrian-month",
        ),
        pytest.param(
            "— سامي الحداد (@sami_h) · 14/12/2023،",
            "سامي الحداد",
            "@sami_h",
            "14/12/2023",
            id="marks-around-the-date",
        ),
        pytest.param(
            "— سامي الحداد (@sami_h)",
            "سامي الحداد",
            "@sami_h",
            "",
            id="no-date",
        ),
        pytest.param("— Sami Haddad (@sami_h) May 1, 2024", "Sami Haddad", "@sami_h", "May 1, 2024", id="latin-name"),
        pytest.param(
            "— سامي #حمص_الآن (@sami_h) May 1, 2024",
            "سامي",
            "@sami_h",
            "May 1, 2024",
            id="hashtag-in-the-name",
        ),
        pytest.param(
            "— #حمص (@sami_h) May 1, 2024",
            "#حمص",
            "@sami_h",
            "May 1, 2024",
            id="name-is-a-hashtag",
        ),
        pytest.param(
            "– سامي (@sami_h) 2024",
            "سامي",
            "@sami_h",
            "2024",
            id="en-dash",
        ),
        pytest.param(
            "\N{HORIZONTAL BAR} سامي (@sami_h) 2024",
            "سامي",
            "@sami_h",
            "2024",
            id="horizontal-bar",
        ),
        pytest.param(
            "-- سامي (@sami_h) 2024",
            "سامي",
            "@sami_h",
            "2024",
            id="two-hyphens",
        ),
        pytest.param(
            "&mdash; سامي (@sami_h) 2024",
            "سامي",
            "@sami_h",
            "2024",
            id="html-entity",
        ),
        pytest.param(
            "—سامي(@sami_h)2024",
            "سامي",
            "@sami_h",
            "2024",
            id="no-spaces",
        ),
        pytest.param(
            "— سامي (sami_h@) 2024",
            "سامي",
            "sami_h@",
            "2024",
            id="at-sign-behind",
        ),
        pytest.param(
            "— سامي (\N{FULLWIDTH COMMERCIAL AT}sami_h) 2024",
            "سامي",
            "\N{FULLWIDTH COMMERCIAL AT}sami_h",
            "2024",
            id="fullwidth-at-sign",
        ),
        pytest.param(
            "— سامي ( @sami_h ) 2024",
            "سامي",
            "@sami_h",
            "2024",
            id="spaces-in-the-brackets",
        ),
    ],
)
def test_a_signature_is_read(signature, name, handle, date):
    text = f"الطريق مغلق الآن\n{signature}\n\nوقال المدير إن الأمر عاجل."
    words, embed = only(text)
    assert words == "الطريق مغلق الآن"
    assert (embed.name, embed.handle, embed.date) == (name, handle, date)
    assert text[slice(*embed.name_span)] == name
    assert text[slice(*embed.whole)] == f"الطريق مغلق الآن\n{signature}"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        pytest.param(
            f"الطريق مغلق الآن {SIGNED}",
            "الطريق مغلق الآن",
            id="signature-on-the-same-line",
        ),
        pytest.param(
            f"سطر أول\nسطر ثان\nسطر ثالث\n{SIGNED}",
            "سطر أول\nسطر ثان\nسطر ثالث",
            id="three-lines",
        ),
        pytest.param(
            f"الطريق مغلق الآن https://t.co/AbC1 pic.twitter.com/XyZ\n{SIGNED}",
            "الطريق مغلق الآن",
            id="links-at-the-end-are-no-words",
        ),
        pytest.param(
            f"انظر https://t.co/AbC1 هنا\n{SIGNED}",
            "انظر https://t.co/AbC1 هنا",
            id="a-link-inside-is-kept",
        ),
        pytest.param(
            f"“الطريق مغلق الآن”\n{SIGNED}",
            "الطريق مغلق الآن",
            id="marks-around-are-no-words",
        ),
        pytest.param(
            f"#حمص #حماة\nالطريق مغلق الآن\n{SIGNED}",
            "الطريق مغلق الآن",
            id="a-line-of-hashtags-above-is-no-words",
        ),
        pytest.param(
            f"#حمص\n{SIGNED}",
            "#حمص",
            id="a-hashtag-alone-is-the-post",
        ),
        pytest.param(
            f"غرد سامي الحداد: الطريق مغلق الآن\n{SIGNED}",
            "الطريق مغلق الآن",
            id="introduced-on-the-same-line",
        ),
        pytest.param(
            f"الوضع الآن: الطريق مغلق\n{SIGNED}",
            "الوضع الآن: الطريق مغلق",
            id="a-colon-of-the-post-is-kept",
        ),
    ],
)
def test_the_words_of_a_post_are(text, words):
    assert only(text)[0] == words


@pytest.mark.parametrize(
    "narration",
    [
        pytest.param("وقال المدير في مؤتمره أمس:", id="introduction-with-a-colon"),
        pytest.param("في ما يلي ما نشره المدير أمس:", id="introduction-without-a-verb-in-front"),
        pytest.param("وأضاف المدير كلاما كثيرا", id="begins-with-and-a-reporting-verb"),
        pytest.param("فكتب المدير عن الأمر", id="begins-with-so-a-reporting-verb"),
        pytest.param("كانت المدينة قد شهدت أمس ازدحاما كبيرا في السوق القديم عند الظهر.", id="a-long-sentence"),
        pytest.param("كلمة " * 30, id="a-very-long-line"),
        pytest.param("هذا ما جرى أمس\n", id="an-empty-line-between"),
        pytest.param("https://example.org/a", id="a-link-on-its-own-line"),
    ],
)
def test_narration_above_a_post_is_not_swallowed(narration):
    words, embed = only(f"{narration}\nالطريق مغلق الآن\nلا تقتربوا\n{SIGNED}")
    assert words == "الطريق مغلق الآن\nلا تقتربوا"
    assert embed.whole[0] == embed.content[0] > len(narration)


def test_several_posts_in_a_row_keep_their_own_words():
    text = (
        "نص أول\nوسطر آخر\n— سامي (@sami) May 1, 2024\n"
        "نص ثان\n— هدى (@huda) May 2, 2024\n\n"
        "نص ثالث — ليث (@laith) May 3, 2024\n"
        "وقال المدير إن الأمر انتهى."
    )
    embeds = find_embeds(text)
    assert [(embed.handle, text[slice(*embed.content)]) for embed in embeds] == [
        ("@sami", "نص أول\nوسطر آخر"),
        ("@huda", "نص ثان"),
        ("@laith", "نص ثالث"),
    ]
    assert [embed.date for embed in embeds] == ["May 1, 2024", "May 2, 2024", "May 3, 2024"]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("", id="nothing"),
        pytest.param(SIGNED, id="signature-without-a-post"),
        pytest.param(f"\n\n{SIGNED}", id="only-empty-lines-above"),
        pytest.param(f"https://t.co/AbC1\n{SIGNED}", id="only-a-link-above"),
        pytest.param("الطريق مغلق\n- سامي (@sami_h) May 1, 2024", id="one-hyphen"),
        pytest.param("الطريق مغلق\n— سامي الحداد May 1, 2024", id="no-handle"),
        pytest.param("الطريق مغلق\n— سامي (المدير) 2024", id="brackets-without-a-handle"),
        pytest.param("الطريق مغلق\n— (@sami_h) 2024", id="no-name"),
    ],
)
def test_without_words_or_signature_there_is_no_post(text):
    assert find_embeds(text) == []


@given(LINES)
def test_posts_stand_in_order_without_overlap(text):
    at = 0
    for embed in find_embeds(text):
        assert at <= embed.whole[0] == embed.content[0] < embed.content[1] <= embed.name_span[0]
        assert embed.name_span[1] <= embed.whole[1] <= len(text)
        assert text[slice(*embed.name_span)] == embed.name
        at = embed.whole[1]


@given(LINES)
def test_the_words_of_a_post_have_no_edge_of_space_or_marks(text):
    for embed in find_embeds(text):
        words = text[slice(*embed.content)]
        assert words == words.strip(' \t\n"”»').lstrip("“«")
        assert "(@sami)" not in words


@given(st.text(st.characters(exclude_categories=()), max_size=80))
def test_whatever_stands_above_a_signature_it_is_read(text):
    (*_, last) = find_embeds(f"{text}\n\nالطريق مغلق\n{SIGNED}")
    assert last.handle == "@sami_h"


@pytest.mark.parametrize(
    "hostile",
    [
        pytest.param("—" * 10_000, id="dashes"),
        pytest.param("— " * 10_000, id="dashes-and-spaces"),
        pytest.param("— س " * 10_000, id="dashes-and-letters"),
        pytest.param("— س (" * 10_000, id="half-signatures"),
        pytest.param("--" * 10_000, id="hyphens"),
        pytest.param("— س (@" * 10_000, id="half-handles"),
        pytest.param("&mdash;" * 10_000, id="entities"),
    ],
)
def test_ten_thousand_dashes_sign_nothing(hostile):
    assert find_embeds(hostile) == []
    assert [embed.handle for embed in find_embeds(f"{hostile}\n\nالطريق مغلق\n{SIGNED}")] == ["@sami_h"]


def test_three_thousand_posts_are_all_found():
    text = "\n".join(f"نص\n— سامي (@sami{number}) 2024" for number in range(3_000))
    assert [embed.handle for embed in find_embeds(text)] == [f"@sami{number}" for number in range(3_000)]


@pytest.mark.parametrize("end", ["\n", "\r\n"], ids=ascii)
@pytest.mark.parametrize("verb", ["وغرد", "غرد", "وكتب", "وقالت"], ids=ascii)
def test_a_post_that_the_article_introduces_on_its_line_begins_behind_the_colon(verb, end):
    # The line was the article's, so the post had no words, and its account and date were lost.
    words, embed = only(f"{verb} سامي: الطريق مغلق الآن{end}{SIGNED}{end}")
    assert words == "الطريق مغلق الآن"
    assert embed.handle == "@sami_h"


def test_a_post_may_be_introduced_in_the_middle_of_a_line():
    words, _ = only(f"انقطع الطريق ليلا. وغرد سامي: الطريق مغلق الآن {SIGNED}")
    assert words == "الطريق مغلق الآن"


def test_somebody_else_who_speaks_in_a_post_does_not_begin_it():
    words, _ = only(f"كنا عند الجسر. وقال الشرطي: عودوا {SIGNED}")
    assert words == "كنا عند الجسر. وقال الشرطي: عودوا"


@pytest.mark.parametrize(
    "date", ["December 14, 2023", "١٤ ديسمبر ٢٠٢٣", "14 كانون الأول 2023", "Dec 5", "Dec. 5"], ids=ascii
)
def test_two_posts_on_one_line_are_two(date):
    text = f"الطريق مغلق — سامي (@sami_h) {date} الجسر سليم — هدى (@huda_m) {date}"
    first, second = find_embeds(text)
    assert [text[slice(*embed.content)] for embed in (first, second)] == [
        "الطريق مغلق",
        "الجسر سليم",
    ]
    assert {first.date, second.date} == {date}


def test_windows_line_ends_belong_to_no_post():
    text = f"#حمص\r\nالطريق مغلق https://t.co/AbC1\r\n{SIGNED}\r\nوانتهى"
    words, embed = only(text)
    assert words == "الطريق مغلق"
    assert embed.date == "December 14, 2023"


def test_a_line_longer_than_any_post_is_the_articles():
    assert find_embeds(f"{'الطريق مغلق ' * 200}{SIGNED}") == []


@pytest.mark.parametrize(
    ("text", "content", "date"),
    [
        pytest.param(
            "تفاعل الناس.\n\nسامي الحداد\n@sami_hd\nلا ماء منذ أسبوع.\nوالناس عطشى.\n10:14 PM · Feb 11, 2025\n\nنهاية",
            "لا ماء منذ أسبوع.\nوالناس عطشى.",
            "10:14 PM · Feb 11, 2025",
            id="name-handle-text-clock",
        ),
        pytest.param(
            "وكتب قائلا:\n\nسامي الحداد (@sami_hd) · 11 فبراير\n«لا ماء منذ أسبوع»\nhttps://x.com/sami_hd/status/1889195158533050368",
            "لا ماء منذ أسبوع",
            "11 فبراير",
            id="one-line-head",
        ),
    ],
)
def test_a_signature_may_stand_before_the_words(text: str, content: str, date: str) -> None:
    (embed,) = find_embeds(text)
    assert (text[slice(*embed.content)], embed.name, embed.handle, embed.date) == (
        content,
        "سامي الحداد",
        "@sami_hd",
        date,
    )


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("تواصلوا معنا\n@desk_news\nوقال الوزير إن الأزمة عابرة.", id="narration-behind"),
        pytest.param("وكتب سامي الحداد @sami_hd – 11 فبراير\nلا ماء منذ أسبوع.", id="verb-before"),
        pytest.param("سامي الحداد @sami_hd\nلا ماء منذ أسبوع.", id="one-line-without-date"),
    ],
)
def test_a_handle_alone_heads_no_post(text: str) -> None:
    assert find_embeds(text) == []


def test_a_link_of_the_same_account_shows_a_head_without_a_date() -> None:
    head = "🔴 شبكة الوادي @WadiNet\nالبلدية: سنفتح الجسر خلال يومين\n"
    words, embed = only(f"{head}https://x.com/wadinet/status/1888899999999999999")
    assert (words, embed.name) == ("البلدية: سنفتح الجسر خلال يومين", "شبكة الوادي")
    assert find_embeds(f"{head}https://x.com/other/status/1888899999999999999") == []

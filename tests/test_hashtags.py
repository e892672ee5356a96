"""Extraction, folding and families of hashtags. All tags and texts here are invented or single words."""

from __future__ import annotations

from itertools import permutations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tawatur.hashtags import Override, extract, fold, group_families
from tawatur.hashtags.overrides import LiveKeys, apply_overrides

ALPHABET = "ابتثجحخدذرزسشصضطظعغفقكلمنهويأإآىةئؤء_#٠١٢019aZ .،؛\u064e\u0640\u200c\ufe0f"
TAGS = st.text(ALPHABET, max_size=30)


def found(text, rule="x"):
    return [(tag.text, tag.layer) for tag in extract(text, rule=rule)]


@pytest.mark.parametrize(
    ("text", "tags"),
    [
        pytest.param(
            "خبر عن #مرجانة و#واحة", [("مرجانة", "platform"), ("واحة", "textual")], id="a-letter-before-the-sign"
        ),
        pytest.param("#٢٠٣٠ و #12", [("٢٠٣٠", "textual")], id="a-year-is-read-and-a-rank-is-not"),
        pytest.param(
            "#مرجانة#واحة", [("مرجانة", "textual"), ("واحة", "textual")], id="glued-tags-are-seen-by-readers-only"
        ),
        pytest.param(
            "https://example.org/a#جزء،#مرجانة", [("مرجانة", "platform")], id="an-address-ends-at-arabic-punctuation"
        ),
        pytest.param("example.org/#part C#sharp &#39;", [], id="fragments-and-entities-are-no-tags"),
        pytest.param("# #_ ##", [], id="signs-alone"),
        pytest.param("#حِمص_", [("حِمص_", "platform")], id="vowel-marks-belong-to-the-tag"),
    ],
)
def test_a_tag_is_what_the_platform_or_a_reader_takes_for_one(text, tags):
    assert found(text) == tags


def test_platforms_cut_the_same_string_otherwise():
    text = "#b_ #a-b #_c"
    assert [tag for tag, layer in found(text, "x") if layer == "platform"] == ["b_", "a", "_c"]
    assert [tag for tag, layer in found(text, "bluesky") if layer == "platform"] == ["b", "a-b"]
    assert [tag for tag, layer in found(text, "mastodon") if layer == "platform"] == ["b_", "a", "_c"]


@given(TAGS, st.sampled_from(["x", "bluesky", "mastodon"]))
def test_spans_cut_sign_and_tag_out_of_the_text_without_overlap(text, rule):
    end = 0
    for tag in extract(text, rule=rule):
        assert tag.span[0] >= end
        assert text[slice(*tag.span)][1:] == tag.text
        assert text[tag.span[0]] in "#\N{FULLWIDTH NUMBER SIGN}"
        end = tag.span[1]


@given(TAGS | TAGS.map(lambda text: f"#{text}"), st.sampled_from(["x", "bluesky", "mastodon"]))
@example("#\ufe0fحمص", "x")
@example("#٢٠٢٤", "x")
def test_a_word_has_the_same_tags_alone_as_behind_a_blank(text, rule):
    behind = [(tag.text, tag.layer, tag.span[0] - 2, tag.span[1] - 2) for tag in extract(f"ن {text}", rule=rule)]
    assert [(tag.text, tag.layer, *tag.span) for tag in extract(text, rule=rule)] == behind


@given(st.text(max_size=40) | TAGS)
def test_folding_twice_changes_nothing(text):
    assert fold(fold(text)) == fold(text)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param("#سيول_الأردن", "سيول_الاردن", id="hamza"),
        pytest.param("مسؤول", "مسئول", id="hamza-seats"),
        pytest.param("حماة", "حماه", id="teh-marbuta"),
        pytest.param("القرى", "القري", id="alef-maksura"),
        pytest.param("٨_ديسمبر", "۸_ديسمبر", id="digits-of-two-scripts"),
        pytest.param("عااااجل", "عاجل", id="stretched"),
        pytest.param("İstanbul", "istanbul", id="turkish-i"),
        pytest.param("مر\u200cجا\u0640نة", "مرجانة", id="joiner-and-tatweel"),
    ],
)
def test_spellings_of_one_tag_have_one_key(one, other):
    assert fold(one) == fold(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param("على", "علي", id="on-and-ali"),
        pytest.param("إلى", "آلي", id="to-and-automatic"),
        pytest.param("آلام", "الأم", id="pains-and-the-mother"),
        pytest.param("2000", "2", id="zeros-are-not-stretching"),
        pytest.param("की", "का", id="vowels-of-other-scripts"),
    ],
)
def test_words_that_differ_keep_their_keys(one, other):
    assert fold(one) != fold(other)


SLOGANS = "حمص_تتحرر تحرير_حمص حمص_الحرة معركة_تحرير_حمص تحريرحمص".split()


def test_slogans_of_one_place_are_one_family_in_any_order():
    for order in permutations(SLOGANS):
        families = group_families(dict.fromkeys(order, 1))
        assert [(family.slogan, family.place, set(family.members)) for family in families] == [
            ("liberation", "Homs", set(SLOGANS))
        ]


def test_the_bare_place_is_a_family_of_its_own_and_siblings_are_never_summed():
    families = group_families({"حمص": 9, "حمص_تتحرر": 5, "حماة_تتحرر": 3, "حمص_تحترق": 2})
    by_label = {family.label: family for family in families}
    assert len(families) == 4
    assert by_label["حمص_تتحرر"].siblings == (by_label["حماة_تتحرر"].key,)
    assert by_label["حمص"].place == "Homs"
    assert by_label["حمص"].siblings == ()


def test_aliases_of_a_place_are_one_place():
    assert len(group_families({"سوريا": 3, "سورية": 2, "Syria": 1})) == 1


def test_single_words_with_and_without_article_need_the_same_voices():
    counts = {"النصر": 5, "نصر": 4}
    assert len(group_families(counts)) == 2
    assert len(group_families(counts, voices={"النصر": range(9), "نصر": range(5, 9)})) == 1
    assert len(group_families(counts, voices={"النصر": range(9), "نصر": range(9, 12)})) == 2


@given(st.dictionaries(TAGS, st.integers(1, 50), max_size=12), st.randoms())
def test_every_tag_is_in_one_family_and_order_does_not_matter(counts, random):
    families = group_families(counts)
    assert sorted(tag for family in families for tag in family.members) == sorted(counts)
    shuffled = list(counts.items())
    random.shuffle(shuffled)
    assert group_families(dict(shuffled)) == families
    keys = {family.key for family in families}
    assert len(keys) == len(families)
    assert all(set(family.siblings) <= keys for family in families)


@pytest.mark.parametrize(
    "text",
    ["#" * 20_000, "#a.a" * 5_000, "a.a#" * 5_000, "http://#" * 2_000, "#" + "_" * 20_000, "#" + "0a" * 20_000 + "!"],
)
def test_hostile_strings_are_read_to_the_end(text):
    assert all(len(tag.text) > 0 for tag in extract(text))


def test_slogans_about_a_name_that_no_table_knows_are_one_family_and_siblings_of_another_name():
    families = group_families(dict.fromkeys("نارنجة_تتحرر تحرير_نارنجه نارنجة_تحترق تحرير_زيتار".split(), 1))
    by_members = {family.members: family for family in families}
    one = by_members["تحرير_نارنجه", "نارنجة_تتحرر"]
    assert one.siblings == (by_members[("تحرير_زيتار",)].key,)
    assert (one.slogan, one.place) == ("liberation", None)
    assert by_members[("نارنجة_تحترق",)].siblings == ()


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param("#القصف_على_غزة", "#غزة_تحت_القصف", id="on-is-a-link"),
        pytest.param("#ادعموا_جنين", "#دعم_جنين", id="imperative-of-the-table's-verb"),
        pytest.param("#انقذو_حلب", "#إنقاذ_حلب", id="imperative-as-it-is-misspelt"),
        pytest.param("#سيتحرر_العراق", "#تحرير_العراق", id="future"),
        pytest.param("#حرائق_الجزائر_وتونس", "#حرائق_تونس_والجزائر", id="places-in-any-order"),
        pytest.param("#انتخابات_أمريكا", "#انتخابات_الولايات_المتحدة", id="names-of-one-country"),
        pytest.param("#سقوط_كابل", "#كابول_تسقط", id="spellings-of-one-city"),
        pytest.param("#الثورة_السورية", "#ثورة_سوريا", id="adjective-of-a-country"),
        pytest.param("#الأسرى_الفلسطينيون", "#أسرى_فلسطين", id="adjective-in-the-plural"),
        pytest.param("#قلوبنا_مع_درنة", "#كلنا_درنة", id="slogan-of-two-words"),
        pytest.param("#العصيان_المدني_الشامل", "#عصيان_مدني_شامل", id="phrase-with-articles"),
        pytest.param("#FreePalestine", "#الحرية_لفلسطين", id="in-english"),
    ],
)  # fmt: skip
def test_what_says_the_same_of_one_place_is_one_family(one, other):
    assert len(group_families({one: 2, other: 1})) == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param("#الإمام_علي", "#الإمام", id="ali-is-no-link"),
        pytest.param("#علي", "#على", id="whole-tags-that-are-exceptions"),
        pytest.param("#المنتخب_السعودي", "#السعودية", id="whose-team-it-is"),
        pytest.param("#الجيش_الليبي", "#الجيش_السوداني", id="armies-of-two-countries"),
        pytest.param("#لا_لحرب_اليمن", "#حرب_اليمن", id="negation"),
        pytest.param("#أمريكا", "#أمريكا_اللاتينية", id="a-part-of-the-world"),
    ],
)  # fmt: skip
def test_what_says_another_thing_is_another_family(one, other):
    assert len(group_families({one: 2, other: 1})) == 2


_FAMILIES = ["حمص", "حِمص", "تحرير_حمص", "حمص_تتحرر", "حلب", "#حلب", "تحرير_حلب", "الجزيرة", "جسر_الوادي", "homs"]


@given(
    st.lists(st.sampled_from(_FAMILIES), min_size=1, unique=True),
    st.lists(
        st.tuples(st.sampled_from(["merge", "split", "rename"]), st.integers(0, 9), st.integers(0, 9)), max_size=5
    ),
)
@example(used=["حمص"], decided=[("rename", 0, 0), ("split", 0, 0)])
@example(used=["حمص", "تحرير_حمص"], decided=[("split", 0, 0), ("rename", 0, 0), ("merge", 0, 1), ("split", 0, 0)])
def test_what_an_editor_decided_parts_tags_as_they_come_as_it_parts_all_of_them(used, decided):
    overrides = [
        Override(
            number=number, kind=kind, label="اسم" if kind == "rename" else None,
            tags=(used[one % len(used)], used[two % len(used)])[: 2 if kind == "merge" else 1],
        )
        for number, (kind, one, two) in enumerate(decided)
    ]  # fmt: skip
    counts = dict.fromkeys(used, 1)
    families = apply_overrides(group_families(counts), overrides, counts)
    keys = LiveKeys(overrides)
    assert len({keys.key_of(tag) for tag in used}) == len(families)
    for family in families:
        (key,) = {keys.key_of(tag) for tag in family.members}
        assert (keys.labels.get(key) == "اسم") == (family.label == "اسم")

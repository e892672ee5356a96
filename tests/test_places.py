"""Places: found with evidence, resolved by the text, extended by CSV; invented sentences."""

import pytest

from tawatur.arabic import find_places
from tawatur.arabic.folding import fold_word
from tawatur.arabic.gazetteer import gazetteer, using_places
from tawatur.errors import InputError
from tawatur.hashtags.families import read_tag
from tawatur.sources.own_places import read_places_file


def shown(text):
    return [(text[slice(*place.span)], place.country) for place in find_places(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("تأجل عرس في صور والنبطية", [("صور", "LB"), ("النبطية", "LB")], id="place-beside-place"),
        pytest.param("في صور نشرها مصور الحي", [], id="pictures"),
        pytest.param("دق رجل على الباب طويلا", [], id="door"),
        pytest.param("أمطار قرب الباب وجرابلس", [("الباب", "SY"), ("جرابلس", "SY")], id="al-bab-with-a-neighbour"),
        pytest.param("اشترت صحن حمص من المطعم", [], id="chickpeas"),
        pytest.param("عاد الباعة إلى حمص القديمة", [("حمص", "SY")], id="homs-and-adjective"),
        pytest.param("كأس حليب من حلب البقر", [], id="milking"),
        pytest.param("عجز مالي كبير", [], id="financial"),
        pytest.param("أمطار في مالي والنيجر", [("مالي", "ML"), ("النيجر", "NE")], id="mali"),
        pytest.param("اجتمعوا بعد صلاة المغرب", [], id="sunset"),
        pytest.param("نشرة صحيفة نيويورك تايمز", [], id="newspaper"),
        pytest.param("سقوط تدمر فجرا", [("تدمر", "SY")], id="fall-of"),
        pytest.param("جلسة في دمشق وتل تمر", [("دمشق", "SY"), ("تل تمر", "SY")], id="short-first-word"),
        pytest.param("حفلة في شارع الياسمين بدمشق", [("شارع الياسمين", "SY"), ("دمشق", "SY")], id="unknown-street"),
        pytest.param("مرت القافلة في شارع المدينة", [], id="street-of-the-town"),
        pytest.param("بلدية طرابلس تشكر الجيش اللبناني", [("طرابلس", "LB")], id="tripoli-by-nationality"),
        pytest.param("سوق طرابلس في ليبيا", [("طرابلس", "LY"), ("ليبيا", "LY")], id="tripoli-by-country"),
        pytest.param("شاطئ القصير المصري", [("القصير", "EG")], id="quseir-in-egypt"),
        pytest.param("#أمطار_معان والعودة قريبة", [("معان", "JO")], id="part-of-a-tag"),
        pytest.param("#معان_القرآن درس الليلة", [], id="meanings-in-a-tag"),
        pytest.param("#حلب_وحماة", [("حلب", "SY"), ("حماة", "SY")], id="two-places-of-a-tag"),
        pytest.param("انهار سقف في معان وإنقاذ عامل", [("معان", "JO")], id="maan-before-and"),
        pytest.param("انهار سقف في معان", [("معان", "JO")], id="maan-at-the-end"),
        pytest.param("في معان كثيرة لهذا البيت", [], id="meanings"),
        pytest.param("انقطع التيار في العقبة ثم عاد", [("العقبة", "JO")], id="aqaba"),
        pytest.param("ما زال التمويل هو العقبة", [], id="obstacle"),
        pytest.param("حفل في الحي الشمالي من حمص", [("حمص", "SY")], id="northern-quarter"),
        pytest.param("أعلنوا السيطرة على الباب قبل الظهر", [("الباب", "SY")], id="hold-on-al-bab"),
        pytest.param("القطارات القاهرة للمسافات", [], id="adjective-behind-a-noun"),
        pytest.param("العاصمة المصرية القاهرة", [("القاهرة", "EG")], id="capital-in-apposition"),
    ],
)
def test_a_word_is_a_place_with_evidence(text, expected):
    assert shown(text) == expected


def test_a_place_has_its_english_name_and_position():
    (place,) = find_places("عبروا نهر العاصي")
    assert (place.name, place.kind, place.country) == ("Orontes", "river", "SY")
    assert (round(place.latitude or 0), round(place.longitude or 0)) == (35, 37)


def test_every_entry_has_a_position_or_is_a_country_without_one():
    without = [key for key, entry in gazetteer().items() if entry.latitude is None]
    assert len(without) < 15, without


HEADER = "arabic,name,kind,country,latitude,longitude"


@pytest.fixture
def own(tmp_path):
    """Own places of a CSV text."""

    def read(text):
        path = tmp_path / "mine.csv"
        path.write_bytes(text.encode())
        return read_places_file(path)

    return read


def test_own_places_come_before_ours_until_the_block_ends(own):
    rows = own(f"\N{BYTE ORDER MARK}{HEADER}\r\nتل الريحان|تلة الريحان,Tell Rihan,quarter,SY,34.5,36.7\r\n")
    text = "قرب تل الريحان"
    with using_places(rows):
        assert [(place.name, place.source) for place in find_places(text)] == [("Tell Rihan", "own")]
        assert [place.name for place in find_places("في تلة الريحان")] == ["Tell Rihan"]
        assert read_tag("#تل_الريحان_تستغيث").place == fold_word("تل الريحان")
    assert find_places(text) == []
    assert read_tag("#تل_الريحان_تستغيث").place is None


def test_an_own_place_is_one_although_its_name_is_a_word(own):
    with using_places(own("name;arabic;country\nAl-Wadi;الوادي;SY\n")):
        assert shown("وصلنا الوادي ليلا") == [("الوادي", "SY")]
    assert shown("وصلنا الوادي ليلا") == []


@pytest.mark.parametrize(
    ("csv", "message"),
    [
        pytest.param("arabic,name\nا,b\n", "line 2: arabic 'ا'", id="letters"),
        pytest.param("name,kind\nb,city\n", "line 1: columns seen: name, kind", id="columns"),
        pytest.param(f"{HEADER}\n,b,city,SY,1,2\n", "line 2: a place", id="name"),
        pytest.param(f"{HEADER}\nتل,b,city,SY,x,2\n", "line 2: position 'x', '2'", id="position"),
        pytest.param(f"{HEADER}\nتل,b,city,SY,91,2\n", "line 2: position '91', '2'", id="latitude"),
        pytest.param(f"{HEADER}\nتل,b,city,SY,nan,2\n", "line 2: position 'nan', '2'", id="nan"),
        pytest.param(f"{HEADER}\nتل,b,city,SY,1,\n", "line 2: position '1', ''", id="half-a-position"),
        pytest.param(f"{HEADER}\nتل,b,town,SY,1,2\n", "line 2: kind 'town': use one of city", id="kind"),
        pytest.param(f"{HEADER}\nتل,b,city,Syria,1,2\n", "line 2: country 'Syria'", id="country"),
        pytest.param(f"{HEADER},zone\nتل,b,city,SY,1,2,Damascus\n", "line 2: zone 'Damascus'", id="zone"),
        pytest.param(f"{HEADER}\nتل,b,city,SY,1,2,3\n", "line 2: 7 cells under 6 columns", id="cells"),
        pytest.param(f'{HEADER}\nتل,"b,city,SY,1,2\n', "line 2: unexpected end", id="open-quote"),
        pytest.param(f"{HEADER}\nتل,ok,city,SY,1,2\nب 7,b,city,SY,1,2\n", "line 3: arabic 'ب 7'", id="digits"),
    ],
)
def test_a_bad_row_is_named(own, csv, message):
    with pytest.raises(InputError, match=message):
        own(csv)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("وصلت فرقة من الدفاع المدني إلى الموقع", id="letters-of-another-word"),
        pytest.param("تسجيل حالة لأول مرة هذا الموسم", id="to-the-first"),
        pytest.param("كسرت الأمطار زجاج السيارات", id="broke-is-not-sirte"),
        pytest.param("الحكومة: العثور على المفقودين", id="opens-a-line-like-a-dateline"),
        pytest.param("أمطار متفرقة جنوب البلاد اليوم", id="south-of-the-country"),
        pytest.param("حدادا على الشهداء في كل مكان", id="behind-a-preposition"),
        pytest.param("نتمنى الشفاء العاجل للمصابين", id="an-ordinary-word-that-the-lexicon-lacks"),
        pytest.param("#صور من مشاركة الجيش", id="a-tag-that-is-a-word"),
        pytest.param("رسالة من أب إلى ابنه", id="a-father"),
    ],
)
def test_common_words_are_no_places(text):
    """The map of a flood showed «الشهداء», «البلاد», «الحكومة» and Seoul."""
    assert [place.name for place in find_places(text)] == []


@pytest.mark.parametrize(
    ("text", "names"),
    [
        pytest.param("غرق عائلة في سيول الأردن", ["Jordan"], id="floods-of-jordan"),
        pytest.param("تقبلهم الله من الشهداء #سيول_الكويت", ["Kuwait"], id="martyrs-before-a-tag"),
        pytest.param("اختبارات جامعة الكويت تؤجل", ["Kuwait"], id="university-of-kuwait"),
    ],
)
def test_a_common_word_before_a_place_belongs_to_it(text, names):
    assert [place.name for place in find_places(text)] == names


@pytest.mark.parametrize(
    "text", ["إصابات في مدينة الشهداء", "انقطاع الكهرباء في مدينة #العين", "وصلنا إلى مدينة سيول أمس"]
)
def test_a_word_for_a_town_shows_the_place_all_the_same(text):
    assert len(find_places(text)) == 1

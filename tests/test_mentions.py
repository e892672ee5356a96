"""A noun phrase says who is named: name, role, kind, gender."""

from __future__ import annotations

from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tawatur.arabic.tokens import Token, tokenize
from tawatur.arabic.verbs import Gender, Number
from tawatur.statements.marks import pair_marks
from tawatur.statements.mentions import Mention, MentionKind, MentionReader

AFTER = " إن الأمر انتهى"  # every phrase is read with a sentence behind it, as after a reporting verb
WORDS = (
    "وزير الصحة رئيسة بلدية حمص سامي الحداد هدى المصري أبو أم بن د مصدر محلي ناشطون المتظاهرون وزارة حساب يدعى باسم"
    " في من قال وقالت إن عدد السكان نفس المصدر جون ، ( ) : . / “ ” « » @sami_h huda@ #حمص 12 https://t.me/abc"
).split()


def read(text: str, start: int = 0) -> tuple[Mention | None, list[Token]]:
    """The phrase that starts at a token of a text, and all its tokens."""
    tokens = tokenize(text)
    marks = {span.opening: span.closing for span in pair_marks(text, tokens).spans if span.is_closed}
    return MentionReader(text, tokens, marks).read(start, len(tokens)), tokens


def case(
    text: str,
    *,
    id: str,  # noqa: A002 - pytest's own name for it
    gender: Gender | None,
    name: str | None = None,
    role: str | None = None,
    kind: MentionKind = "person",
    rest: str = "",
):
    """A phrase and what it says: without `name` it is its own name; `rest` stands between it and the sentence."""
    return pytest.param(text, (name or text, role, kind, gender), rest, id=id)


@pytest.mark.parametrize(
    ("text", "said", "rest"),
    [
        # role, then name
        case(
            "محافظ عكار عماد لبكيان", name="عماد لبكيان", role="محافظ عكار", gender="m", id="unknown-place-and-surname"
        ),
        case(
            "مدير شركة الغاز بتعز بلال القميري",
            name="بلال القميري",
            role="مدير شركة الغاز بتعز",
            gender="m",
            id="short-place-behind-bi",
        ),
        case(
            "المتحدثة باسم الخارجية سيفيل أردوغموش",
            name="سيفيل أردوغموش",
            role="المتحدثة باسم الخارجية",
            gender="f",
            id="two-unknown-words-behind-an-institution",
        ),
        case(
            "مديرة النقل المدرسي شيخة النقيدان",
            name="شيخة النقيدان",
            role="مديرة النقل المدرسي",
            gender="f",
            id="a-title-without-article-is-a-name",
        ),
        case("سعادة الشيخ حمد آل ثاني", name="حمد آل ثاني", role="الشيخ", gender="m", id="honorific"),
        case(
            "قائد الأركان، الفريق أول سامي الحداد",
            name="سامي الحداد",
            role="قائد الأركان، الفريق أول",
            gender="m",
            id="rank-behind-a-comma",
        ),
        case(
            "المفوضة ماريكا فان دن هوفل",
            name="ماريكا فان دن هوفل",
            role="المفوضة",
            gender="f",
            id="particles-of-a-foreign-name",
        ),
        case("كلاوديا دي سانتيس", gender="f", id="foreign-name-that-begins-like-a-preposition"),
        case("سالم بوقطفة", gender="m", id="abu-joined-to-the-name"),
        case("الوزير سامي الحداد", name="سامي الحداد", role="الوزير", gender="m", id="title-name"),
        case("وزير الصحة سامي الحداد", name="سامي الحداد", role="وزير الصحة", gender="m", id="minister-of-name"),
        case("وزيرة التعليم هدى المصري", name="هدى المصري", role="وزيرة التعليم", gender="f", id="woman-minister-name"),
        case(
            "رئيس بلدية حمص ماهر العلي", name="ماهر العلي", role="رئيس بلدية حمص", gender="m", id="role-of-a-place-name"
        ),
        case(
            "نائب رئيس الوزراء سامي الحداد",
            name="سامي الحداد",
            role="نائب رئيس الوزراء",
            gender="m",
            id="role-of-a-role-name",
        ),
        case(
            "مدير عام الصحة سامي الحداد",
            name="سامي الحداد",
            role="مدير عام الصحة",
            gender="m",
            id="director-general-name",
        ),
        case(
            "المدير السابق ليث الأحمد", name="ليث الأحمد", role="المدير السابق", gender="m", id="former-director-name"
        ),
        case(
            "المدير التنفيذي للشركة ليث الأحمد",
            name="ليث الأحمد",
            role="المدير التنفيذي للشركة",
            gender="m",
            id="role-for-an-institution-name",
        ),
        case(
            "رئيس منظمة “أطباء” سامي الحداد",
            name="سامي الحداد",
            role="رئيس منظمة “أطباء”",
            gender="m",
            id="both-marks-of-a-quoted-institution-stay",
        ),
        case("سائق أجرة يدعى سامي", name="سامي", role="سائق أجرة", gender="m", id="indefinite-title-whole"),
        case("عضو المجلس البلدي هدى المصري", name="هدى المصري", role="عضو المجلس البلدي", gender="f", id="her-title-m"),
        case("عضو المجلس علاء المصري", name="علاء المصري", role="عضو المجلس", gender="m", id="alaa-is-not-ola"),
        case("النائب عن الحزب سامي الحداد", name="سامي الحداد", role="النائب عن الحزب", gender="m", id="deputy-for"),
        case(
            "النائب السابق عن الحركة، سامي الحداد",
            name="سامي الحداد",
            role="النائب السابق عن الحركة",
            gender="m",
            id="former-deputy-for",
        ),
        case("المتحدث باسمها سامي الحداد", name="سامي الحداد", role="المتحدث باسمها", gender="m", id="its-spokesman"),
        case("حساب باسم سامي", name="سامي", role="حساب", gender="m", id="account-named"),
        case("المبعوث الأممي غير بيدرسون", name="غير بيدرسون", role="المبعوث الأممي", gender="m", id="geir-is-a-name"),
        case(
            "المبعوث الأممي إلى سوريا غير بيدرسون",
            name="غير بيدرسون",
            role="المبعوث الأممي إلى سوريا",
            gender="m",
            id="envoy-to-a-country",
        ),
        case("المدرب الطيب الحداد", name="الطيب الحداد", role="المدرب", gender="m", id="given-name-with-article"),
        case("أم علاء المصري", gender="f", id="kunya-of-a-woman-and-family-name"),
        case("ماري كوري", gender="f", id="foreign-surname-like-a-preposition"),
        case("مصدر مطلع", kind="anonymous", gender="m", id="informed-source"),
        case("المرصد السوري لحقوق الإنسان", kind="organisation", gender="m", id="institution-for-its-field"),
        case("الناشطة هدى المصري", name="هدى المصري", role="الناشطة", gender="f", id="woman-activist-name"),
        case(
            "المتحدثة باسم الوزارة هدى المصري",
            name="هدى المصري",
            role="المتحدثة باسم الوزارة",
            gender="f",
            id="spokeswoman-of-name",
        ),
        case(
            "وزير الصحة في الحكومة سامي الحداد",
            name="سامي الحداد",
            role="وزير الصحة في الحكومة",
            gender="m",
            id="role-in-an-institution-name",
        ),
        case(
            "مدير المرصد السوري لحقوق الإنسان سامي الحداد",
            name="سامي الحداد",
            role="مدير المرصد السوري لحقوق الإنسان",
            gender="m",
            id="role-of-a-long-institution-name",
        ),
        # name, then role
        case("سامي الحداد، وزير الصحة", name="سامي الحداد", role="وزير الصحة", gender="m", id="name-comma-role"),
        case(
            "سامي الحداد، الناطق باسم الوزارة",
            name="سامي الحداد",
            role="الناطق باسم الوزارة",
            gender="m",
            id="name-comma-spokesman",
        ),
        case(
            "هدى المصري المتحدثة باسم المنظمة",
            name="هدى المصري",
            role="المتحدثة باسم المنظمة",
            gender="f",
            id="name-role-without-a-comma",
        ),
        case(
            "هدى المصري وهي مديرة المدرسة", name="هدى المصري", role="مديرة المدرسة", gender="f", id="name-who-is-role"
        ),
        # apposition between commas
        case(
            "الخبير الاقتصادي، سامي الحداد،",
            name="سامي الحداد",
            role="الخبير الاقتصادي",
            gender="m",
            rest="،",
            id="role-comma-name-comma",
        ),
        case(
            "المديرة، هدى المصري،",
            name="هدى المصري",
            role="المديرة",
            gender="f",
            rest="،",
            id="woman-role-comma-name-comma",
        ),
        case(
            "هدى المصري، مديرة المدرسة،",
            name="هدى المصري",
            role="مديرة المدرسة",
            gender="f",
            rest="،",
            id="name-comma-role-comma",
        ),
        # abbreviated titles
        case("د. سامي الحداد", name="سامي الحداد", gender="m", id="doctor-abbreviated"),
        case("د/ سامي الحداد", name="سامي الحداد", gender="m", id="doctor-with-a-slash"),
        case("م. ليث الأحمد", name="ليث الأحمد", gender="m", id="engineer-abbreviated"),
        case("أ.د. سامي الحداد", name="سامي الحداد", gender="m", id="two-abbreviations"),
        case(
            "وزير الصحة د. سامي الحداد", name="سامي الحداد", role="وزير الصحة", gender="m", id="role-abbreviation-name"
        ),
        case("الدكتورة هدى المصري", name="هدى المصري", role="الدكتورة", gender="f", id="doctor-written-out"),
        # names with connectors
        case("أبو ليث", gender="m", id="kunya-father"),
        case("أم ليث", gender="f", id="kunya-mother"),
        case("أبو ليث الحمصي", gender="m", id="kunya-and-origin"),
        case("القائد الميداني أبو عمر", name="أبو عمر", role="القائد الميداني", gender="m", id="role-kunya"),
        case("الأمير خالد بن سامي", name="خالد بن سامي", role="الأمير", gender="m", id="title-name-son-of-name"),
        case("عبد الرحمن الأحمد", gender="m", id="name-of-two-words"),
        case("زينب", gender="f", id="first-name-of-a-woman"),
        case("سلامة", gender=None, id="a-word-that-may-be-a-surname-tells-no-gender"),
        # foreign names, by their titles
        case(
            "الرئيس الفرنسي إيمانويل ماكرون",
            name="إيمانويل ماكرون",
            role="الرئيس الفرنسي",
            gender="m",
            id="foreign-name-after-a-title",
        ),
        case(
            "الأمين العام للأمم المتحدة أنطونيو غوتيريش",
            name="أنطونيو غوتيريش",
            role="الأمين العام للأمم المتحدة",
            gender="m",
            id="foreign-name-after-a-long-title",
        ),
        case("أنجيلا ميركل", gender="f", id="foreign-woman"),
        # handles and accounts
        case("سامي الحداد (@sami_h)", name="سامي الحداد", gender="m", id="name-handle"),
        case("هدى المصري (huda_m@)", name="هدى المصري", gender="f", id="name-handle-right-to-left"),
        case(
            "الصحفية هدى المصري @huda_m",
            name="هدى المصري",
            role="الصحفية",
            gender="f",
            id="role-name-handle-without-brackets",
        ),
        case("@sami_h", name="sami_h", gender=None, id="handle-alone"),
        case("حساب @sami_h", name="sami_h", gender=None, id="account-handle"),
        case("مستخدم يدعى سامي", name="سامي", role="مستخدم", gender="m", id="a-user-called-name"),
        case("شابة اسمها هدى", name="هدى", role="شابة", gender="f", id="a-young-woman-named"),
        case("شاعر يعرف باسم “ابن البلد”", name="ابن البلد", role="شاعر", gender="m", id="known-by-a-name-in-marks"),
        case("حساب يحمل اسم سامي", name="سامي", role="حساب", gender="m", id="account-bearing-a-name"),
        case("“مها”", name="مها", gender="f", id="name-in-marks"),
        case("قناة «أخبار البلد»", kind="organisation", gender="f", id="channel-with-its-name-in-marks"),
        # roles without a name
        case("الوزير", gender="m", id="the-minister"),
        case("المتحدث باسم الجيش", gender="m", id="the-spokesman-of"),
        case("مسؤول في وزارة الدفاع", gender="m", id="an-official-in"),
        case("لاجئة سورية", gender="f", id="a-woman-refugee"),
        case("شاهد عيان", gender="m", id="an-eye-witness"),
        # institutions
        case("وزارة الصحة", kind="organisation", gender="f", id="ministry"),
        case("وزارة الداخلية والبلديات", kind="organisation", gender="f", id="ministry-of-two-things"),
        case("الخارجية الروسية", kind="organisation", gender="f", id="ministry-without-the-word"),
        case("بلدية حمص", kind="organisation", gender="f", id="town-hall"),
        case("الشرطة", kind="organisation", gender="f", id="police"),
        case("المجلس المحلي", kind="organisation", gender="m", id="local-council"),
        case("نقابة الأطباء", kind="organisation", gender="f", id="union"),
        # sources without a name
        case("مصدر أمني", kind="anonymous", gender="m", id="a-security-source"),
        case("المصدر", kind="anonymous", gender="m", id="the-source"),
        case("نفس المصدر", name="المصدر", kind="anonymous", gender="m", id="the-same-source"),
        case("مصدر مقرب من الوزير", kind="anonymous", gender="m", id="a-source-close-to"),
        case(
            "مصدر طلب عدم الكشف عن اسمه",
            name="مصدر",
            kind="anonymous",
            gender="m",
            rest="طلب عدم الكشف عن اسمه",
            id="a-source-that-asked-not-to-be-named",
        ),
        # crowds
        case("ناشطون", kind="collective", gender="m", id="activists"),
        case("الحوثيون", kind="collective", gender="m", id="the-members-of-a-group"),
        case("متظاهرون في حمص", kind="collective", gender="m", id="demonstrators-in-a-place"),
        case("سكان الحي", kind="collective", gender="m", id="residents-of"),
        case("عدد من السكان", kind="collective", gender="m", id="a-number-of"),
        case("عشرات المتظاهرين", kind="collective", gender="m", id="tens-of"),
        case("شهود عيان", kind="collective", gender="m", id="eye-witnesses"),
        # documents
        case("بيان الوزارة", kind="document", gender="m", id="a-statement"),
    ],
)
def test_a_phrase_is_read(text, said, rest):
    sentence = text + AFTER
    mention, tokens = read(sentence)
    assert (mention.name, mention.role, mention.kind, mention.gender) == said
    assert sentence[slice(*mention.span)] == mention.name
    assert [token.text for token in tokens[mention.end :]] == [token.text for token in tokenize(rest + AFTER)]


@pytest.mark.parametrize(
    "name",
    [
        pytest.param("جون سميث", id="arabic-letters"),
        pytest.param("فلاديمير بوتين", id="known-abroad"),
        pytest.param("John Smith", id="latin-letters"),
        pytest.param("Jean-Luc O'Brien", id="hyphen-and-apostrophe"),
    ],
)
def test_a_foreign_name_is_a_person(name):
    mention, _ = read(name + AFTER)
    assert (mention.name, mention.kind, mention.role) == (name, "person", None)


@pytest.mark.parametrize(
    ("text", "handle"),
    [
        pytest.param("سامي الحداد (@sami_h)", "@sami_h", id="in-brackets"),
        pytest.param("سامي الحداد @sami_h", "@sami_h", id="without-brackets"),
        pytest.param("سامي الحداد (sami_h@)", "sami_h@", id="at-sign-behind"),
        pytest.param("حساب أخبار البلد (@akhbar)", "@akhbar", id="account"),
        pytest.param("@sami_h", "@sami_h", id="alone"),
        pytest.param("سامي الحداد", None, id="none"),
    ],
)
def test_the_handle_is_kept_as_written(text, handle):
    mention, _ = read(text + AFTER)
    assert mention.handle == handle


@pytest.mark.parametrize(
    ("text", "number"),
    [
        pytest.param("ناشط", "singular", id="one"),
        pytest.param("الطبيبان", "dual", id="two"),
        pytest.param("المعلمتان", "dual", id="two-women"),
        pytest.param("ناشطون", "plural", id="many"),
        pytest.param("طلاب الجامعة", "plural", id="broken-plural"),
        pytest.param("وزارة الصحة", "singular", id="institution"),
    ],
)
def test_the_number_is_that_of_the_head(text, number):
    mention, _ = read(text + AFTER)
    assert mention.number == number


@pytest.mark.parametrize(
    ("text", "head", "is_definite"),
    [
        pytest.param(
            "الوزير",
            "وزير",
            True,
            id="definite",
        ),
        pytest.param(
            "وزير الصحة",
            "وزير",
            False,
            id="definite-by-its-genitive",
        ),
        pytest.param(
            "مصدر محلي",
            "مصدر",
            False,
            id="indefinite",
        ),
        pytest.param("سامي الحداد", None, False, id="name"),
    ],
)
def test_the_head_is_kept_to_find_the_speaker_again(text, head, is_definite):
    mention, _ = read(text + AFTER)
    assert (mention.head, mention.is_definite) == (head, is_definite)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("في حمص", id="preposition"),
        pytest.param("من جهته", id="preposition-and-pronoun"),
        pytest.param("أمس", id="time"),
        pytest.param("كان الأمر", id="auxiliary"),
        pytest.param("12 شخصا", id="number"),
        pytest.param("، ثم", id="comma"),
        pytest.param("https://t.me/abc", id="link"),
        pytest.param("#حمص", id="hashtag"),
        pytest.param("ضاحكا", id="circumstance"),
        pytest.param("قلت", id="i-said"),
        pytest.param("نعتقد", id="we-believe"),
        pytest.param("الساعات الأخيرة", id="things"),
    ],
)
def test_nobody_is_named_by(text):
    assert read(text + AFTER)[0] is None


def test_a_phrase_ends_before_the_limit():
    text = "وزير الصحة سامي الحداد"
    tokens = tokenize(text)
    reader = MentionReader(text, tokens, {})
    assert reader.read(0, 2).name == "وزير الصحة"
    assert reader.read(0, 4).name == "سامي الحداد"
    assert reader.read(2, 2) is None


def test_a_phrase_is_read_from_the_middle_of_a_text():
    text = "وقال بعد ذلك وزير الصحة سامي الحداد إن الأمر انتهى"
    mention, _ = read(text, start=3)
    assert (mention.name, mention.role, mention.first) == (
        "سامي الحداد",
        "وزير الصحة",
        3,
    )
    assert text[slice(*mention.span)] == mention.name


def test_a_word_of_a_name_given_in_full_is_enough():
    text = "ضاحكا إن الأمر انتهى"
    tokens = tokenize(text)
    mention = MentionReader(text, tokens, {}, known_words=frozenset({"ضاحكا"})).read(0, len(tokens))
    assert mention.name == "ضاحكا"


@given(st.lists(st.sampled_from(WORDS), max_size=14), st.integers(0, 3))
def test_any_words_are_read_within_their_text(words, start):
    text = " ".join(words)
    mention, tokens = read(text, start)
    if mention is None:
        return
    assert start == mention.first < mention.end <= len(tokens)
    assert text[slice(*mention.span)] == mention.name != ""
    assert tokens[mention.first].start <= mention.span[0] < mention.span[1] <= tokens[mention.end - 1].end
    assert mention.kind in get_args(MentionKind)
    assert mention.number in get_args(Number)
    assert mention.gender is None or mention.gender in get_args(Gender)


@given(st.text(st.characters(exclude_categories=()), max_size=50))
def test_reading_never_raises(text):
    mention, _ = read(text)
    assert mention is None or mention.name == text[slice(*mention.span)]

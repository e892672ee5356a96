"""Segmenting: clitics, stems with their letter given back, lemmas; invented sentences."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tawatur.arabic import Token, segment
from tawatur.arabic.segments import light
from tawatur.arabic.verbs import written_forms


def shown(token: Token) -> str:
    return "+".join((*token.proclitics, token.stem, *token.enclitics))


@pytest.mark.parametrize(
    ("sentence", "index", "parts", "lemma"),
    [
        pytest.param("بدأت التعزيزات تمهيدا لدخولها", 3, "ل+دخول+ها", "دخول", id="preposition-noun-pronoun"),
        pytest.param("وصلوا إلى تخومها وأبوابها", 3, "و+أبواب+ها", "باب", id="broken-plural"),
        pytest.param("هرب قادتهم ليلا", 1, "قادة+هم", "قائد", id="teh-marbuta-given-back"),
        pytest.param("غادر أعضاؤها البلاد", 1, "أعضاء+ها", "عضو", id="hamza-on-waw-given-back"),
        pytest.param("مستشفاهم بلا دواء", 0, "مستشفى+هم", "مستشفى", id="alef-maksura-given-back"),
        pytest.param("اعتقلوهم عند الحاجز", 0, "اعتقلوا+هم", "اعتقل", id="alef-of-the-plural-given-back"),
        pytest.param("سيعلنونها غدا", 0, "س+يعلنون+ها", "أعلن", id="future"),
        pytest.param("لم يقل أحد ذلك", 1, "يقل", "قال", id="jussive-of-a-hollow-verb"),
        pytest.param("للمدينة سور", 0, "ل+ال+مدينة", "مدينة", id="article-behind-lam"),
        pytest.param("للجنة رأي آخر", 0, "ل+ال+لجنة", "لجنة", id="article-and-lam-behind-lam"),
        pytest.param("لله الأمر", 0, "ل+الله", "الله", id="god"),
        pytest.param("فبالصبر ينتصر", 0, "ف+ب+ال+صبر", "صبر", id="three-proclitics"),
        pytest.param("وأنهم سيعودون", 0, "و+أن+هم", "أن", id="particle-with-pronoun"),
        pytest.param("ألم يسمع", 0, "أ+لم", "لم", id="question"),
        pytest.param("ولادة قيصرية", 0, "ولادة", "ولادة", id="radical-waw"),
        pytest.param("فضيحة جديدة", 0, "فضيحة", "فضيحة", id="radical-feh"),
        pytest.param("برلمان البلاد", 0, "برلمان", "برلمان", id="radical-beh"),
        pytest.param("لقاء مطول", 0, "لقاء", "لقاء", id="radical-lam"),
        pytest.param("كهرباء الحي مقطوعة", 0, "كهرباء", "كهرباء", id="radical-kaf"),
        pytest.param("سلاح ثقيل", 0, "سلاح", "سلاح", id="radical-seen"),
        pytest.param("إخطارات جديدة", 0, "إخطارات", "إخطار", id="hamza-below-tells"),
        pytest.param("السنة الماضية", 0, "ال+سنة", "سنة", id="article-not-hamza"),
        pytest.param("كان المشهد هادئا", 0, "كان", "كان", id="was-not-as-if"),
        pytest.param("قال والده أمس", 1, "والد+ه", "والد", id="his-father"),
        pytest.param("حديث مشترك", 1, "مشترك", "مشترك", id="no-your-in-news"),
        pytest.param("عادل الأسد موظف", 1, "الأسد", "الأسد", id="surname-after-given-name"),
        pytest.param("مقاتلي الفصيل", 0, "مقاتلي", "مقاتل", id="construct-plural"),
        pytest.param("الخطاب الوطني", 1, "ال+وطني", "وطني", id="nisba-is-no-plural"),
    ],
)
def test_a_word_is_cut_and_its_lemma_found(sentence, index, parts, lemma):
    token = segment(sentence)[index]
    assert (light(shown(token)), light(token.lemma)) == (light(parts), light(lemma))


def test_neighbours_decide_between_so_they_and_understanding():
    assert shown(segment("تعبوا فهم يسيرون منذ الفجر")[1]) == "ف+هم"
    assert segment("في كتب التاريخ")[1].lemma == "كتاب"
    assert segment("سامي كتب رسالة")[1].lemma == "كتب"


def test_spans_point_back_into_the_text():
    text = "قال: «سنعود»، ثم غادر @abc #حمص"
    assert [text[slice(*token.span)] for token in segment(text)] == ["قال", "سنعود", "ثم", "غادر", "#حمص"]


def test_vowel_marks_change_nothing():
    assert [shown(token) for token in segment("وَسَيَكْتُبُونَهَا")] == [shown(token) for token in segment("وسيكتبونها")]


@given(st.text(alphabet="اوفبلكسيتنهمةىءأإآئؤحدرعق \N{ARABIC FATHA}\N{ARABIC SHADDA}", max_size=30))
def test_any_letters_are_cut_without_loss(text):
    """Clitics and stem together are the word again, but for the letter given back and the alef that لل leaves out."""
    for token in segment(text):
        assert token.stem
        written = light(text[slice(*token.span)])
        joined = "".join(map(light, (*token.proclitics, token.stem, *token.enclitics)))
        assert abs(len(joined) - len(written)) <= 3


def test_verb_forms_of_the_second_person_come_apart():
    assert "رميتم" in written_forms("رمى", "يرمي", of_addressed=True)
    assert "رميتم" not in written_forms("رمى", "يرمي")

"""What a trend is called before people: its state, its strength and what limits its number, in both languages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tawatur.arabic.counting import count_noun
from tawatur.arabic.digits import Digits
from tawatur.arabic.nouns import Case
from tawatur.arabic.phrases import attach

if TYPE_CHECKING:
    from tawatur.trends.records import Precedent

ROUNDED = 0.2  # of an hour or a day: from so much on it is told that a length is rounded
IN_DAYS = 72  # hours from which on a time is told in days

Said = tuple[str, str]
"""Arabic, English."""

# S* of 5 starts a trend; the others part the 18 trends of a real archive in four groups of about one size
STRENGTHS = (
    (0.0, "ضعيف", "weak"),
    (5.0, "واضح", "clear"),
    (8.0, "قوي", "strong"),
    (15.0, "قوي جدا", "very strong"),
    (40.0, "استثنائي", "exceptional"),
)
STATES = {
    "warming": ("تمهيدي", "warming"),
    "candidate": ("مرشح", "candidate"),
    "started": ("صاعد", "rising"),
    "peaked": ("تجاوز ذروته", "past its peak"),
    "ended": ("انتهى", "ended"),
    "returning": ("يعود", "returns"),
}
RETURNS = {
    "day": ("يعود كل يوم", "returns every day"),
    "monday": ("يعود كل اثنين", "returns every Monday"),
    "tuesday": ("يعود كل ثلاثاء", "returns every Tuesday"),
    "wednesday": ("يعود كل أربعاء", "returns every Wednesday"),
    "thursday": ("يعود كل خميس", "returns every Thursday"),
    "friday": ("يعود كل جمعة", "returns every Friday"),
    "saturday": ("يعود كل سبت", "returns every Saturday"),
    "sunday": ("يعود كل أحد", "returns every Sunday"),
}
WARNINGS = {
    "warming": (
        "بدأ خلال أول 24 ساعة من الجمع: ما يقارن به قليل",
        "started within the first 24 hours of collection: little to compare with",
    ),
    "no-history": (
        "كان مرتفعا قبل أن يوجد ما يقارن به: لا درجة له",
        "was up before there was anything to compare with: no strength",
    ),
    "no-weekly-memory": (
        "بدأ خلال أول 15 يوما من الجمع: لا يعرف هل يعود كل أسبوع",
        "started within the first 15 days of collection: whether it returns weekly is not known",
    ),
    "coverage-unknown": (
        "الأرشيف متقطع: لا يعرف هل الفراغ صمت أم انقطاع في الجمع، وقد عد صمتا",
        "sparse archive: silence and failed collection look alike; counted as silence",
    ),
    "no-authors": (
        "المنشورات بلا أصحاب: النصوص المختلفة عدت مكان الحسابات، ولا تحسب الأصوات",
        "no post names its author: distinct texts stand in for accounts; voices cannot be counted",
    ),
    "some-without-author": ("بعض المنشورات بلا أصحاب", "some posts name no author"),
    "few-posts": ("أقل من 20 منشورا", "fewer than 20 posts"),
    "mostly-copies": (
        "أكثره نسخ: الأصوات المستقلة أقل من نصف الحسابات",
        "mostly copies: fewer independent voices than half the accounts",
    ),
    "in-step": (
        "أكثر حساباته تنشر متزامنة مرة بعد مرة: مصدرها واحد بحسب ما نراه",
        "most accounts repeatedly post within a minute of one another: one source by what we can see",
    ),
    "same-minute": (
        "أكثر أصواته نشر في دقائق معدودة: الحد الأدنى يعدها صوتا واحدا",
        "most of its voices came within a few minutes: the lower bound counts them as one",
    ),
    "word-salad": (
        "لا تكاد نصوصه تشترك في كلمة: الحد الأدنى يعدها صوتا واحدا",
        "its texts share next to no word: the lower bound counts them as one",
    ),
}
LEFT_OUT = {
    "no-time": ("بلا وقت", "without a time"),
    "impossible-time": ("بوقت غير ممكن", "with an impossible time"),
    "long-tag": ("وسم أطول من 140 حرفا", "tags longer than 140 characters"),
}
REASONS = {
    "repost": ("إعادة نشر", "reposts"),
    "near-duplicate": ("نصوص شبه متطابقة", "near-duplicate texts"),
    "same-url": ("رابط واحد", "one link"),
    "same-media": ("صورة أو مقطع واحد", "one picture or clip"),
    "in-step": ("نشر متزامن متكرر", "repeatedly in step"),
}
FLOODS = {
    "same-minute": ("نشر في دقائق معدودة", "within minutes"),
    "word-salad": ("نصوص لا تكاد تشترك في كلمة", "texts that share next to no word"),
}


def strength_words(score: float | None) -> Said | None:
    """A strength in words; None where there is none.

    >>> strength_words(9.0)[1]
    'strong'
    """
    if score is None:
        return None
    return next(((arabic, english) for least, arabic, english in reversed(STRENGTHS) if score >= least), None)


def tell_hours(hours: float, lang: str, *, case: Case = "genitive", digits: Digits = "latin") -> str:
    """A length of time, rounded: "26 ساعة", "نحو 4 أيام"; in days from the third one on.

    >>> tell_hours(84, "ar"), tell_hours(72, "en"), tell_hours(26.1, "en")
    ('نحو 4 أيام', '3 days', '26 hours')
    """
    if hours < 1:
        return "less than an hour" if lang == "en" else "أقل من ساعة"
    is_in_days = int(hours + 0.5) >= IN_DAYS
    length = hours / 24 if is_in_days else hours
    number = int(length + 0.5)
    is_about = abs(length - number) >= ROUNDED
    unit, noun = ("day", "يوم") if is_in_days else ("hour", "ساعة")
    if lang == "en":
        if is_about:
            return f"about {f'{number} {unit}s' if number > 1 else 'an hour'}"
        return f"{number} {unit}{'' if number == 1 else 's'}"
    if not is_about:
        return count_noun(number, noun, case=case, digits=digits)
    return f"نحو {noun if number == 1 else count_noun(number, noun, case='genitive', digits=digits)}"


def tell_lag(precedent: Precedent, lang: str) -> str:
    """How long before the trend it rose: "قبله بـ26 ساعة"."""
    lag = tell_hours(precedent.lag_hours, lang)
    return f"{lag} earlier" if lang == "en" else f"قبله {attach('ب', lag)}"


def tell_precedent(precedent: Precedent, lang: str) -> str:
    """Its lag, its peak (where it is behind it and its voices are known) and how long it lasted."""
    told = [tell_lag(precedent, lang)]
    if precedent.peaked_at is not None and precedent.voices is not None:
        peak = precedent.peak_voices
        told.append(
            f"peak {peak} voice{'' if peak == 1 else 's'} an hour"
            if lang == "en"
            else f"ذروته {count_noun(peak, 'صوت')} في الساعة"
        )
    if precedent.duration_hours is None:
        told.append("still up" if lang == "en" else "لم ينته بعد")
    else:
        lasted = tell_hours(precedent.duration_hours, lang, case="accusative")
        told.append(f"lasted {lasted}" if lang == "en" else f"دام {lasted}")
    return (", " if lang == "en" else "، ").join(told)

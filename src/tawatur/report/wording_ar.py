"""The roundup in Arabic: newsroom prose around quoted words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from tawatur.arabic.counting import count_noun, subject_agreement
from tawatur.arabic.dates import write_date, write_time
from tawatur.arabic.digits import Digits, write_digits
from tawatur.arabic.folding import fold_word
from tawatur.arabic.gazetteer import is_place_word
from tawatur.arabic.lexicon import find_speaker_word, given_count, words
from tawatur.arabic.nouns import Case
from tawatur.arabic.phrases import AND, attach, join_words
from tawatur.arabic.tokens import tokenize
from tawatur.arabic.verbs import verb_form
from tawatur.arabic.zones import city_of_zone, months_of_zone
from tawatur.posts import Post, evidence_label
from tawatur.report.choose import Chosen
from tawatur.report.profiles import Gender
from tawatur.report.quoting import BODIES
from tawatur.report.records import (
    Earlier,
    Foretold,
    Handle,
    Hashtag,
    Method,
    Moment,
    Number,
    Quote,
    Rising,
)
from tawatur.report.relays import is_verbatim
from tawatur.report.wording import (
    FEWEST_FOUND,
    LIKELY,
    WEEK,
    About,
    AccountKind,
    Clock,
    Manner,
    Pieces,
    Rank,
    Telling,
    Toll,
    Voice,
    ends_a_day,
    first_of_many,
    has_kin,
    is_told_by_days,
    moment,
    overlaps,
    own_words,
    platform_then,
    predicts,
    risen,
    shown_spellings,
    told_waves,
)
from tawatur.statements.mentions import guess_gender
from tawatur.trends.wording import tell_hours

PLATFORMS = {
    "x": "إكس", "twitter": "تويتر", "bluesky": "بلوسكاي", "mastodon": "ماستودون", "telegram": "تلغرام",
    "facebook": "فيسبوك", "instagram": "إنستغرام",
}  # fmt: skip
_ORDINALS = ("", "آخر", "ثالث", "رابع", "خامس", "سادس")  # of accounts, in records
BY_PERSONS = ("كتب", "قال")
BY_ORGANISATIONS = ("ذكر", "قال")
BY_ACCOUNTS = ("كتب", "نشر")  # an account of nobody known does not speak
NEUTRAL = tuple(dict.fromkeys((*BY_PERSONS, *BY_ORGANISATIONS, *BY_ACCOUNTS)))
_TAKES_OBJECT = frozenset({"توقع", "رجح", "استبعد"})
_NAMES = (find_speaker_word, is_place_word, given_count)
_TURNS = ("من جهت", "بدور")  # with a pronoun: from one speaker to the next
CONTINUING = ("أضاف", "تابع", "أردف", "واصل")
BY_MANNER: dict[Manner, str] = {
    "asserting": "أكد", "likely": "رجح", "prediction": "توقع", "ruling out": "استبعد", "warning": "حذر",
}  # fmt: skip
_EVENTS = {  # what posts of a trend tell of, behind عن
    "control": "تقدم قوات أو سيطرتها", "seized": "السيطرة على مواقع", "killed": "قتلى أو وفيات", "died": "وفيات",
    "one died": "وفاة",
    "injured": "إصابات", "missing": "مفقودين", "displaced": "نزوح", "evacuated": "إخلاء", "rescued": "عمليات إنقاذ",
    "recovered": "انتشال جثث", "found": "العثور على مفقودين", "trapped": "عالقين", "arrested": "توقيفات",
    "released": "إفراج", "destruction": "أضرار", "fire": "حريق", "flooding": "سيول", "weather": "أمطار وعواصف",
    "quake": "زلزال", "strike": "قصف", "explosion": "انفجار", "attack": "هجوم", "clashes": "اشتباكات",
    "closure": "إغلاق أو تعليق", "reopening": "إعادة فتح", "emergency": "حالة طوارئ", "ceasefire": "هدنة",
    "aid": "مساعدات",
}  # fmt: skip
_ABOUT = {  # what somebody disputes
    "killed": "القتلى", "died": "الوفيات", "injured": "الإصابات", "missing": "المفقودين", "displaced": "النزوح",
    "evacuated": "الإخلاء", "rescued": "الإنقاذ", "trapped": "العالقين", "arrested": "التوقيفات", "released": "الإفراج",
    "destruction": "الأضرار", "fire": "الحريق", "flooding": "السيول", "weather": "الأمطار", "quake": "الزلزال",
    "strike": "القصف", "explosion": "الانفجار", "attack": "الهجوم", "clashes": "الاشتباكات", "closure": "الإغلاق",
    "emergency": "حالة الطوارئ", "ceasefire": "الهدنة", "aid": "المساعدات", "control": "السيطرة على المنطقة",
}  # fmt: skip
_COUNTED = {  # whom its numbers count, behind عدد
    "killed": "الضحايا", "died": "الضحايا", "injured": "المصابين", "missing": "المفقودين", "displaced": "النازحين",
    "evacuated": "من أُخلوا", "rescued": "من أُنقذوا", "trapped": "العالقين", "arrested": "الموقوفين",
    "found": "من عُثر عليهم",
}  # fmt: skip
_EACH = {"killed": "قتيل", "died": "وفاة", "injured": "مصاب", "missing": "مفقود", "displaced": "نازح"}
_RELATIONS = {"gt": "أكثر من ", "ge": "ما لا يقل عن ", "lt": "أقل من ", "le": "ما لا يزيد على ", "approx": "نحو "}
_OF_A_FIELD = frozenset(map(fold_word, (
    "طبيب طبيبة خبير خبيرة باحث باحثة كاتب كاتبة مصور مصورة مهندس مهندسة مدرب مدربة لاعب لاعبة محرر محررة".split()
)))  # fmt: skip
_REASONS = {
    "repost": "إعادات نشر",
    "copy": "نسخ من منشورات أخرى", "not public": "غير متاحة للعموم", "too short": "قصيرة", "only tags": "وسوم بلا نص",
    "only links": "روابط بلا نص", "empty": "بلا نص", "not chosen": "غير مختارة",
    "not read": "غير مقروءة عند اختيار المتحدثين",
}  # fmt: skip

_REJECTED = {  # the commonest; others by the code that --rejects prints
    "link-without-post": "روابط لا منشور لها في الملفات",
    "link-without-text": "روابط بلا نص",
    "handle-mismatch": "منشورات لا يطابق رابطها صاحبها",
    "unknown-format": "ملفات بصيغة غير معروفة",
    "not-json": "أسطر تالفة",
}

_NOUNS_IN_IYA = frozenset("بلدية جمعية كلية مديرية تنسيقية تعاونية".split())  # what a chairman is of


COLLECTED = "في المنشورات التي جمعناها"
TREND_CAVEATS = {
    "trend unseen": "تُحسب المنشورات التي أُعيدت صياغتها أو نُسّقت خارج المنصة أصواتا مستقلة.",
    "trend warming": "بدأ نشاط الوسم خلال أول 24 ساعة من جمع المنشورات، وما يُقارن به قليل.",
    "trend no-history": "كان الوسم نشطا قبل أن يوجد ما يُقارن به، فلا يُعرف مقدار الزيادة.",
    "trend no-weekly-memory": "بدأ نشاط الوسم خلال أول 15 يوما من جمع المنشورات، فلا يُعرف هل يعود كل أسبوع.",
    "trend coverage-unknown": "في الأرشيف فترات خالية لا يُعرف هل توقف فيها النشر أم تعذر الجمع، وعُدّت بلا منشورات.",
    "trend no-authors": "لا تحمل المنشورات أسماء أصحابها، فأُحصيت النصوص المختلفة لا الحسابات.",
    "trend some-without-author": "بعض المنشورات لا تحمل أسماء أصحابها، فحُسب كل نص مختلف منها حسابا.",
    "trend few-posts": "تستند هذه الأعداد إلى أقل من 20 منشورا.",
    "trend mostly-copies": "معظم المنشورات نسخ من غيرها، والأصوات المستقلة أقل من نصف الحسابات.",
    "trend in-step": "نشرت معظم الحسابات متزامنة مرة بعد مرة، وهذا دليل على مصدر مشترك قد يكون معلنا، لا على خداع.",
    "trend same-minute": "نُشر معظم المنشورات في دقائق معدودة، وهي في الحد الأدنى صوت واحد.",
    "trend word-salad": "لا تكاد النصوص تشترك في كلمة، وهي في الحد الأدنى صوت واحد.",
}  # by Trend.warnings


@dataclass(frozen=True, slots=True, kw_only=True)
class ArabicWording:
    """Arabic sentences; see `Wording`."""

    clock: Clock
    digits: Digits = "latin"

    @property
    def another(self) -> str:
        """غيره."""
        return "غيره"

    def label(self, chosen: Chosen, number: int) -> str:
        """الصحفي سامر نادر; a private person is حساب, the next ones حساب آخر, حساب ثالث."""
        profile = chosen.profile
        if number:
            return f"حساب {_ordinal(number)}".rstrip()
        if profile.is_organisation and not profile.role:
            return profile.name or f"حساب @{profile.handle}"
        role = definite(profile.role or "")
        return f"{role} {profile.name}" if profile.name else f"{role} صاحب الحساب @{profile.handle}"

    def mention(self, chosen: Chosen, number: int) -> str:
        """حساب, then حساب آخر; صاحب منشور آخر where the posts do not say whether two are of one author."""
        if number < 2:
            return self.label(chosen, number)
        return "حساب آخر" if chosen.is_author_known else "صاحب منشور آخر"

    @staticmethod
    def giver(voice: Voice) -> Pieces:
        """Who gives a number or a forecast: by name, or one of the accounts."""
        return ["أحد الحسابات"] if voice.number else voice.again

    def headline_quote(self, voice: Voice, quote: Quote, source: str | None = None) -> Pieces:
        """الصحفي سامر نادر: «…»; whom a post passes on, by his name."""
        return [*([source] if source else voice.name), ": ", quote]

    def headline_conflict(self, place: str, platforms: Sequence[str]) -> Pieces:
        """روايات متضاربة عن حمص على إكس."""
        return [f"روايات متضاربة عن {place}{self._on(platforms)}"]

    def headline_topic(self, topic: Pieces, platforms: Sequence[str]) -> Pieces:
        """ما قيل عن … على إكس."""
        if not topic:
            return ["منشورات", self._on(platforms), " كما كتبها أصحابها"]
        word = "وسم " if any(isinstance(piece, Hashtag) for piece in topic) else ""
        return [f"ما قيل عن {word}", *topic, self._on(platforms)]

    def headline_rising(self, rising: Rising, platforms: Sequence[str]) -> Pieces:
        """تزايد المنشورات تحت وسم #حمص على إكس بمشاركة ما لا يقل عن 812 صوتا مستقلا."""
        voices, on = rising.trend.voices.headline, self._on(platforms, rising.last)
        posts = self._counted(rising.trend.posts, "منشور", case="nominative")
        if voices is None:
            return [f"{posts} تحت وسم ", rising.tag, on]
        opening = "تزايد المنشورات" if rising.trend.started_at else "منشورات"
        return [f"{opening} تحت وسم ", rising.tag, f"{on} بمشاركة {self._at_least(voices)}"]

    def headline_event(self, rising: Rising, event: str, voices: int) -> Pieces:
        """#حمص: أنباء عن وفيات بحسب 73 صوتا مستقلا."""
        noun = "منشور مختلف" if rising.trend.voices.headline is None else "صوت مستقل"
        counted = self._counted(voices, noun, case="genitive")
        return [rising.tag, f": أنباء عن {_EVENTS[event]} بحسب {counted}"]

    def lead_rising(self, rising: Rising, platforms: Sequence[str], *, is_second: bool = False) -> list[Pieces]:
        """اشتد النشر تحت وسم #حمص على إكس منذ الساعة …، وبلغ عدد الحسابات ذروته …. ويستند التقرير إلى …."""
        start, end, peak = risen(rising)
        year = self.clock.local(start).year if is_second else None
        joint, on = (AND, "") if is_second else ("", self._on(platforms, rising.last))
        waves = told_waves(rising)
        if not waves and peak:
            when = self._at(peak, with_zone=not is_second, year=year)
            told: Pieces = [f"{joint}بلغ النشر تحت وسم ", rising.tag, f"{on} ذروته عند ", when]
            return [[*told, "."], self._behind(rising)]
        opening = "اشتد النشر" if rising.trend.started_at else "تتابعت المنشورات"
        told = [f"{joint}{opening} تحت وسم ", rising.tag, f"{on} "]
        for at, (began, ended) in enumerate(waves):
            known = year if at == 0 else self.clock.local(start).year
            told.append("، ثم " if at else "")
            if ended:
                told += ["بين ", *self._stretch(began, ended, " و", told_year=known)]
            else:
                told += ["من " if at else "منذ ", self._at(began, with_zone=known is None, year=known)]
        if peak:
            most = "ذروته" if rising.trend.accounts is None else "عدد الحسابات ذروته"
            told += [f"، وبلغ {most} عند ", self._peak(peak, start, end)]
        elif rising.trend.started_at:  # an archive cannot show what rose on the whole platform
            told.append(f"، {COLLECTED}")
        return [[*told, "."], self._behind(rising)]

    def _peak(self, at: datetime, start: datetime, end: datetime | None) -> Moment:
        """A time between two that are told: its day only where they leave it open."""
        if {self._day(start), self._day(end or start)} == {self._day(at)}:
            return Moment(at=at, zone=self.clock.zone, text=self._clock(at))
        if (end or start) - start < WEEK:
            return Moment(at=at, zone=self.clock.zone, text=f"{self._clock(at)} يوم {self.day_names(at)[1]}")
        return self._at(at, with_zone=False, year=start.year)

    def _behind(self, rising: Rising) -> Pieces:
        """Posts, accounts, voices and their bounds."""
        trend = rising.trend
        posts = f"ويستند التقرير إلى {self._counted(trend.posts, 'منشور', case='genitive')}"
        posts += " تحت هذا الوسم ووسوم متصلة به" if has_kin(rising) else ""
        if trend.accounts is None or trend.voices.headline is None:
            return [f"{posts}، لا يُعرف أصحابها، ولذلك لم تُحص الأصوات المستقلة."]
        accounts = self._counted(trend.accounts, "حساب", case="nominative")
        published = verb_form("نشر", gender=subject_agreement(trend.accounts, "حساب")[0])
        low = (
            f" ({self._figures(f'والحد الأدنى {trend.voices.low}')})"
            if trend.voices.low != trend.voices.headline
            else ""
        )
        voices = f"تمثل {self._at_least(trend.voices.headline)} لا يظهر رابط بينها{low}"
        return [f"{posts}{'،' if has_kin(rising) else ''} {published}ها {accounts}، {voices}."]

    def first_told(self, event: str, telling: Telling, lag_hours: float | None = None) -> Pieces:
        """ويعود أول منشور رصدناه عن السيول إلى …: «…»; of who is known: وكان أول من كتب عن السيول ….

        It is the first of the posts that were collected: رصدناه.
        """
        when, about = self._when(telling, opening=""), _ABOUT.get(event, _EVENTS[event])
        lag = f"، بعد {tell_hours(lag_hours, 'ar', digits=self.digits)} من بدء نشاط الوسم" if lag_hours else ""
        if telling.voice.number:
            return [f"ويعود أول منشور رصدناه عن {about} إلى", *when, lag, *self._citing(telling), ": ",
                    telling.quote, "."]  # fmt: skip
        return [f"وكان أول من كتب عن {about}، في ما رصدناه، ", *telling.voice.name, *self._when(telling),
                lag, *self._citing(telling), ": ", telling.quote, "."]  # fmt: skip

    @staticmethod
    def _citing(telling: Telling) -> Pieces:
        """نقلا عن وزارة الصحة; nothing where the words are the post's own."""
        return [f"، نقلا عن {telling.source}"] if telling.source else []

    def events(self, counted: Sequence[tuple[str, int]], *, has_voices: bool) -> Pieces:
        """وتحدث 49 صوتا مستقلا عن سيول، و39 عن قتلى أو وفيات."""
        (event, number), *rest = counted
        noun = "صوت مستقل" if has_voices else "منشور مختلف"
        told = verb_form("تحدث", gender=subject_agreement(number, noun)[0])
        first = f"و{told} {self._counted(number, noun, case='nominative')} عن {_EVENTS[event]}"
        more = (self._figures(f"و{count} عن {_EVENTS[name]}") for name, count in rest)
        return ["، ".join([first, *more]), "."]

    def headline_toll(
        self,
        rising: Rising,
        event: str,
        quote: Quote,
        source: str | None,
        platforms: Sequence[str],
        *,
        names_event: bool,
    ) -> Pieces:
        """#سيول_الوادي: «12 وفاة» بحسب الدفاع المدني; بحسب منشورات على إكس."""
        counted = "" if names_event else f"عدد {_COUNTED[event]} "
        return [rising.tag, f": {counted}", quote, f" بحسب {source or self._posts_on(rising, platforms)}"]

    def headline_told(
        self,
        rising: Rising,
        quote: Quote,
        source: str | None,
        platforms: Sequence[str],
        *,
        is_one: bool = False,
    ) -> Pieces:
        """#سيول_الوادي: «وزير النقل يقدم استقالته» بحسب منشورات على إكس."""
        return [rising.tag, ": ", quote, f" بحسب {source or self._posts_on(rising, platforms, is_one=is_one)}"]

    def _posts_on(self, rising: Rising, platforms: Sequence[str], *, is_one: bool = False) -> str:
        return f"{'منشور' if is_one else 'منشورات'}{self._on(platforms, rising.last)}"

    def most_told(self, telling: Telling, voices: int, first_at: datetime | None = None, *, has_voices: bool) -> Pieces:
        """وجاء في منشور عند …: «…»، وهو خبر تداولته 9 أصوات مستقلة على الأقل، أولها عند الساعة 21:33."""
        noun = "صوت مستقل" if has_voices else "منشور مختلف"
        counted = self._counted(voices, noun, case="nominative" if has_voices else "genitive")
        passed = verb_form("تداول", gender=subject_agreement(voices, noun)[0])
        found = f"{f'{passed}ه' if has_voices else 'تكرر في'} {counted}{_at_least_of(voices)}"
        told: Pieces = [*self._told_by(telling), f"، وهو خبر {found}"]
        if first_at is not None:
            told += [self._first_of(voices), self._given_at(first_at, tells_day=self._is_other_day(telling, first_at))]
        return [*told, "."]

    def _is_other_day(self, telling: Telling, at: datetime) -> bool:
        told = telling.post.posted_at
        return told is None or self.clock.local(told).date() != self.clock.local(at).date()

    def highest_toll(
        self, event: str, telling: Telling, voices: int, rank: Rank, *, has_voices: bool, is_second: bool = False
    ) -> Pieces:
        """وجاء في منشور عند الساعة 12:23: «…»، وهذه أعلى حصيلة رصدناها للضحايا، ذكرها 14 صوتا مستقلا على الأقل."""
        noun = "صوت مستقل" if has_voices else "منشور" if voices == 1 else "منشور مختلف"
        who = attach("ل", _COUNTED[event])
        toll = {
            "given": "حصيلة",
            "among the highest": f"من أعلى ما رصدناه من حصائل {_COUNTED[event]}،",
            "highest": f"أعلى حصيلة رصدناها {who}،",
            "highest told": f"أعلى حصيلة رصدناها بالعربية {who}،",
        }[rank]
        given = f"{verb_form('ذكر', gender=subject_agreement(voices, noun)[0])}ها"
        whose = f"{given} {self._counted(voices, noun, case='nominative')}{_at_least_of(voices)}"
        if is_second and voices >= FEWEST_FOUND:
            found = "رصدناها" if rank == "given" else "ووجدناها"
            whose = f"{found} {'لدى' if has_voices else 'في'} {self._counted(voices, noun, case='genitive')}"
        return [*self._told_by(telling), f"، وهذه {toll} {whose}."]

    def _told_by(self, telling: Telling, joint: str = AND) -> Pieces:
        """وجاء في منشور عند الساعة 12:23: «…»; ونقل منشور عند … عن وزارة الداخلية قولها: «…»; وكتب الصحفي فلان …."""
        on = ""
        if telling.opens:
            joint, on = "", self._on([telling.post.platform], telling.post.posted_at)
        lemma, when = self._relaying(telling), [on, *self._when(telling)]
        passed_on = self._passed_on(telling)
        if not telling.voice.number:
            said = verb_form(lemma or "كتب", gender=telling.voice.gender)
            return [f"{joint}{said} ", *telling.voice.name, *when, *passed_on, ": ", telling.quote]
        post = "منشور أُعيد نشره" if telling.outlet and is_verbatim(telling.post) else "منشور"
        if telling.opens and lemma == "نقل":  # who said it stands first
            said = verb_form(_said_of(telling), gender=gender_of_source(telling.source or ""))
            return [f"{said} {telling.source}، بحسب {post}", *when, ": ", telling.quote]
        if telling.outlet and "@" in telling.outlet and post != "منشور":
            author = self._author("نقل" if lemma == "نقل" else "كتب", telling)
            reposted = _reposted(telling)
            return [joint, *author, *(passed_on if lemma == "نقل" else ()), reposted, *when, ": ", telling.quote]
        said = f"نقل {post}" if lemma == "نقل" else f"جاء في {post}"
        return [f"{joint}{said}", *when, *(passed_on if lemma == "نقل" else ()), ": ", telling.quote]

    def tolls(self, event: str, tolls: Sequence[Toll], *, is_part: bool, has_voices: bool) -> Pieces:
        """بلغ عدد المفقودين «14 مفقودا» بحسب صوتين، أولهما عند 12:20، بعد «6 مفقودين» بحسب 8 أصوات على الأقل، أولها ….

        Of those who are found since: ، ثم جاء في منشور عند الساعة 15:30: «…».
        """
        who = _COUNTED[event]
        of_some = f"وممن {who.removeprefix('من ')} " if who.startswith("من ") else f"ومن {who} "
        pieces: Pieces = [of_some if is_part else f"بلغ عدد {who}{_in(tolls)} "]
        for at, toll in enumerate(tolls):
            joint = f"، {AND}" if at > 1 else "، بعد " if at else ""
            is_least = toll is first_of_many(tolls)
            pieces += [joint, *self._given(event, toll, has_voices=has_voices, is_least=is_least)]
            pieces += ["، ثم ", *self._told_by(toll.ended, "")] if toll.ended else []
        return [*pieces, "."]

    def _given(self, event: str, toll: Toll, *, has_voices: bool, is_least: bool) -> Pieces:
        """«12» بحسب 16 صوتا على الأقل، أولها عند الساعة 12:23: a number, how many give it, and when the first did."""
        voices = self._counted(toll.voices, "صوت" if has_voices else "منشور", case="genitive")
        least = _at_least_of(toll.voices) if is_least else ""
        bare = _RELATIONS.get(toll.bare_relation, "")
        pieces: Pieces = [bare, toll.quote, "" if bare else self._meant(event, toll), f" بحسب {voices}{least}"]
        if toll.first_at is not None:
            pieces += [self._first_of(toll.voices), self._given_at(toll.first_at, tells_day=toll.tells_day)]
        return pieces

    def _meant(self, event: str, toll: Toll) -> str:
        """(أي أكثر من 4000 قتيل) behind words of another language."""
        if toll.meant is None:
            return ""
        relation, number = toll.meant
        counted = self._counted(
            number, _EACH.get(event, "شخص"), case="genitive" if relation in _RELATIONS else "nominative"
        )
        return f" (أي {_RELATIONS.get(relation, '')}{counted})"

    def _given_at(self, at: datetime, *, tells_day: bool) -> Moment:
        day = f" يوم {self._day(at, year=False)}" if tells_day else ""
        return Moment(at=at, zone=self.clock.zone, text=f"عند {self._clock(at)}{day}")

    def tolls_apart(self, event: str, tolls: Sequence[Toll], *, has_voices: bool) -> Pieces:
        """تباين عدد الضحايا خلال ساعة واحدة: «9 قتلى» بحسب 4 أصوات عند الساعة 20:00، و«3 قتلى» …."""
        pieces: Pieces = [f"تباين عدد {_COUNTED[event]}{_in(tolls)} خلال ساعة واحدة: "]
        for at, toll in enumerate(tolls):
            is_least = toll is first_of_many(tolls)
            pieces += [f"، {AND}" if at else "", *self._given(event, toll, has_voices=has_voices, is_least=is_least)]
        return [*pieces, "."]

    @staticmethod
    def _first_of(number: int) -> str:
        return {1: " ", 2: "، أولهما "}.get(number, "، أولها ")

    def precedents(self, rising: Rising) -> Pieces:
        """وسبقه وسم #حلب، الذي بدأ نشاطه يوم …، ودام …؛ وتزامن معه وسم #حماة، الذي …."""
        start, _, _ = risen(rising)
        over = [each for each in rising.earlier if not overlaps(each)]
        both = [each for each in rising.earlier if overlaps(each)]
        pieces: Pieces = ["وسبقه وسم " if over else "وتزامن معه وسم "]
        for at, each in enumerate([*over, *both]):
            joint = "؛ وتزامن معه وسم " if over and at == len(over) else "، ووسم " if at else ""
            pieces += [joint, each.tag, f"، الذي بدأ نشاطه {self._earlier(each, start)}"]
        return [*pieces, "."]

    def _earlier(self, each: Earlier, start: datetime) -> str:
        """يوم الثلاثاء 6 نوفمبر ودام 5 أيام، قبله بـ20 ساعة ودام 5 أيام بمشاركة ما لا يقل عن 229 صوتا مستقلا.

        `start`: of the trend that is told; a day that it shares, and its year, are not told again.
        """
        first, began = self.clock.local(each.started_at), self.clock.local(start)
        told = f"قبله {attach('ب', tell_hours(each.lag_hours, 'ar', digits=self.digits))}"
        if first.date() != began.date():
            told = f"يوم {self._day(each.started_at, year=first.year != began.year)}"
        if each.duration_hours is not None:
            told += f" ودام {tell_hours(each.duration_hours, 'ar', case='accusative', digits=self.digits)}"
        if each.voices is not None:
            told += f" بمشاركة {self._at_least(each.voices)}"
        return told

    def method_rising(self, rising: Rising) -> list[Pieces]:
        """أُعد التقرير عن …؛ شمل القياس …؛ سجل القياس …."""
        tags: Pieces = []
        spellings, more = shown_spellings(rising)
        for at, tag in enumerate(spellings):
            tags += [f" {AND}" if at else "، وشمل معه ", tag]
        others = "وسما آخر" if more == 1 else self._counted(more, "وسم آخر")
        rest = "" if more <= 0 else f" {AND}{others}" if spellings else f"، وشمل معه {others}"
        known: Pieces = ["، بما كان معروفا ", self._at(rising.at)] if rising.at else []
        window: Pieces = ["شمل القياس ما نُشر من ", *self._stretch(rising.first, rising.last, " إلى ")]
        posts = self._counted(rising.trend.posts, "منشور", case="nominative")
        stored = f"، وهو {posts} من أصل {self._counted(rising.stored, 'منشور', case='genitive')} في الأرشيف"
        label = evidence_label(rising.measurement)
        decisions: list[Pieces] = []
        if rising.override:
            decisions.append(
                [f"قرار تحريري: معظم المنشورات نسخ، ومع ذلك تصدر التقرير، والسبب: {own_words(rising.override)}."]
            )
        return [
            ["أُعد التقرير عن ", own_words(rising.asked), *known, *tags, f"{rest}."],
            [*window, f"{stored}."],
            [f"القياس محفوظ في السجل {label}، وأول بصمته SHA-256: {rising.measurement[:16]}."],
            *decisions,
        ]  # fmt: skip

    def _counted(self, number: int, noun: str, *, case: Case = "accusative") -> str:
        return count_noun(number, noun, case=case, digits=self.digits)

    def _voices(self, number: int) -> str:
        return count_noun(number, "صوت مستقل", case="genitive", digits=self.digits)

    def _at_least(self, voices: int) -> str:
        return f"ما لا يقل عن {self._voices(voices)}"

    def _stretch(self, start: datetime, end: datetime, to: str, *, told_year: int | None = None) -> Pieces:
        """الساعة 15:30 والساعة 19:45 بتوقيت دمشق يوم …; of two days the first is told with zone and year.

        `told_year`: that the reader knows already, with the zone.
        """
        is_new = told_year is None
        if self._day(start) == self._day(end):
            last = self._at(end, with_zone=is_new, year=told_year)
            return [Moment(at=start, zone=self.clock.zone, text=self._clock(start)), to, last]
        first = self._at(start, with_zone=is_new, year=told_year)
        return [first, to, self._at(end, with_zone=False, year=self.clock.local(start).year)]

    def _at(self, at: datetime, *, with_zone: bool = True, year: int | None = None) -> Moment:
        clock = self._time(at) if with_zone else self._clock(at)
        day = self._day(at, year=self.clock.local(at).year != year)
        return Moment(at=at, zone=self.clock.zone, text=f"{clock} يوم {day}")

    def lead_posts(self, posts: Sequence[Post], given: int, platforms: Sequence[str], about: About) -> Pieces:
        """يستند هذا التقرير إلى 69 منشورا على إكس عن حمص، نُشرت بين …، ويقتبس من 6 منها، جميعها تحت وسم #حمص."""
        is_some = len(posts) < given
        counted = self._counted(given, "منشور", case="genitive")
        opening = f"{AND if about.is_second else ''}يستند هذا التقرير"
        pieces: Pieces = [f"{opening} إلى {counted}{self._on(platforms)}"]
        if about.place:
            pieces += [" عن ", *about.place]
        if about.tags and is_some and not about.all_bear:
            pieces += ["، بعضها", *self._tags(about.tags)]
        window = self._window(*about.window, told_year=about.told_year) if about.window else []
        told: Pieces = [*(self._tags(about.tags) if about.all_bear and not is_some else []), *window]
        if told:
            pieces += [f"، { ({1: 'نُشر', 2: 'نُشرا'}.get(given, 'نُشرت')) }", *told]
        if is_some:
            some = {1: "واحد", 2: "اثنين"}.get(len(posts), self._figures(str(len(posts))))
            pieces.append(f"، ويقتبس من {some} {'منهما' if given == 2 else 'منها'}")
        if about.tags and not (about.all_bear or is_some):
            some = {1: "أحدهما" if given == 2 else "أحدها", 2: "اثنان منها"}.get(about.bear, "بعضها")
            pieces += [f"، {some}", *self._tags(about.tags)]
        elif about.all_bear and about.tags and is_some:
            whole = {1: "", 2: "، كلاهما"}.get(len(posts), "، جميعها")
            pieces += [whole, *self._tags(about.tags)]
        return [*pieces, "."]

    def accounts(self, kind: AccountKind, place: str, told: Sequence[Telling], *, opens: bool = False) -> Pieces:
        """ولا تتفق الروايات عن حمص: كتب … «…»، بينما كتب … «…»."""
        opening = {
            "conflict": f"لا تتفق الروايات عن {place}",
            "beside": f"تعددت الروايات عن {place}",
            "sequence": f"تتابعت الروايات عن {place}",
            "undated": f"تختلف الروايات عن {place}، وبعضها بلا وقت معروف",
        }[kind]
        opening = opening if opens else f"{AND}{opening}"
        if not told:
            return [f"{opening}، كما يظهر في ما يلي من اقتباسات."]
        pieces: Pieces = [f"{opening}: "]
        joints = ("", "، بينما ", "، فيما ")
        for at, telling in enumerate(told):
            said = verb_form(self._lemma("neutral", telling.voice, at), gender=telling.voice.gender)
            pieces += [joints[min(at, 2)], f"{said} ", *telling.voice.name, *self._when(telling), ": ", telling.quote]
        return [*pieces, "."]

    def introduction(self, telling: Telling, manner: Manner, turn: int, *, is_first: bool, is_contrast: bool) -> Pieces:
        """وكتب الصحفي سامر نادر @… على إكس عند الساعة 20:00: «…»; ونقل حساب عن الدفاع المدني قوله: «…»."""
        voice, profile = telling.voice, telling.voice.chosen.profile
        if voice.number:
            return self._by_account(telling, manner, turn, is_contrast=is_contrast)
        lemma = self._relaying(telling) or self._lemma(manner, voice, turn)
        said = verb_form(lemma, gender=voice.gender)
        turned = _TURNS[turn % len(_TURNS)] if not is_first else None
        own = "ها" if voice.gender == "f" else "ه"
        if telling.is_again or telling.is_back:
            turned = None
        verb = _was(voice.gender) if telling.is_back else said
        joined = verb if telling.opens else attach("و", verb)
        opening = f"{turned}{own}، {verb}" if turned else joined
        if is_contrast or telling.about:
            opening = f"{self._disputing(telling.about)}، {verb}"
        pieces: Pieces = [f"{opening} ", *(voice.again if telling.is_again else [voice.mention])]
        if profile.handle and profile.name and not telling.is_again:
            pieces += [" ", Handle(handle=profile.handle)]
        pieces += [f" قد {said}"] if telling.is_back else []
        pieces += [*self._where_and_when(telling), *self._passed_on(telling)]
        return [*pieces, self._language(telling.quote), f"{_saying(lemma, voice.gender)}: ", telling.quote, "."]

    def _by_account(self, telling: Telling, manner: Manner, turn: int, *, is_contrast: bool) -> Pieces:
        """وكتب حساب عند …: «…»; ونقل حساب آخر عن جامعة السهل قولها: «…»; وذكر منشور عند …: «…».

        Of what it only reposts, who wrote it is told instead; of posts that name no author the post is.
        """
        voice, relaying = telling.voice, self._relaying(telling)
        is_contrast = is_contrast or bool(telling.about)
        opening = f"{self._disputing(telling.about)}، " if is_contrast else "" if telling.opens else AND
        behind: Pieces = [self._language(telling.quote), ": ", telling.quote, "."]
        on, *when = self._where_and_when(telling)
        where_and_when: Pieces = [on, *when]
        if relaying == "أعاد" and is_verbatim(telling.post) and "@" in (telling.source or ""):
            author = self._author("كتب", telling)
            return [opening, *author, _reposted(telling), *where_and_when, *behind]
        if telling.outlet and telling.source and (turn % 2 or telling.opens) and not (is_contrast or telling.is_back):
            name, *handle = self._author("نقل", telling)
            said = f"{opening}{verb_form(_said_of(telling), gender=gender_of_source(telling.source))} "
            said += f"{telling.source}، بحسب "
            named = str(name).partition(" ")[2]
            return [said, named, *handle, _reposted(telling), *where_and_when, *behind]
        if telling.outlet:
            author = self._author("نقل", telling)
            return [opening, *author, *self._passed_on(telling), _reposted(telling), *where_and_when, *behind]
        is_copy = relaying == "أعاد" and is_verbatim(telling.post)
        is_known = voice.chosen.is_author_known and not is_copy
        post = "منشور أُعيد نشره" if is_copy else "منشور"
        turns = voice.number % 2 == 1 and voice.number > 1 and telling.post.posted_at is not None
        turns = turns and not (is_contrast or telling.is_back)
        if relaying == "نقل" and (turns or telling.opens) and telling.source:
            said = verb_form(_said_of(telling), gender=gender_of_source(telling.source))
            return [
                f"{opening}{said} {telling.source}، بحسب {self._who(telling) if is_known else post}",
                *where_and_when,
                *behind,
            ]
        if not is_known:
            passed_on = self._passed_on(telling) if relaying == "نقل" else []
            said = relaying if relaying == "نقل" else BY_MANNER.get(manner, BY_ORGANISATIONS[0])
            return [f"{opening}{_said_by(said, post, telling)}", *where_and_when, *passed_on, *behind]
        said = relaying or self._lemma(manner, voice, turn)
        if turns:
            return [AND, *when[1:], f"، {said} {self._who(telling)}{on}", *self._passed_on(telling), *behind]
        opening += _said_by(said, self._who(telling), telling)
        return [opening, *where_and_when, *self._passed_on(telling), *behind]

    @staticmethod
    def _disputing(about: str) -> str:
        """في المقابل, of what answers what stands before it; else what it is about."""
        if not about:
            return "في المقابل"
        return f"وعن {_ABOUT[about]}" if about in _ABOUT else "وفي نفي لأنباء متداولة"

    @staticmethod
    def _who(telling: Telling) -> str:
        """حساب آخر; the account that was quoted before."""
        return "حساب سبق ذكره" if telling.is_again else telling.voice.mention

    @staticmethod
    def _author(lemma: str, telling: Telling) -> Pieces:
        """كتبت قناة الوادي @…, كتب حساب @…; كتب حساب of one who is not named; كانت قناة الوادي @… قد كتبت.

        Who is named and was told before stands without his handle: كتبت قناة الوادي.
        """
        source = telling.outlet or telling.source or ""
        name, _, handle = source.rpartition("@")
        gender = gender_of_source(name) if name and handle else "m"
        is_told = telling.author_turn and name
        who: Pieces = [] if is_told or "@" not in source else [" ", Handle(handle=handle)]
        opening = _was(gender) if telling.is_back else verb_form(lemma, gender=gender)
        behind = [f" قد {verb_form(lemma, gender=gender)}"] if telling.is_back else []
        return [f"{opening} {name.strip() or 'حساب'}", *who, *behind]

    def _where_and_when(self, telling: Telling) -> Pieces:
        on = self._on([telling.post.platform], telling.post.posted_at) if telling.tells_platform else ""
        return [on, *self._when(telling)]

    def continuation(self, voice: Voice, quote: Quote, manner: Manner, turn: int) -> Pieces:
        """وأضاف: «…»."""
        lemma = BY_MANNER.get(manner, CONTINUING[turn % len(CONTINUING)])
        return [f"و{verb_form(lemma, gender=voice.gender)}{_saying(lemma, voice.gender)}: ", quote, "."]

    def later_post(self, telling: Telling, turn: int) -> Pieces:
        """وفي منشور لاحق عند الساعة 20:50، أضاف الصحفي سامر نادر: «…»."""
        voice = telling.voice
        lemma = self._relaying(telling) or CONTINUING[turn % len(CONTINUING)]
        said = verb_form(lemma, gender=voice.gender)
        which = "لاحق" if telling.post.posted_at else "آخر"
        speech = self._passed_on(telling)
        if voice.number:
            return [f"و{said} الحساب نفسه", *self._when(telling), *speech, ": ", telling.quote, "."]
        opening: Pieces = [f"وفي منشور {which}", *self._when(telling)]
        return [*opening, f"، {said} ", *voice.again, *speech, ": ", telling.quote, "."]

    def nothing_to_quote(self) -> Pieces:
        """That no post of a trend has a sentence to quote."""
        return ["لم نجد في المنشورات جملة تصلح للاقتباس، فاقتصر التقرير على الأعداد."]

    def no_other_side(self) -> Pieces:
        """That nobody among the given posts disagrees."""
        return ["لم نجد في المنشورات التي جمعناها ما ينفي هذه الأقوال أو يخالفها."]

    def number(self, number: Number, givers: Sequence[Voice]) -> Pieces:
        """بحسب فلان: «…»، والرقم نفسه عند فلانة وحسابين آخرين."""
        named = [each.short for each in givers[1:] if not each.number]
        unnamed = sum(bool(each.number) for each in givers[1:])
        if unnamed:
            more = {1: "آخر", 2: "آخرين"}.get(unnamed, "أخرى")
            named.append(f"{count_noun(unnamed, 'حساب', case='genitive', digits=self.digits)} {more}")
        pieces: Pieces = ["بحسب ", *self.giver(givers[0]), ": ", number.quote]
        if named:
            return [*pieces, f"، والرقم نفسه عند {join_words(named)}."]
        return [*pieces, "، ولم يرد هذا الرقم في غيره من المنشورات." if number.is_alone else "."]

    def numbers_differ(self) -> Pieces:
        """That the numbers of one thing differ."""
        return ["وتختلف هذه الأرقام، ولم نجد في المنشورات ما يرجّح أحدها."]

    def forecast(self, foretold: Foretold, voice: Voice, deadline: Quote | None = None) -> Pieces:
        """توقع فلان: «…»؛ وتنتهي المدة، إذا حُسبت من وقت النشر، عند الساعة 20:54 يوم …; of one told above its end."""
        is_likely = foretold.likelihood_words and set(fold_word(foretold.likelihood_words).split()) & LIKELY
        neutral = "ذكر" if voice.number else "قال"
        lemma = "رجح" if is_likely else "توقع" if predicts(foretold.quote.text) else neutral
        gender = gender_of_source(foretold.source) if foretold.source else voice.gender
        passed_on: Pieces = [f"{own_words(foretold.source)}، بحسب "] if foretold.source else []
        pieces: Pieces = [
            f"{verb_form(lemma, gender=gender)} ",
            *passed_on,
            *self.giver(voice),
            f"{_saying(lemma, gender)}: ",
            foretold.quote,
        ]
        if deadline is not None and foretold.end is not None and not foretold.is_vague:
            whose: Pieces = ["تها " if gender == "f" else "ها ", *passed_on, *self.giver(voice)]
            pieces = ["المدة التي ذكر", *whose, "، ", deadline, "، تنتهي ", self._deadline(foretold.end)]
            pieces.append(" إذا حُسبت من وقت النشر")
            return [*pieces, *self._readings(foretold), "."]
        if foretold.window_words is None:
            return [*pieces, f"، ولم {'تحدد' if gender == 'f' else 'يحدد'} لذلك مدة."]
        if foretold.is_vague:
            return [*pieces, "، في مدة غير محددة."]
        if foretold.end is not None:
            pieces += ["؛ وتنتهي المدة، إذا حُسبت من وقت النشر، ", self._deadline(foretold.end)]
        else:
            pieces.append("؛ وبداية المدة غير معروفة")
        return [*pieces, *self._readings(foretold), "."]

    @staticmethod
    def _readings(foretold: Foretold) -> Pieces:
        pieces: Pieces = []
        for at, reading in enumerate(foretold.readings if len(foretold.readings) > 1 else ()):
            pieces += [" أم " if at else "، ولا يتضح هل المقصود بها ", reading]
        return pieces

    def caveat(self, code: str, about: Sequence[str]) -> Pieces:
        """What is not known, by the check that says so."""
        who = join_words(about)
        if code in TREND_CAVEATS:
            return [TREND_CAVEATS[code]]
        texts = {
            "no authors": "لا تحمل المنشورات أسماء أصحابها، فلا يُعرف عدد الحسابات ولا الأصوات المستقلة.",
            "unverified": "لم يتسنَّ التحقق مما ورد في هذه المنشورات بشكل مستقل.",
            "no trace": f"لا رابط ولا وقت نشر لكلام {who}.",
            "undated": f"لا يُعرف وقت النشر لكلام {who}.",
            "unlinked": f"لا رابط لكلام {who}.",
            "id-time": f"وقت نشر كلام {who} لا يطابق الوقت المسجل في رقم المنشور.",
            "one-camp": "ينحاز المتحدثون الذين يظهر موقفهم إلى الجهة نفسها، ولم نجد في المنشورات صوتا مخالفا.",
            "excerpt": f"اختُصر كلام {who}، ونصه الكامل محفوظ في الأدلة.",
            "single-source": "لم يرد أي من هذه الأرقام لدى أكثر من متحدث.",
            "conflict": f"لم نجد في المنشورات ما يحسم أي الروايات أدق عن {who}.",
            "private": "حُجبت أسماء الحسابات التي لا تُعرف لأصحابها صفة عامة.",
            "unnamed": "لا تذكر البيانات أسماء الحسابات المقتبس منها، بل أرقامها وحدها.",
            "slur": f"حُجب لفظ مسيء إلى جماعة في كلام {who}، ونصه الكامل محفوظ في الأدلة.",
            "tricks": f"في كلام {who} محارف خفية أو شيفرة صفحات؛ تظهر هنا نصا لا أثر له، وهي في الأدلة كما وصلت.",
        }
        return [texts[code]]

    def method(
        self, method: Method, topic: Pieces, rising: Rising | None = None, *, has_authors: bool = True
    ) -> list[Pieces]:
        """How the roundup was made."""
        who = f"؛ أصحابها: {method.accounts}؛ الأصوات المستقلة: {method.voices}" if has_authors else ""
        lines: list[Pieces] = [[self._figures(f"المنشورات: {method.given}{who}؛ المقتبس منها: {method.used}.")]]
        if method.passed_over:
            told = "، ".join(f"{_REASONS[reason]} ({count})" for reason, count in method.passed_over)
            lines.append([self._figures(f"المنشورات التي لم يُقتبس منها: {told}.")])
        if method.rejected:
            told = "، ".join(f"{_REJECTED.get(reason, reason)} ({count})" for reason, count in method.rejected)
            lines.append([self._figures(f"ما تعذرت قراءته: {told}.")])
        is_tag = any(isinstance(piece, Hashtag) for piece in topic)
        about: Pieces = [" تحت وسم " if is_tag else " عن ", *topic] if topic else []
        if rising is not None and has_kin(rising):
            about = [*about, " والوسوم المتصلة به"]
        rest = "، بل ما جُمع له؛ والاقتباسات حرفية."
        alone = "يقتصر هذا التقرير على المنشورات التي جُمعت له؛ والاقتباسات حرفية."
        lines.append(["لا يشمل هذا التقرير كل ما نُشر", *about, rest] if about else [alone])
        if method.measurement is not None:
            lines.append([f"الأعداد محفوظة في السجل {evidence_label(method.measurement)}."])
        made = self._figures(f"أُعد بأداة تواتر {method.version}؛ بصمة المنشورات: {method.digest[:10]}")
        root = f"؛ جذر الأدلة: {method.root}" if method.root else ""
        lines.append([f"{made}{root}؛ التوقيت: {city_of_zone(self.clock.zone)}."])
        return lines

    def _relaying(self, telling: Telling) -> str | None:
        """The verb of who passes on somebody's words; None where they are his own."""
        is_account = telling.source == self.another or "@" in (telling.source or "")
        return "أعاد" if is_account else "نقل" if telling.source else None

    def _passed_on(self, telling: Telling) -> Pieces:
        """عن وزارة الصحة قولها; of another account only that it wrote: what its post begins with may be a name."""
        if not telling.source:
            return []
        if self._relaying(telling) == "أعاد":
            name, _, handle = telling.source.rpartition("@")
            own = "ته" if name and gender_of_source(name) == "f" else "ه"
            return [f" نشر ما كتب{own} {name}", Handle(handle=handle) if "@" in telling.source else telling.source]
        speech = "إعلان" if _names_an_act(telling.quote) else "قول"
        who, *to = _source_and_hearer(telling.source)
        return [" ".join([f" عن {who} {speech}{'ها' if gender_of_source(who) == 'f' else 'ه'}", *to])]

    # -- the parts of a sentence -----------------------------------------------------------------------------------

    @staticmethod
    def _lemma(manner: Manner, voice: Voice, turn: int) -> str:
        is_organisation = voice.chosen.profile.is_organisation
        neutral: tuple[str, ...] = BY_ACCOUNTS if voice.number else BY_ORGANISATIONS if is_organisation else BY_PERSONS
        return BY_MANNER.get(manner, neutral[turn % len(neutral)])

    def _on(self, platforms: Sequence[str], at: datetime | None = None) -> str:
        then = (platform_then(name, at or self.clock.last) for name in platforms)
        named = [PLATFORMS[name] for name in then if name in PLATFORMS]
        if not named or len(named) < len(platforms):
            return ""
        return f" على {join_words(named)}"

    @staticmethod
    def _language(quote: Quote) -> str:
        letters = [character for character in quote.text if character.isalpha()]
        latin = sum(character.isascii() for character in letters)
        return "، بالإنجليزية" if quote.post.language == "en" and letters and 2 * latin > len(letters) else ""

    @staticmethod
    def _tags(tags: Sequence[Hashtag]) -> Pieces:
        if not tags:
            return []
        word = {1: "وسم", 2: "وسمي"}.get(len(tags), "وسوم")
        pieces: Pieces = [f" تحت {word} "]
        for at, tag in enumerate(tags):
            pieces += [" و" if at else "", tag]
        return pieces

    def _figures(self, text: str) -> str:
        return write_digits(text, self.digits)

    def _day(self, at: datetime, *, year: bool = True) -> str:
        return self._date(self.clock.local(at).date(), weekday=True, year=year)

    def _date(self, day: date, *, weekday: bool = False, year: bool = True) -> str:
        """A date with the month as newsrooms of the zone write it, in all of a text."""
        months = months_of_zone(self.clock.zone)
        return write_date(day, months=months, weekday=weekday, year=year, digits=self.digits)

    def day_names(self, at: datetime) -> tuple[str, str]:
        """الجمعة 9 تشرين الثاني/نوفمبر, الجمعة."""
        day = self._day(at, year=False)
        return day, day.partition(" ")[0]

    def _clock(self, at: datetime) -> str:
        return write_digits(f"الساعة {self.clock.local(at):%H:%M}", self.digits)

    def _time(self, at: datetime) -> str:
        return write_time(at, self.clock.zone, digits=self.digits)

    def _when(self, telling: Telling, opening: str = "عند ") -> Pieces:
        """Space and عند الساعة 20:00, with the zone and the day where they are not known; nothing without a time."""
        at = telling.post.posted_at
        if at is None:
            return []
        text = f"{opening}{self._time(at) if telling.tells_zone else self._clock(at)}"
        if telling.tells_day:
            text += f" يوم {self._day(at, year=telling.tells_year)}"
        return [" ", moment(telling.post, self.clock.zone, text)]

    def _window(self, start: datetime, end: datetime, *, told_year: int | None = None) -> Pieces:
        if is_told_by_days(start, end):
            return [" بين ", *self._days(start, end)]
        if self._clock(start) == self._clock(end) and self._day(start) == self._day(end):
            return [" عند ", self._at(start, with_zone=told_year is None, year=told_year)]
        return [" بين ", *self._stretch(start, end, " و", told_year=told_year)]

    def _days(self, start: datetime, end: datetime) -> Pieces:
        """3 و10 حزيران/يونيو 2019; what both days share is told behind the second."""
        first, last = self.clock.local(start).date(), self.clock.local(end).date()
        is_one_month = (first.year, first.month) == (last.year, last.month)
        told = str(first.day) if is_one_month else self._date(first, year=first.year != last.year)
        moments = ((start, self._figures(told)), (end, self._date(last)))
        one, other = (Moment(at=at, zone=self.clock.zone, text=text) for at, text in moments)
        return [one, f" {AND}", other]

    def _deadline(self, end: datetime) -> Moment:
        last = self.clock.last or end
        is_midnight = ends_a_day(self.clock.local(end))
        at = end - timedelta(minutes=1) if is_midnight else end
        day = self._day(at, year=self.clock.local(at).year != self.clock.local(last).year)
        text = f"بنهاية يوم {day}" if is_midnight else f"عند {self._clock(end)} يوم {day}"
        return Moment(at=end, zone=self.clock.zone, text=text)


def _saying(lemma: str, gender: Gender) -> str:
    """قائلا behind a verb that takes what is expected as its object; nothing behind others."""
    if lemma not in _TAKES_OBJECT:
        return ""
    return " قائلة" if gender == "f" else " قائلا"


def _names_an_act(quote: Quote) -> bool:
    """Whether quoted words begin with a verbal noun (إغلاق الطريق): who says that announces it."""
    first = next((token.fold for token in tokenize(quote.text) if token.is_word), "")
    return first in words("act")


def _said_of(telling: Telling) -> str:
    return "أعلن" if _names_an_act(telling.quote) else "قال"


def _source_and_hearer(source: str) -> list[str]:
    """محافظ الوادي لقناة الميناء: who said it, and to whom; المدير العام لشركة السهل is one name."""
    parts = source.split()
    for at, part in enumerate(parts[1:], 1):
        heard = fold_word(part.removeprefix("ل"))
        if not part.startswith("ل") or is_place_word(heard) or any(known(fold_word(part)) for known in _NAMES):
            continue
        if given_count(heard) or (find_speaker_word(heard) and not parts[0].startswith("ال")):
            return [" ".join(parts[:at]), " ".join(parts[at:])]
    return [source]


def _ordinal(number: int) -> str:
    """Which account of those without a name: nothing of the first; no ordinal beyond those of a roundup."""
    return _ORDINALS[number - 1] if number <= len(_ORDINALS) else "آخر"


def _at_least_of(voices: int) -> str:
    """على الأقل, behind how many were found to tell one thing."""
    return " على الأقل" if voices >= FEWEST_FOUND else ""


def _reposted(telling: Telling) -> str:
    """في منشور أُعيد نشره; of who was told before في منشور آخر, then في منشور ثالث."""
    which = f" {_ordinal(telling.author_turn + 1)}" if telling.author_turn else ""
    return f" في منشور{which} أُعيد نشره"


def _in(tolls: Sequence[Toll]) -> str:
    """في مادبا, behind whom the numbers count; nothing where they count those of a whole country."""
    return f" في {tolls[0].place}" if tolls and tolls[0].place else ""


def gender_of_source(name: str) -> Gender:
    """The gender of somebody by his role, his institution or his name; the masculine where nothing shows it.

    >>> gender_of_source("وزارة الداخلية"), gender_of_source("الدفاع المدني"), gender_of_source("هدى سلامة")
    ('f', 'm', 'f')
    """
    tokens = [token for token in tokenize(name) if token.is_word]
    found = find_speaker_word(tokens[0].fold) if tokens else None
    if tokens and tokens[0].fold in BODIES:
        return "f"
    return (found[0].gender if found is not None else None) or guess_gender(tokens) or "m"


def definite(role: str) -> str:
    """A role as it stands before a name: صحفي سوري becomes الصحفي السوري; a genitive (مدير مستشفى) stays.

    >>> definite("محللة سياسية"), definite("مدير مستشفى المدينة"), definite("باحث في الشأن الليبي")
    ('المحللة السياسية', 'مدير مستشفى المدينة', 'الباحث في الشأن الليبي')
    >>> definite("طبيبة أطفال"), definite("محافظ مرجانة")
    ('طبيبة الأطفال', 'محافظ مرجانة')
    >>> definite("رئيس بلدية المدينة"), definite("رئيسة جمعية خيرية")
    ('رئيس بلدية المدينة', 'رئيسة جمعية خيرية')
    """
    parts = role.split()
    if not parts or parts[0].startswith("ال") or not "\u0621" <= parts[0][0] <= "\u064a":
        return role
    end = 1
    while end < len(parts) and _is_adjective(parts[end], of=parts[0]):
        end += 1
    if end == 1 and len(parts) > 1 and fold_word(parts[1]) not in words("preposition"):
        is_field = fold_word(parts[0]) in _OF_A_FIELD and len(parts) == 2 and not parts[1].startswith("ال")
        return f"{parts[0]} ال{parts[1]}" if is_field and not is_place_word(fold_word(parts[1])) else role
    return " ".join([*(f"ال{part}" for part in parts[:end]), *parts[end:]])


def _is_adjective(word: str, *, of: str) -> bool:
    if word.startswith("ال") or fold_word(word) in words("preposition") or word in _NOUNS_IN_IYA:
        return False
    if word.endswith("ية") and not of.endswith("\N{ARABIC LETTER TEH MARBUTA}"):  # an adjective agrees
        return False
    return word.endswith(("ي", "ية")) or fold_word(word) in words("adjective")


def _was(gender: Gender) -> str:
    """كان, كانت: before who had said something."""
    return "كانت" if gender == "f" else "كان"


def _said_by(said: str, who: str, telling: Telling) -> str:
    """كتب حساب; of what is older than what stands before it كان حساب قد كتب."""
    return f"كان {who} قد {said}" if telling.is_back else f"{said} {who}"

"""An invented article and its check, built by hand: no town, account or person in it exists."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from tawatur.arabic.tokens import Span
from tawatur.check.records import Checked, Finding, Severity, SpeakerRow, TimelineEvent
from tawatur.claims import Claim
from tawatur.forecasts import Forecast, Reading, Window
from tawatur.statements import Statement

FIRST_URL = "https://x.com/nawras_alqasab/status/1800000000000000001"
SECOND_URL = "https://x.com/sawt_alzayzafun/status/1800000000000000002"
FIRST_POST = datetime(2024, 12, 5, 17, 0, 32, tzinfo=UTC)
SECOND_POST = datetime(2024, 12, 5, 17, 43, 12, tzinfo=UTC)

ARTICLE = f"""\
تصدر هاشتاج #تل_الزيزفون كما تصدر من قبل #وادي_السرو و#عين_النورس بعدما بدأت قوات الحلف دخول مدينة تل الزيزفون والسيطرة على أكثر من 25 حاجزا.
وقال الصحفي نورس القصباوي @nawras_alqasabDec 5: “طوابير السيارات تمتد من دوار الساعة إلى الجسر، والناس تغادر منذ الظهر بعدما أعلن الحلف أنه في طريقه إلى تل الزيزفون #تل_الزيزفون #تلّ_الزيزفون
{FIRST_URL}
وعلق حساب صوت الزيزفون @sawt_alzayzafun، “نزوح كبير تشهده المدينة، والمقاتلون على أبوابها يوشكون دخولها من جهة الجسر!”.
{SECOND_URL}
المحلل العسكري رشدان البيلسان @rushdan_bls كتب تحت عنوان “تل الزيزفون قريبا” أن “المدينة باتت فارغة، والثكنات بلا حراس، وحالة ذعر في العاصمة”.
وأوضح أم الساعات القادمة سيكون “التحرك بسرعة نحو تل الزيزفون، والأنظار بعد ذلك تتجه نحو العاصمة، وفيها تحركات تجري خلال ٧٢ ساعة تمهيدا لدخولها دون قتال”.
وأردف، “سترون تفككا سريعا للحرس، وأي جندي لا ينجو بنفسه سيتركه قادته”.
وأعتبر أن “الغطاء رفع عن المدينة، والانسحاب هو الاحتمال الأرجح”.
ورجح البيلسان أن “البلاد على أبواب عهد جديد”.
"""


def span_of(text: str, words: str, nth: int = 1) -> Span:
    """Where `words` stand in a text for the nth time."""
    start = -1
    for _ in range(nth):
        start = text.index(words, start + 1)
    return start, start + len(words)


def at(words: str, nth: int = 1) -> Span:
    """Where `words` stand in the invented article."""
    return span_of(ARTICLE, words, nth)


def build_finding(code: str, severity: Severity, spans: tuple[Span, ...], message: str, action: str) -> Finding:
    """A finding whose English is the code: the tests read the Arabic page."""
    return Finding(
        code=code, severity=severity, spans=spans, message_ar=message, message_en=f"Found: {code}", action_ar=action,
        action_en=f"Decide about {code}.",
    )  # fmt: skip


def build_statement(
    quote: str, speaker: str | None, mention: Span | None, cue: Span | None, *, role: str | None = None,
    handle: str | None = None, url: str | None = None, rule: str = "marks.explicit",
) -> Statement:  # fmt: skip
    """A statement of the invented article."""
    return Statement(
        quote=quote, quote_span=at(quote), form="quoted", direct=True, speaker=speaker,
        speaker_mention=ARTICLE[slice(*mention)] if mention else None, speaker_span=mention, role=role, handle=handle,
        cue=ARTICLE[slice(*cue)] if cue else None, cue_span=cue, url=url, rule=rule,
        confidence=0.9 if speaker else 0.0,
    )  # fmt: skip


def build_statements() -> tuple[Statement, ...]:
    """Eight statements by four speakers; the second stands inside the first."""
    analyst, named = "رشدان البيلسان", at("رشدان البيلسان")
    is_analyst = {"role": "المحلل العسكري", "handle": "@rushdan_bls"}
    return (
        build_statement(
            ARTICLE[at("طوابير")[0] : at(FIRST_URL)[0] - 1],
            "نورس القصباوي", at("نورس القصباوي"), at("وقال"), role="الصحفي", handle="@nawras_alqasabDec", url=FIRST_URL,
        ),
        build_statement("في طريقه إلى تل الزيزفون", "الحلف", at("الحلف", 2), at("أعلن"), rule="clause.nested"),
        build_statement(
            ARTICLE[at("نزوح كبير")[0] : at("جهة الجسر!")[1]],
            "صوت الزيزفون", at("صوت الزيزفون"), at("وعلق"), handle="@sawt_alzayzafun", url=SECOND_URL,
        ),
        build_statement(
            "المدينة باتت فارغة، والثكنات بلا حراس، وحالة ذعر في العاصمة", analyst, named, at("كتب"), **is_analyst
        ),
        build_statement(
            ARTICLE[at("الساعات القادمة")[0] : at("دون قتال")[1]], analyst, named, at("وأوضح"), rule="clause.carried",
            **is_analyst,
        ),
        build_statement(
            "سترون تفككا سريعا للحرس، وأي جندي لا ينجو بنفسه سيتركه قادته", analyst, named, at("وأردف"),
            rule="marks.carried", **is_analyst,
        ),
        build_statement(
            "الغطاء رفع عن المدينة، والانسحاب هو الاحتمال الأرجح", None, None, at("وأعتبر"), rule="clause.unresolved"
        ),
        build_statement(
            "البلاد على أبواب عهد جديد", analyst, at("البيلسان", 2), at("ورجح"), rule="clause.resolved", **is_analyst
        ),
    )  # fmt: skip


def build_findings() -> tuple[Finding, ...]:
    """Findings of every severity, with spans that nest, overlap, repeat and cross a paragraph's end."""
    return (
        build_finding(
            "conflict.state", "error",
            (at("بدأت قوات الحلف دخول مدينة تل الزيزفون"), at("في طريقه إلى تل الزيزفون"), at("على أبوابها يوشكون دخولها")),
            "يقول المطلع إن القوات بدأت دخول تل الزيزفون، ويقول صوتاه المؤرخان إنها في الطريق (20:00) وعلى الأبواب (20:43).",
            "أرّخ المطلع أو خفّف فعله إلى ما يقوله أحدث صوت مؤرخ.",
        ),
        build_finding(
            "handle.mismatch", "error", (at("@nawras_alqasabDec"), at("nawras_alqasab/status")),
            "الحساب في النص @nawras_alqasabDec وفي الرابط @nawras_alqasab: التصق الشهر Dec بالحساب.",
            "اكتب @nawras_alqasab وافصل التاريخ 2024-12-05 عنه.",
        ),
        build_finding(
            "quote.unclosed", "warning", ((at("“طوابير")[0], at("#تلّ_الزيزفون")[1]),),
            "اقتباس نورس القصباوي مفتوح ولا يُغلق.", "أغلق الاقتباس بعد الوسم الأخير.",
        ),
        build_finding(
            "number.unsourced", "warning", (at("أكثر من 25 حاجزا"),), "العدد 25 حاجزا بلا مصدر في النص.",
            "انسبه إلى قائله أو احذفه.",
        ),
        build_finding(
            "speaker.unlinked", "warning", (at("رشدان البيلسان"), at("البيلسان", 2)),
            "لا رابط ولا وقت لأقوال رشدان البيلسان، وهي أربعة.", "أضف رابط كل منشور أو قل إنك لم تجده.",
        ),
        build_finding(
            "forecast.likelihood", "warning", (at("ورجح"), at("الاحتمال الأرجح")),
            "«ورجح» بلا ترجيح في اقتباسه؛ كلمات الترجيح تقف تحت «وأعتبر».", "استعمل فعلا محايدا مثل قال.",
        ),
        build_finding(
            "spelling.word", "info", (at("أم الساعات"), at("وأعتبر")), "«أم» مكان «أن»، و«أعتبر» مكان «اعتبر».",
            "صحّح الحرف خارج الاقتباس.",
        ),
        build_finding(
            "spelling.variants", "info", (at("#تل_الزيزفون"), at("#تلّ_الزيزفون")), "الوسم مكتوب على وجهين.",
            "وحّد الكتابة خارج الاقتباسات.",
        ),
        build_finding(
            "layout.paragraph", "info", ((at("عهد جديد")[0], len(ARTICLE)),), "ينتهي النص بلا خاتمة.", "لا شيء يلزم.",
        ),
    )  # fmt: skip


def build_claims() -> tuple[Claim, ...]:
    """One place in four states: in narration, in two dated voices, and in a forecast."""
    place = "تل الزيزفون"
    return (
        Claim(
            place=place, place_key=place, state="entering", span=at("بدأت قوات الحلف دخول مدينة تل الزيزفون"),
            place_span=at(place), actor="قوات الحلف", statement=None, speaker=None, said_at=None,
        ),
        Claim(
            place=place, place_key=place, state="approaching", span=at("في طريقه إلى تل الزيزفون"),
            place_span=at(place, 2), actor="الحلف", statement=0, speaker="نورس القصباوي", said_at=FIRST_POST,
        ),
        Claim(
            place=place, place_key=place, state="at the gates", span=at("على أبوابها يوشكون دخولها"),
            place_span=at("أبوابها"), actor=None, statement=2, speaker="صوت الزيزفون", said_at=SECOND_POST,
        ),
        Claim(
            place="العاصمة", place_key="العاصمه", state="controlled", span=at("تمهيدا لدخولها دون قتال"),
            place_span=at("العاصمة", 2), actor=None, statement=4, speaker="رشدان البيلسان", said_at=None,
            modality="future",
        ),
    )  # fmt: skip


def build_example() -> Checked:
    """The whole check of the invented article."""
    statements = build_statements()
    vague = Window(
        start=None, end=None, words="الساعات القادمة", span=at("الساعات القادمة"), anchor="unknown", is_vague=True
    )
    bounded = Window(
        start=SECOND_POST, end=SECOND_POST + timedelta(hours=72), words="خلال ٧٢ ساعة", span=at("خلال ٧٢ ساعة"),
        anchor="article", is_vague=False,
    )  # fmt: skip
    entry = at("دخولها دون قتال")
    moves = at("تحركات تجري خلال ٧٢ ساعة")
    return Checked(
        text=ARTICLE,
        zone="Asia/Damascus",
        statements=statements,
        claims=build_claims(),
        forecasts=(
            Forecast(
                statement=statements[4], event="التحرك بسرعة نحو تل الزيزفون", span=at("التحرك بسرعة نحو تل الزيزفون"),
                window=vague, likelihood_words=None, direction="will happen", is_measurable=False,
                readings=(Reading(event="التحرك بسرعة نحو تل الزيزفون", span=at("التحرك بسرعة نحو تل الزيزفون")),),
            ),
            Forecast(
                statement=statements[4], event="تحركات تجري خلال ٧٢ ساعة تمهيدا لدخولها دون قتال", span=moves,
                window=bounded, likelihood_words="الاحتمال الأرجح", direction="may happen", is_measurable=True,
                readings=(
                    Reading(event="التحركات داخل العاصمة", span=moves),
                    Reading(event="دخول العاصمة دون قتال", span=entry),
                ),
            ),
        ),
        findings=build_findings(),
        speakers=(
            SpeakerRow(
                name="نورس القصباوي", role="الصحفي", handle="@nawras_alqasabDec", statements=(0,), urls=(FIRST_URL,),
                said_at=(FIRST_POST,),
            ),
            SpeakerRow(name="الحلف", role=None, handle=None, statements=(1,), urls=(), said_at=()),
            SpeakerRow(
                name="صوت الزيزفون", role=None, handle="@sawt_alzayzafun", statements=(2,), urls=(SECOND_URL,),
                said_at=(SECOND_POST,),
            ),
            SpeakerRow(
                name="رشدان البيلسان", role="المحلل العسكري", handle="@rushdan_bls", statements=(3, 4, 5, 7), urls=(),
                said_at=(),
            ),
            SpeakerRow(name=None, role=None, handle=None, statements=(6,), urls=(), said_at=()),
        ),
        timeline=(
            TimelineEvent(
                kind="statement", start=FIRST_POST, end=None, label_ar="نورس القصباوي: في طريقه إلى تل الزيزفون",
                label_en="Nawras: on the way to Tall al-Zayzafun", is_assumed=False,
                spans=(statements[0].quote_span,),
            ),
            TimelineEvent(
                kind="statement", start=SECOND_POST, end=None, label_ar="صوت الزيزفون: على أبوابها",
                label_en="Sawt al-Zayzafun: at its gates", is_assumed=False, spans=(statements[2].quote_span,),
            ),
            TimelineEvent(
                kind="window", start=SECOND_POST, end=SECOND_POST + timedelta(hours=72),
                label_ar="رشدان البيلسان: تحركات خلال ٧٢ ساعة", label_en="Rushdan: moves within 72 hours",
                is_assumed=True, spans=(moves,),
            ),
        ),
        links=((at(FIRST_URL), FIRST_URL), (at(SECOND_URL), SECOND_URL)),
    )  # fmt: skip


def build_hostile() -> Checked:
    """A check whose every string tries to break out of the page."""
    attack = '</style><script>alert(1)</script><img src=x onerror="alert(2)">\N{RIGHT-TO-LEFT OVERRIDE}'
    pile = "م" + "\N{COMBINING ACUTE ACCENT}" * 500
    text = (
        f"عنوان {attack}\n\N{TAG LATIN SMALL LETTER A}\N{ZERO WIDTH SPACE}\n{pile}\N{LEFT-TO-RIGHT EMBEDDING}x\r\n"
        'javascript:alert(3) https://user@evil.example/"onclick="alert(4) @a\N{POP DIRECTIONAL ISOLATE}b\x00\x1b[31m\n'
    )
    whole = (0, len(text))
    middle = text.index(pile)
    spans = (whole, (-5, 10**6), (middle + 20, middle + 40), (7, 7), span_of(text, "\N{RIGHT-TO-LEFT OVERRIDE}"))
    finding = Finding(
        code=attack, severity="error", spans=spans, message_ar=attack, message_en=attack, action_ar=attack,
        action_en=attack, evidence=("javascript:alert(5)", "https://user@evil.example/", "https://[", attack),
    )  # fmt: skip
    statement = Statement(
        quote=text[6:40], quote_span=(6, 40), form="mixed", direct=True, speaker=attack, speaker_mention=attack,
        speaker_span=(0, 3), role=attack, handle=attack, cue=attack, cue_span=(4, 5), url="javascript:alert(6)",
        rule="x.carried", confidence=1.0,
    )  # fmt: skip
    start = datetime(2024, 12, 5, tzinfo=UTC)
    window = Window(start=None, end=start, words=attack, span=(0, 3), anchor="post", is_vague=True)
    return replace(
        build_example(), text=text, statements=(statement,), findings=(finding,), links=(),
        claims=(
            Claim(
                place=attack, place_key=attack, state="denied", span=whole, place_span=(0, 3), actor=attack,
                statement=None, speaker=attack, said_at=start,
            ),
        ),
        forecasts=(
            Forecast(
                statement=statement, event=attack, span=whole, window=window, likelihood_words=attack,
                direction="will not happen", is_measurable=False,
                readings=(Reading(event=attack, span=whole), Reading(event=pile, span=whole)),
            ),
        ),
        speakers=(
            SpeakerRow(
                name=attack, role=attack, handle=attack, statements=(0,), urls=("javascript:alert(7)", attack),
                said_at=(start,),
            ),
        ),
        timeline=(
            TimelineEvent(
                kind="window", start=start, end=start + timedelta(days=9000), label_ar=attack, label_en=attack,
                is_assumed=True, spans=(whole,),
            ),
            TimelineEvent(
                kind="statement", start=start, end=None, label_ar=pile, label_en=pile, is_assumed=False, spans=(),
            ),
        ),
    )  # fmt: skip

"""Every code a check can give, in the order in which an editor wants to read them."""

from __future__ import annotations

from dataclasses import dataclass

from tawatur.arabic.tokens import Span
from tawatur.check.records import Finding, Severity


@dataclass(frozen=True, slots=True, kw_only=True)
class Code:
    """One entry of the documented list.

    Attributes:
        severity: error (do not publish as it stands; exit code 4), warning (decide), info (know).
        title_ar, title_en: the kind of finding.
        action_ar, action_en: what to do about it.
    """

    code: str
    severity: Severity
    title_ar: str
    title_en: str
    action_ar: str
    action_en: str


_LIST = (
    Code(
        code="conflict.state",
        severity="error",
        title_ar="تضارب داخل النص في حال المكان",
        title_en="The text contradicts itself about a place",
        action_ar="حدّد وقت كل رواية ومن قالها، ولا تنشر الأعلى سقفا بصوت المحرر قبل تأكيدها.",
        action_en="Give each version its time and its speaker; do not print the strongest one in your own voice.",
    ),
    Code(
        code="conflict.told",
        severity="warning",
        title_ar="روايات متضاربة يذكر النص تضاربها",
        title_en="Accounts that differ, and the text says so",
        action_ar="أبق كل رواية مع قائلها ووقتها، ولا ترجّح إحداها من عندك.",
        action_en="Keep each account with its speaker and time; do not side with one of them.",
    ),
    Code(
        code="conflict.number",
        severity="warning",
        title_ar="رقمان مختلفان للشيء نفسه",
        title_en="Two different numbers for the same thing",
        action_ar="اذكر مصدر كل رقم ووقته، أو احذف ما لا مصدر له.",
        action_en="Name the source and time of each number, or drop the one without a source.",
    ),
    Code(
        code="conflict.access",
        severity="warning",
        title_ar="مغلق في رواية ومفتوح في أخرى",
        title_en="Shut by one account, open by another",
        action_ar="تحقق من الحال الآن، واذكر وقت كل رواية ومن قالها.",
        action_en="Find out how it stands now, and give each account its time and its speaker.",
    ),
    Code(
        code="conflict.denial",
        severity="warning",
        title_ar="في النص خبر ينفيه أحد المذكورين فيه",
        title_en="The text tells what somebody in it denies",
        action_ar="انسب الخبر إلى مصدره واذكر النفي معه في المقدمة، أو احذف ما لا مصدر له.",
        action_en="Attribute the news and put the denial beside it in the lead, or drop what has no source.",
    ),
    Code(
        code="conflict.time",
        severity="warning",
        title_ar="وقتان مختلفان للحدث نفسه",
        title_en="Two different times for the same event",
        action_ar="اذكر مصدر كل وقت، أو احذف ما لا مصدر له.",
        action_en="Name the source of each time, or drop the one without a source.",
    ),
    Code(
        code="link.owner",
        severity="error",
        title_ar="المعرّف في النص غير صاحب الرابط",
        title_en="The handle in the text is not the owner of the link",
        action_ar="افتح الرابط وتحقق: إما أن المعرّف خطأ أو أن الرابط لمنشور شخص آخر.",
        action_en="Open the link: either the handle is wrong or the link is somebody else's post.",
    ),
    Code(
        code="link.impossible",
        severity="error",
        title_ar="رقم منشور لا يمكن أن يكون صحيحا",
        title_en="A post id that cannot be right",
        action_ar="انسخ الرابط من المنشور نفسه من جديد.",
        action_en="Copy the link again from the post itself.",
    ),
    Code(
        code="link.date",
        severity="error",
        title_ar="التاريخ في النص يخالف وقت رقم المنشور",
        title_en="The date in the text is not the time in the post id",
        action_ar="صحّح التاريخ، أو تحقق من أن الرابط هو رابط المنشور المقتبس.",
        action_en="Correct the date, or check that the link is that of the quoted post.",
    ),
    Code(
        code="unsourced.number",
        severity="warning",
        title_ar="رقم بلا مصدر",
        title_en="A number that nobody is quoted for",
        action_ar="انسب الرقم إلى قائله أو احذفه.",
        action_en="Say who gives the number, or drop it.",
    ),
    Code(
        code="unsourced.claim",
        severity="warning",
        title_ar="خبر ميداني بصوت المحرر بلا مصدر",
        title_en="A claim about the ground in the article's own voice",
        action_ar="انسب الخبر إلى مصدره مع وقته.",
        action_en="Attribute the claim, with its time.",
    ),
    Code(
        code="unsourced.speaker",
        severity="warning",
        title_ar="متحدث بلا رابط ولا وقت",
        title_en="A speaker without a link or a time",
        action_ar="أضف رابط كل منشور مقتبس، أو اذكر أنه تعذر العثور عليه.",
        action_en="Add the link of each quoted post, or say that it could not be found.",
    ),
    Code(
        code="unsourced.statement",
        severity="warning",
        title_ar="كلام لا يُعرف قائله من النص",
        title_en="Words whose speaker the text does not tell",
        action_ar="سمِّ القائل عند الفعل.",
        action_en="Name the speaker at the verb.",
    ),
    Code(
        code="handle.glued",
        severity="warning",
        title_ar="معرّف ملتصق بما بعده",
        title_en="A handle glued to what follows",
        action_ar="افصل المعرّف عن التاريخ؛ المعرّف الصحيح في الرابط.",
        action_en="Put a space after the handle; the right one stands in the link.",
    ),
    Code(
        code="link.time",
        severity="info",
        title_ar="وقت المنشور من رقمه",
        title_en="The post's time, from its id",
        action_ar="اذكر الوقت والمنطقة الزمنية في النص.",
        action_en="Print the time with its zone.",
    ),
    Code(
        code="quote.unclosed",
        severity="error",
        title_ar="علامة تنصيص مفتوحة لم تُغلق",
        title_en="A quotation mark that nothing closes",
        action_ar="أغلق التنصيص حيث ينتهي كلام القائل.",
        action_en="Close the quotation where the speaker's words end.",
    ),
    Code(
        code="quote.unopened",
        severity="warning",
        title_ar="علامة إغلاق بلا بداية",
        title_en="A closing quotation mark that nothing opened",
        action_ar="ضع علامة البداية حيث يبدأ كلام القائل، أو احذف العلامة.",
        action_en="Open the quotation where the speaker's words begin, or drop the mark.",
    ),
    Code(
        code="quote.altered",
        severity="error",
        title_ar="اقتباس يخالف المنشور المحفوظ",
        title_en="A quotation that differs from the stored post",
        action_ar="انقل كلام المنشور كما هو، وعلّم ما حذفته بـ […].",
        action_en="Quote the words of the post, and mark with […] what you leave out.",
    ),
    Code(
        code="count.changed",
        severity="error",
        title_ar="عدد يخالف السجل المحفوظ",
        title_en="A count that differs from the record the text names",
        action_ar="أعد العدد كما في السجل، أو أعد إعداد التقرير.",
        action_en="Put the count of the record back, or make the roundup again.",
    ),
    Code(
        code="quote.elision",
        severity="warning",
        title_ar="حذف في وسط جملة مقتبسة",
        title_en="Words left out inside a quoted clause",
        action_ar="أعد المحذوف أو اقطع الاقتباس عند حدود الجملة، فلا يسقط فاعل ولا نفي.",
        action_en="Restore the words, or cut at the border of a clause, so that no subject and no negation is lost.",
    ),
    Code(
        code="typo.complementizer",
        severity="warning",
        title_ar="خطأ طباعي بعد فعل القول",
        title_en="A typing error after the reporting verb",
        action_ar="المقصود على الأرجح «أن».",
        action_en="Most likely «أن» is meant.",
    ),
    Code(
        code="typo.hamza",
        severity="info",
        title_ar="خطأ في همزة أول الفعل",
        title_en="A hamza wrongly set, or missing, at the start of a verb",
        action_ar="همزة «افتعل» و«استفعل» وصل تُكتب ألفا بلا همزة، وهمزة «أفعل» قطع تُكتب.",
        action_en="Verbs like اعتبر and استنكر take a bare alef; those like أكد take the hamza.",
    ),
    Code(
        code="stance.no_likelihood",
        severity="warning",
        title_ar="فعل ترجيح لا ترجيح في كلام صاحبه",
        title_en="A verb of likelihood over words that state none",
        action_ar="استعمل «قال» أو «كتب»، أو انقل عبارة الترجيح نفسها.",
        action_en="Use a neutral verb, or quote the words of likelihood themselves.",
    ),
    Code(
        code="stance.factive",
        severity="info",
        title_ar="فعل يوحي بأن الكلام حقيقة ثابتة",
        title_en="A verb that presents an unverified claim as fact",
        action_ar="استعمل فعلا محايدا مثل «قال» ما لم يُتحقق من الخبر.",
        action_en="Use a neutral verb unless the claim is verified.",
    ),
    Code(
        code="stance.continuation",
        severity="warning",
        title_ar="فعل استئناف لمتحدث لم يتكلم بعد",
        title_en="A verb of going on for somebody new",
        action_ar="استعمل «قال» أو «كتب» في أول كلام كل متحدث.",
        action_en="Introduce a speaker with a neutral verb; keep “added” for what follows.",
    ),
    Code(
        code="stance.changed",
        severity="warning",
        title_ar="فعل يغيّر نبرة الكلام المنقول",
        title_en="A verb that changes how the words were meant",
        action_ar="استعمل «قال» أو «تساءل» أو «رجّح» بحسب لفظ المتحدث.",
        action_en="Use a neutral verb, or the one that fits: asked, thought it likely.",
    ),
    Code(
        code="stance.asserting",
        severity="warning",
        title_ar="فعل توكيد لرقم من مصدر واحد",
        title_en="A verb of stress for a number from one source",
        action_ar="استعمل «قال» أو «بحسب»، واذكر أن الرقم من مصدر واحد.",
        action_en="Use a neutral verb, and say that the number has one source.",
    ),
    Code(
        code="stance.distancing",
        severity="info",
        title_ar="فعل يشكك في المتحدث",
        title_en="A verb that doubts the speaker",
        action_ar="استعمل «قال» ما لم يكن التشكيك قرارا تحريريا مقصودا.",
        action_en="Use a neutral verb unless the desk means to doubt him.",
    ),
    Code(
        code="number.single_source",
        severity="info",
        title_ar="رقم من مصدر واحد",
        title_en="A number that one source alone gives",
        action_ar="قل إن الرقم من مصدر واحد، أو ابحث عن مصدر ثان مستقل.",
        action_en="Say that it has one source, or look for an independent second one.",
    ),
    Code(
        code="language.slur",
        severity="warning",
        title_ar="لفظ طائفي أو تحقيري",
        title_en="A sectarian or dehumanising term",
        action_ar="أبقه داخل اقتباس منسوب أو احجب الكلمة وحدها بعلامة ظاهرة؛ لا تستعمله بصوت المحرر.",
        action_en="Keep it inside an attributed quote, or mask that one word visibly; never use it in your own voice.",
    ),
    Code(
        code="balance.one_camp",
        severity="warning",
        title_ar="الأصوات كلها من طرف واحد",
        title_en="All voices are of one camp",
        action_ar="ابحث عن صوت من الطرف الآخر أو مستقل، أو اذكر أنك لم تجد.",
        action_en="Look for the other side or an independent voice, or say that none was found.",
    ),
    Code(
        code="spelling.variants",
        severity="info",
        title_ar="كتابتان لاسم واحد",
        title_en="One name in two spellings",
        action_ar="وحّد الكتابة خارج الاقتباسات والوسوم.",
        action_en="Use one spelling outside quotes and tags.",
    ),
    Code(
        code="digits.mixed",
        severity="info",
        title_ar="أرقام عربية وهندية معا",
        title_en="Two kinds of digits",
        action_ar="وحّد الأرقام خارج الاقتباسات.",
        action_en="Use one kind outside quotes.",
    ),
    Code(
        code="punctuation.spacing",
        severity="info",
        title_ar="فراغ في غير موضعه عند علامة ترقيم",
        title_en="A space on the wrong side of a punctuation mark",
        action_ar="ألصق العلامة بما قبلها واترك فراغا بعدها.",
        action_en="Put the mark against the word before it, with a space after it.",
    ),
    Code(
        code="forecast.scope",
        severity="warning",
        title_ar="توقع تحتمل مهلته أكثر من قراءة",
        title_en="A forecast whose deadline can be read in several ways",
        action_ar="انقل العبارة بلفظها ولا تختصرها إلى إحدى القراءتين؛ احفظ كلتيهما في سجل التوقعات.",
        action_en="Quote the words as they are, not one reading; keep both in the ledger of forecasts.",
    ),
    Code(
        code="forecast.window",
        severity="info",
        title_ar="توقع له مهلة",
        title_en="A forecast with a deadline",
        action_ar="احفظه في سجل التوقعات ليُراجع عند انقضاء المهلة.",
        action_en="Keep it in the ledger of forecasts, to be looked at when its deadline comes.",
    ),
    Code(
        code="forecast.vague",
        severity="info",
        title_ar="توقع بلا مهلة محددة",
        title_en="A forecast without a deadline",
        action_ar="لا يمكن تقييمه لاحقا؛ قدّمه على أنه رأي صاحبه.",
        action_en="It can never be scored; present it as its author's opinion.",
    ),
)  # fmt: skip

CODES: dict[str, Code] = {code.code: code for code in _LIST}
ORDER: dict[str, int] = {code.code: number for number, code in enumerate(_LIST)}


def make_finding(
    code: str, spans: tuple[Span, ...], message_ar: str, message_en: str, *, evidence: tuple[str, ...] = ()
) -> Finding:
    """A finding of a documented code, with that code's severity and advice."""
    entry = CODES[code]
    return Finding(
        code=code,
        severity=entry.severity,
        spans=spans,
        message_ar=message_ar,
        message_en=message_en,
        action_ar=entry.action_ar,
        action_en=entry.action_en,
        evidence=evidence,
    )

"""Invented pages of news sites, as their systems write them, and what of each is the article.

The furniture around it (menus, teasers, comments, notices) is news Arabic too: what tells it apart is where it stands.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from html import escape

MENU = ("الرئيسية", "سياسة", "اقتصاد", "رياضة", "ثقافة", "فيديو", "من نحن", "اتصل بنا")
TEASERS = (
    "بلدية الوادي الشرقي تعلن مواعيد جديدة لتوزيع المياه على الأحياء المرتفعة خلال الصيف",
    "طلاب المعهد الزراعي يعرضون نماذج لبيوت محمية تعمل بطاقة الشمس في معرض المدينة السنوي",
    "مباراة الديربي تنتهي بلا أهداف بعد شوطين حذرين وطرد مدافع الضيوف في الدقائق الأخيرة",
    "وزارة النقل تبدأ صيانة الجسر القديم وتحول السير إلى الطريق الدائري حتى نهاية الشهر",
    "خبراء يحذرون من موجة غبار تضرب المناطق الصحراوية، ويدعون أصحاب الربو إلى البقاء في منازلهم",
)
COMMENTS = (
    "كلام سليم مئة بالمئة، لكن من يحاسب المقصرين؟ قلنا هذا الكلام قبل سنوات ولم يسمعنا أحد.",
    "أنا من سكان الحي، وأقول لكم إن الصورة غير ما تظهره الكاميرات، والحمد لله على كل حال.",
)
COOKIES = "نستخدم ملفات تعريف الارتباط لتحسين تجربتك على الموقع، وبمتابعتك التصفح فإنك توافق على سياسة الخصوصية."
NEWSLETTER = "اشترك في نشرتنا البريدية لتصلك أهم الأخبار صباح كل يوم، ويمكنك إلغاء الاشتراك متى شئت."
RIGHTS = "جميع الحقوق محفوظة، ولا يجوز نقل المواد أو إعادة نشرها دون إذن خطي من إدارة الموقع."
CAPTION = "صورة من الأرشيف لشارع رئيسي في المدينة (تصوير: قسم التصوير)"
SHARED = ("شارك على فيسبوك", "شارك على إكس", "واتساب", "تيليغرام", "نسخ الرابط")

Template = Callable[[str, Sequence[str]], str]


def _each(tag: str, texts: Sequence[str], attributes: str = "") -> str:
    opening = f"<{tag} {attributes}>" if attributes else f"<{tag}>"
    return "\n".join(f"{opening}{escape(text)}</{tag}>" for text in texts)


def _links(texts: Sequence[str], tag: str = "li") -> str:
    return "\n".join(f'<{tag}><a href="/p/{number}">{escape(text)}</a></{tag}>' for number, text in enumerate(texts))


def _page(head: str, body: str) -> str:
    return f'<!doctype html>\n<html lang="ar" dir="rtl"><head><meta charset="utf-8">{head}</head><body>{body}</body></html>'


def wordpress(title: str, paragraphs: Sequence[str]) -> str:
    """The classic theme: columns, comments, widgets."""
    comments = "".join(
        f'<li class="comment"><div class="comment-body"><div class="comment-author">زائر</div><p>{text}</p>'
        '<div class="reply"><a href="#">رد</a></div></div></li>'
        for text in COMMENTS
    )
    return _page(
        f'<title>{title} | جريدة الوادي</title><meta property="og:title" content="{title}">'
        '<meta property="article:published_time" content="2025-02-11T22:30:00+03:00">',
        f'<header id="masthead"><nav class="menu-main"><ul>{_links(MENU)}</ul></nav></header>'
        f'<div id="content" class="site-content"><main><article class="post type-post hentry">'
        f'<header class="entry-header"><h1 class="entry-title">{title}</h1>'
        '<div class="entry-meta"><time class="entry-date" datetime="2025-02-11T22:30:00+03:00">11 فبراير 2025</time>'
        '<span class="byline">محرر الشؤون المحلية</span></div></header>'
        f'<div class="entry-content">{_each("p", paragraphs)}<div class="sharedaddy"><ul>{_links(SHARED)}</ul></div></div>'
        f'<footer class="entry-footer"><a rel="tag" href="/t">مدن</a></footer></article>'
        f'<div id="comments" class="comments-area"><h2>تعليقان</h2><ol class="comment-list">{comments}</ol></div></main>'
        f'<aside class="widget-area"><section class="widget widget_recent_entries"><h2>أحدث المقالات</h2>'
        f"<ul>{_links(TEASERS)}</ul></section></aside></div>"
        f'<footer class="site-footer"><p>{RIGHTS}</p></footer>',
    )


def agency(title: str, paragraphs: Sequence[str]) -> str:
    """A large site: pictures with captions, a box of further reading inside, date in JSON-LD alone."""
    middle = max(1, len(paragraphs) // 2)
    linked = json.dumps(
        {
            "@context": "https://schema.org",
            "@type": "NewsArticle",
            "headline": title,
            "datePublished": "2025-02-11T06:05:00Z",
        },
        ensure_ascii=False,
    )
    return _page(
        f'<title>{title}</title><script type="application/ld+json">{linked}</script><style>.x{{color:red}}</style>',
        f'<div class="bypass-block"><a href="#main">تجاوز إلى المحتوى</a></div><div class="header-menu">{_links(MENU, "span")}</div>'
        f'<div class="container"><main id="main-content-area"><h1>{title}</h1>'
        f'<figure class="article-featured-image"><img src="a.jpg" alt="{CAPTION}"><figcaption>{CAPTION}</figcaption></figure>'
        f'<div class="wysiwyg wysiwyg--all-content" aria-live="polite">{_each("p", paragraphs[:middle])}'
        f'<section class="more-on"><h2>اقرأ أيضا</h2><p>قائمة من 3 عناصر</p><ul>{_links(TEASERS[:3])}</ul></section>'
        f'{_each("p", paragraphs[middle:])}</div><div class="article-source">المصدر: وكالات</div></main>'
        f'<div class="sidebar">{_links(TEASERS, "h3")}</div></div>'
        f'<div class="gdpr">{COOKIES}</div><div class="site-footer">{RIGHTS}</div>',
    )


def blogger(title: str, paragraphs: Sequence[str]) -> str:
    """Lines broken by hand inside one box."""
    return _page(
        f"<title>مدونة الميناء: {title}</title>",
        '<div class="header section"><h1 class="title"><a href="/">مدونة الميناء</a></h1></div>'
        '<div class="main section"><div class="date-outer"><h2 class="date-header"><span>الثلاثاء، 11 فبراير 2025</span></h2>'
        f'<div class="post hentry"><h3 class="post-title entry-title">{title}</h3>'
        f'<div class="post-body entry-content" dir="rtl" style="text-align: right;">{"<br /><br />".join(map(escape, paragraphs))}'
        '<div style="clear: both;"></div></div>'
        '<div class="post-footer">مرسلة بواسطة محرر المدونة في 10:15 ص</div></div></div></div>'
        f'<div class="sidebar"><h2>أرشيف المدونة</h2><ul>{_links(TEASERS)}</ul></div>',
    )


def table_layout(title: str, paragraphs: Sequence[str]) -> str:
    """A site of twenty years ago: tables, fonts, no paragraph element."""
    return (
        f'<html dir="rtl"><head><title>{title}</title></head><body bgcolor="#ffffff"><table width="100%"><tr><td colspan="3">'
        f'<font size="1">{" | ".join(f"<a href=#>{word}</a>" for word in MENU)}</font></td></tr><tr><td width="20%" valign="top">'
        f"<b>أخبار أخرى</b><br>{'<br>'.join(f'<a href=#>{text}</a>' for text in TEASERS)}</td>"
        f'<td width="60%"><font size="5" color="#990000"><b>{title}</b></font><br><font size="3">'
        f'{"<br><br>".join(map(escape, paragraphs))}</font></td><td width="20%"><img src="ad.gif"></td></tr></table>'
        f"<center><font size=1>{RIGHTS}</font></center></body></html>"
    )


def boxes(title: str, paragraphs: Sequence[str]) -> str:
    """Made by a program: no element says what it is, every paragraph is a box of its own."""
    return _page(
        f'<title>{title}</title><meta name="date" content="2025-02-11">',
        f'<div id="__next"><div class="css-1x9q"><div class="css-77ab">{_links(MENU, "div")}</div></div><div class="css-8k1z">'
        f'<div class="css-h1h1"><h1>{title}</h1></div>'
        f'<div class="css-9z0c">{"".join(f"""<div class="css-p0p0"><span>{escape(text)}</span></div>""" for text in paragraphs)}</div>'
        f'<div class="css-4kk2">{_links(TEASERS, "div")}</div></div><div class="css-foot"><span>{RIGHTS}</span></div></div>'
        '<script>window.__DATA__={"a":1}</script>',
    )


def drupal(title: str, paragraphs: Sequence[str]) -> str:
    """Fields in fields; text pasted out of Word."""
    body = "".join(
        f'<p class="MsoNormal" dir="RTL" style="text-align:right"><span lang="AR-SA"><span style="font-size:14pt">{escape(text)}'
        "</span></span><o:p></o:p></p>\n<p>&nbsp;</p>"
        for text in paragraphs
    )
    return _page(
        f"<title>{title} | البوابة</title>",
        f'<div class="layout-container"><header role="banner"><nav role="navigation"><ul class="menu">{_links(MENU)}</ul></nav></header>'
        '<main role="main"><div class="layout-content"><div class="block-page-title"><h1 class="page-title">'
        f'<span class="field field--name-title">{title}</span></h1></div><article role="article" class="node node--type-article">'
        '<div class="node__meta"><span class="field--name-created">ثلاثاء, 02/11/2025 - 10:15</span></div><div class="node__content">'
        f'<div class="clearfix text-formatted field field--name-body field--type-text-with-summary">{body}</div></div></article></div>'
        f'<aside role="complementary"><h2>الأكثر قراءة</h2>{_links(TEASERS, "div")}</aside></main>'
        f'<footer role="contentinfo"><p>{RIGHTS}</p></footer></div>',
    )


def quoted(title: str, paragraphs: Sequence[str]) -> str:
    """Statements set as block quotes and a list, under headings."""
    parts = []
    for number, text in enumerate(paragraphs):
        if number % 3 == 1:
            parts.append(f"<blockquote><p>{escape(text)}</p></blockquote>")
        elif number % 3 == 2:
            parts.append(f"<ul><li>{escape(text)}</li></ul>")
        else:
            parts.append(f"<p>{escape(text)}</p>")
    return _page(
        f'<title>{title}</title><meta itemprop="datePublished" content="2025-02-11">',
        f'<nav>{_links(MENU, "a")}</nav><article itemscope><h1>{title}</h1><div class="article-body" itemprop="articleBody">'
        f'{"".join(parts)}</div></article><section class="related-articles"><h2>مواضيع ذات صلة</h2>{_links(TEASERS, "h4")}</section>'
        f"<footer>{RIGHTS}</footer>",
    )


def interrupted(title: str, paragraphs: Sequence[str]) -> str:
    """Notices between the paragraphs: subscription, advertisement, a link to another story; a consent form over all."""
    between = (
        f'<div class="newsletter-signup"><p>{NEWSLETTER}</p><form><input type="email"><button>اشترك</button></form></div>',
        '<div class="ad-slot"><span>إعلان</span></div>',
        f'<div class="inline-related"><a href="/r">اقرأ أيضا: {TEASERS[0]}</a></div>',
    )
    parts = []
    for number, text in enumerate(paragraphs):
        parts.append(f'<p class="paragraph">{escape(text)}</p>')
        if number + 1 < len(paragraphs):
            parts.append(between[number % 3])
    return _page(
        f'<title>{title} - قناة السهل</title><meta property="og:title" content="{title}">',
        f'<div class="cookie-consent" role="dialog"><p>{COOKIES}</p><button>موافق</button></div>'
        f'<div class="navbar">{_links(MENU, "a")}</div><div class="story"><h1 class="story__title">{title}</h1>'
        '<div class="story__date"><time datetime="2025-02-11T09:00">قبل 3 ساعات</time></div>'
        f'<div class="story__content">{"".join(parts)}</div><div class="story__tags">{_links(MENU[:3], "a")}</div></div>'
        f'<div class="story-list">{_links(TEASERS, "div")}</div><div class="footer">{RIGHTS}</div>',
    )


def plain_article(title: str, paragraphs: Sequence[str]) -> str:
    """What a person writes by hand."""
    return _page(f"<title>{title}</title>", f"<h1>{title}</h1>{_each('p', paragraphs)}")


def phone(title: str, paragraphs: Sequence[str]) -> str:
    """Pages for phones: elements of their own, teasers with abstracts that are as long as paragraphs."""
    cards = "".join(f'<a class="card" href="#"><h2>{text}</h2><p>{text}. {NEWSLETTER}</p></a>' for text in TEASERS)
    return _page(
        f'<title>{title}</title><script async src="https://cdn.example/v0.js"></script>',
        f'<amp-sidebar id="s"><ul>{_links(MENU)}</ul></amp-sidebar><article class="amp-wp-article"><header><h1>{title}</h1></header>'
        f'<amp-img src="a.jpg" width="1" height="1"></amp-img><div class="amp-wp-article-content">{_each("p", paragraphs)}</div></article>'
        f'<div class="recirculation">{cards}</div><footer class="amp-wp-footer"><p>{RIGHTS}</p></footer>',
    )


def posts_shown(title: str, paragraphs: Sequence[str]) -> str:
    """Paragraphs with links to posts inside, as an editor embeds what he quotes."""
    parts = []
    for number, text in enumerate(paragraphs):
        parts.append(f'<p style="text-align: justify;">{escape(text)}</p>')
        if number == 0:
            parts.append(
                '<figure class="wp-block-embed"><div class="wp-block-embed__wrapper"><iframe src="about:blank"></iframe></div></figure>'
            )
    return _page(
        f'<title>{title}</title><meta property="og:type" content="article">',
        f'<div class="td-header-menu-wrap"><ul>{_links(MENU)}</ul></div><div class="td-main-content-wrap"><div class="td-pb-span8">'
        f'<h1 class="entry-title">{title}</h1><div class="td-post-content tagdiv-type">{"".join(parts)}</div>'
        f'<div class="td-post-sharing">{_links(SHARED, "a")}</div><div class="td-author-name">محرر</div></div>'
        f'<div class="td-pb-span4 td-main-sidebar">{_links(TEASERS, "h3")}</div></div><div class="td-footer-wrapper">{RIGHTS}</div>',
    )


def sections(title: str, paragraphs: Sequence[str]) -> str:
    """Every paragraph is a component of its own, boxed three deep, with a picture between."""
    parts = "".join(
        f'<div data-component="text-block" class="ssrcss-11r1m41"><div class="ssrcss-7uxr49"><p class="ssrcss-1q0x1qg">{escape(text)}</p></div></div>'
        + (
            f'<div data-component="image-block" class="ssrcss-ab5fd8"><figure><img src="b.jpg" alt=""><figcaption>{CAPTION}</figcaption></figure></div>'
            if not number
            else ""
        )
        for number, text in enumerate(paragraphs)
    )
    return _page(
        f"<title>{title}</title>",
        f'<header class="ssrcss-1"><nav>{_links(MENU, "span")}</nav></header><div class="ssrcss-rgov1k"><div class="ssrcss-2"><article class="ssrcss-3">'
        f'<header><h1 id="main-heading">{title}</h1><div class="ssrcss-byline"><time datetime="2025-02-11T08:10:00.000Z">قبل ساعتين</time></div></header>{parts}'
        f'<section data-component="tag-list"><h2>مواضيع</h2><ul>{_links(MENU[:4])}</ul></section></article></div>'
        f'<div class="ssrcss-4"><h2>أهم الأخبار</h2><ul>{_links(TEASERS)}</ul></div></div><footer>{RIGHTS}</footer>',
    )


def much_discussed(title: str, paragraphs: Sequence[str]) -> str:
    """Comments many times as long as the article, in elements that are articles themselves."""
    comments = "".join(
        f'<li id="comment-{number}"><article id="div-comment-{number}" class="comment-body"><footer class="comment-meta"><b>زائر {number}</b></footer>'
        f'<div class="comment-content"><p>{text}</p><p>{text}</p></div></article></li>'
        for number, text in enumerate(COMMENTS * 20)
    )
    return _page(
        f'<title>{title} – منبر الحي</title><link rel="canonical" href="https://example.org/2025/02/11/post/">',
        f'<h1 class="site-title"><a href="/">منبر الحي</a></h1><div class="site-inner"><div class="content-sidebar-wrap"><main class="content">'
        f'<article class="entry"><header class="entry-header"><h2 class="entry-title">{title}</h2></header><div class="entry-content">{_each("p", paragraphs)}</div></article>'
        f'<section class="entry-comments" id="comments"><h3>التعليقات</h3><ol class="comment-list">{comments}</ol></section></main>'
        f'<aside class="sidebar">{_links(TEASERS)}</aside></div></div>',
    )


def encyclopedia(title: str, paragraphs: Sequence[str]) -> str:
    """Numbers of notes in the sentences, a table of contents, a box of facts, notes below."""
    body = "".join(
        f'<p>{escape(text)}<sup class="reference"><a href="#cite_note-{number}">[{number}]</a></sup></p>'
        for number, text in enumerate(paragraphs, 1)
    )
    notes = "".join(
        f'<li id="cite_note-{number}"><a href="https://example.org/{number}">{text}</a></li>'
        for number, text in enumerate(TEASERS)
    )
    return _page(
        f"<title>{title} - الموسوعة</title>",
        f'<div id="content" class="mw-body" role="main"><h1 id="firstHeading">{title}</h1><div id="bodyContent"><div id="mw-content-text"><div class="mw-parser-output">'
        f'<table class="infobox"><tr><th>البلد</th><td>الوادي</td></tr><tr><th>السكان</th><td>120 ألفا</td></tr></table>{body}'
        f'<h2>مراجع</h2><ol class="references">{notes}</ol></div></div></div></div><div id="mw-navigation"><ul>{_links(MENU)}</ul></div><div id="footer">{RIGHTS}</div>',
    )


def by_hand_in_boxes(title: str, paragraphs: Sequence[str]) -> str:
    """The names of classes say what stands beside the text, and the text is lines in one box with a picture first."""
    return _page(
        f"<title>{title}</title>",
        f'<div class="wrapper with-sidebar"><div class="top-menu">{_links(MENU, "a")}</div><div class="row"><div class="col-md-8 sidebar-left">'
        f'<div class="details"><div class="details-title">{title}</div><div class="details-img"><img src="c.jpg"></div>'
        f'<div class="details-text">{"<br>".join(map(escape, paragraphs))}</div></div></div>'
        f'<div class="col-md-4"><div class="most-read"><h4>الأكثر قراءة</h4>{_links(TEASERS, "p")}</div></div></div><div class="copyright"><p>{RIGHTS}</p></div></div>',
    )


def split_by_headings(title: str, paragraphs: Sequence[str]) -> str:
    """A section for every heading, inside a page of tabs."""
    parts = "".join(
        f"<section><h2>محور {number}</h2><p>{escape(text)}</p></section>" for number, text in enumerate(paragraphs, 1)
    )
    return _page(
        f'<title>{title}</title><meta name="pubdate" content="20250211">',
        f'<div class="nav-tabs-wrapper"><ul class="nav nav-tabs">{_links(MENU)}</ul><div class="tab-content"><h1>{title}</h1><div class="lead">{parts}</div></div></div>'
        f'<div class="social-bar">{_links(SHARED, "a")}</div><div class="most-read"><ul>{_links(TEASERS)}</ul></div><div class="page-bottom">{RIGHTS}</div>',
    )


def web_form(title: str, paragraphs: Sequence[str]) -> str:
    """A form around the whole page, as the servers of many ministries write it, and lines in spans."""
    return _page(
        f"<title>{title} | وزارة الوادي</title>",
        f'<form method="post" action="news.aspx" id="aspnetForm"><div class="top"><ul>{_links(MENU)}</ul></div>'
        f'<span id="ctl00_headline"><h1>{title}</h1></span><span id="ctl00_date">11/02/2025</span><div class="entry-content"><span id="ctl00_text">'
        f"{'<br /><br />'.join(map(escape, paragraphs))}</span></div><div class='side'><ul>{_links(TEASERS)}</ul></div><div class='bottom'><p>{RIGHTS}</p></div></form>",
    )


def boxed_paragraphs(title: str, paragraphs: Sequence[str]) -> str:
    """The first paragraphs each in a box of its own, links between, the rest in a box that bears the name of all."""
    first, rest = paragraphs[:5], paragraphs[5:]
    boxes = "".join(f'<div class="par{number}"><p>{escape(text)}</p></div>' for number, text in enumerate(first, 1))
    body = f'<div class="body">{_each("p", rest)}</div>' if rest else ""
    return _page(
        f"<title>{title}</title>",
        f'<div class="top"><ul>{_links(MENU)}</ul></div><h1>{title}</h1><div id="mainBodyArea">{boxes}'
        f'<div id="inline-links" class="related"><h2>اقرأ أيضا</h2><ul>{_links(TEASERS)}</ul></div>{body}</div><div class="bottom"><p>{RIGHTS}</p></div>',
    )


TEMPLATES: tuple[Template, ...] = (
    wordpress, agency, blogger, table_layout, boxes, drupal, quoted, interrupted, plain_article, phone, posts_shown,
    sections, much_discussed, encyclopedia, by_hand_in_boxes, split_by_headings, web_form,
    boxed_paragraphs,
)  # fmt: skip
FURNITURE = (*TEASERS, *COMMENTS, COOKIES, NEWSLETTER, RIGHTS, CAPTION)

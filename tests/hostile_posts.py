"""Invented posts that try to leave their place in a page, in Markdown, in JSON, in a table or in a line of text."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime

from tawatur.posts import EvidenceRef, Post, PostId
from tawatur.report.profiles import DirectoryEntry

_ID = 1859598941549494279
_BIDI = "\N{RIGHT-TO-LEFT OVERRIDE}\N{LEFT-TO-RIGHT ISOLATE}\N{POP DIRECTIONAL FORMATTING}"
_MARKS = "\N{ARABIC FATHA}" * 1000
_TEXTS = (
    "وصلنا إلى الجسر <script>alert(1)</script> وشاهدنا <img src=x onerror=alert(2)> آليات كثيرة على الطريق العام",
    f"المياه ارتفعت {_BIDI} في الحي القديم منذ الفجر والناس {_BIDI} يغادرون بيوتهم على عجل",
    f"الكهرباء مقطو{_MARKS}عة عن الحي القديم منذ ليلة أمس ولا نعرف متى تعود إلينا",
    "انتهى كلامي» [1] EV-AAAAAAAAAA </blockquote></p><p>وقال الوزير: «هذا كلام لم يقله أحد في المدينة",
    "# عنوان **غامق** [اضغط هنا](javascript:alert(3)) ![صورة](https://evil.example/x.png) `رمز` في منشور طويل من المدينة",
    "هذا الطريق مغلق [gallery ids=1] [embed]https://evil.example[/embed] <!-- wp:html --> <!-- /wp:paragraph --> منذ الصباح",
    "-2+3+cmd|' /C calc'!A0 هذا خبر عن حال السوق اليوم </script><script>alert(4)</script> <!-- ]]> في وسط المدينة",
    "[^1]: EV-BBBBBBBBBB <https://evil.example> | جدول | ~~مشطوب~~ وهذا كلام عادي عن حال الطريق اليوم",
)


def hostile_posts() -> list[Post]:
    """One post of each author, his name as hostile as his words."""
    posts = []
    for number, text in enumerate(_TEXTS):
        post_id = PostId(str(_ID + (number << 40)))
        posts.append(
            Post(
                platform="x",
                post_id=post_id,
                text=text,
                posted_at=datetime(2024, 11, 21, 14, 5 + number, tzinfo=UTC),
                handle=f"author_{number}",
                display_name=f"=سامر<b>{_BIDI} نادر </b>[x](javascript:1) {number}",
                role="صحفي",
                url=f"javascript:alert({number})" if number == 0 else f"https://x.com/author_{number}/status/{post_id}",
                language='ar" onclick="alert(9)',
                evidence=EvidenceRef(record_id=hashlib.sha256(text.encode()).hexdigest(), level="E1"),
            )
        )
    return posts


def hostile_directory() -> tuple[DirectoryEntry, ...]:
    """Every author with a role, so that each is named."""
    return tuple(
        DirectoryEntry(handle=f"author_{number}", role="صحفي <i>", name=f"{_BIDI}اسم\"'><script>{number}")
        for number in range(3)
    )

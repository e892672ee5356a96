"""What our server-made pictures are written with: safe elements, words in a language's direction, one set of colours.

No script, no style sheet, no request: the same picture in the desk, an article, print and a feed.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal
from xml.sax.saxutils import escape, quoteattr

from tawatur.arabic.display import isolate, make_showable

INK, PALE, LINE, ACCENT, WARN = "#1c2430", "#5b6675", "#cfd6df", "#0b6e75", "#a3341f"
FONT = "IBM Plex Sans Arabic, Noto Sans Arabic, Tahoma, sans-serif"

Lang = Literal["ar", "en"]


def element(name: str, inside: str = "", **attributes: str | float) -> str:
    """An element; attributes are made safe here, `inside` is markup already."""
    told = ""
    for key, value in attributes.items():
        written = f"{value:.1f}" if isinstance(value, float) else make_showable(str(value)).text
        told += f" {key.replace('_', '-')}={quoteattr(written)}"
    return f"<{name}{told}>{inside}</{name}>" if inside else f"<{name}{told}/>"


def picture(body: list[str], *, width: int, height: float, label: str, pen: Pen) -> str:
    """The whole file: what was drawn, on white.

    Args:
        label: what the picture is, for who cannot see it.
    """
    ground = element("rect", width=width, height=height, fill="#ffffff")
    return (
        element(
            "svg",
            "\n" + "\n".join([ground, *body]) + "\n",
            xmlns="http://www.w3.org/2000/svg",
            viewBox=f"0 0 {width} {height:.0f}",
            width=width,
            height=round(height),
            role="img",
            aria_label=label,
            font_family=FONT,
            direction=pen.direction,
            lang=pen.lang,
        )
        + "\n"
    )


class Pen:
    """Words in the language's direction."""

    def __init__(self, lang: Lang) -> None:
        self.lang = lang
        self.direction = "rtl" if lang == "ar" else "ltr"

    def say(self, arabic: str, english: str) -> str:
        """One of two texts."""
        return arabic if self.lang == "ar" else english

    def text(
        self,
        text: str | Sequence[str],
        x: float,
        y: float,
        *,
        size: int,
        fill: str = INK,
        weight: str = "400",
        anchor: str = "start",
        ltr: bool = False,
    ) -> str:
        """A text element; what strangers wrote is stripped of controls, isolated and escaped.

        Args:
            text: several pieces are isolated from each other, as names and dates inside a sentence must be.
        """
        pieces = [text] if isinstance(text, str) else text
        inside = escape("".join(isolate(piece, left_to_right=ltr) for piece in pieces))
        return element(
            "text", inside, x=float(x), y=float(y), font_size=size,
            font_weight=weight, fill=fill, text_anchor=anchor, direction="ltr" if ltr else self.direction,
        )  # fmt: skip

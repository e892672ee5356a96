"""What our server-made pictures are written with: safe elements, words in a language's direction, one set of colours.

No script, no style sheet, no request: the same picture in the desk, an article, print and a feed.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from textwrap import wrap
from typing import Literal
from xml.sax.saxutils import escape, quoteattr

from tawatur.arabic.display import isolate, make_showable

FONT = "IBM Plex Sans Arabic, Noto Sans Arabic, Tahoma, sans-serif"
WIDE, NARROW = 640, 285  # units, about one pixel each: a drawing of its own for phones keeps its letters readable
LETTER = 0.5  # of the size of a font: about the width of one of its letters
NOTE, NOTE_LINE = 12, 19

Lang = Literal["ar", "en"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Palette:
    """The colours of a picture. Never the only sign of anything."""

    ink: str
    pale: str
    line: str
    accent: str
    warn: str
    ground: str
    sea: str
    land: str
    border: str


PLAIN = Palette(
    ink="#1c2430", pale="#5b6675", line="#cfd6df", accent="#0b6e75", warn="#a3341f", ground="#ffffff", sea="#eef3f7",
    land="#ffffff", border="#9aa6b4",
)  # fmt: skip
THEMED = Palette(
    ink="var(--ink)", pale="var(--soft)", line="var(--rule)", accent="var(--accent)", warn="var(--error)",
    ground="var(--sheet)", sea="var(--accent-ground)", land="var(--sheet)", border="var(--edge)",
)  # fmt: skip
"""The colours of the page that the picture stands in (frame.css), light, dark and printed."""


def element(name: str, inside: str = "", **attributes: str | float) -> str:
    """An element; attributes are made safe here, `inside` is markup already. `class_` is the attribute class."""
    told = ""
    for key, value in attributes.items():
        written = f"{value:.1f}" if isinstance(value, float) else make_showable(str(value)).text
        told += f" {key.rstrip('_').replace('_', '-')}={quoteattr(written)}"
    return f"<{name}{told}>{inside}</{name}>" if inside else f"<{name}{told}/>"


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A drawing, and what is said below it.

    Attributes:
        label: what it is, for who cannot see it.
        notes: how to read it, each a sentence or a few.
    """

    body: tuple[str, ...]
    width: int
    height: float
    label: str
    notes: tuple[Sequence[str] | str, ...]
    pen: Pen

    def as_file(self) -> str:
        """The whole file: on its ground, the notes below."""
        lines = [line for note in self.notes for line in self._wrap(note)]
        height = self.height + (NOTE_LINE * len(lines) + NOTE if lines else 0)
        side = self.pen.margin if self.pen.direction == "ltr" else self.width - self.pen.margin
        told = [
            self.pen.text(line, side, self.height + NOTE_LINE * number, size=NOTE, fill=self.pen.palette.pale)
            for number, line in enumerate(lines, start=1)
        ]
        ground = element("rect", width=self.width, height=round(height), fill=self.pen.palette.ground)
        return self._svg([ground, *self.body, *told], height, xmlns="http://www.w3.org/2000/svg") + "\n"

    def inline(self, name: str) -> str:
        """The drawing alone, as a part of a page that holds its notes; `name` is its class."""
        return self._svg(self.body, self.height, class_=name)

    def as_data(self) -> str:
        """The file as an address that holds it, for an <img>."""
        return f"data:image/svg+xml;base64,{b64encode(self.as_file().encode('utf-8')).decode('ascii')}"

    def _svg(self, body: Sequence[str], height: float, **attributes: str) -> str:
        return element(
            "svg",
            "\n" + "\n".join(body) + "\n",
            **attributes,
            viewBox=f"0 0 {self.width} {height:.0f}",
            width=self.width,
            height=round(height),
            role="img",
            aria_label=self.label,
            font_family=FONT,
            direction=self.pen.direction,
            lang=self.pen.lang,
        )

    def _wrap(self, note: Sequence[str] | str) -> Iterator[Sequence[str] | str]:
        """Its lines; one of several pieces, which are isolated from each other, stays one."""
        fits = max(20, int((self.width - 2 * self.pen.margin) / (NOTE * LETTER)))
        yield from wrap(note, fits) if isinstance(note, str) else [note]


class Pen:
    """Words in the language's direction, time along its axis: from left to right, or mirrored where one asks for it."""

    def __init__(self, lang: Lang, *, palette: Palette = PLAIN, is_mirrored: bool = False, margin: float = 24) -> None:
        self.lang = lang
        self.palette = palette
        self.is_mirrored = is_mirrored
        self.margin = margin
        self.direction = "rtl" if lang == "ar" else "ltr"

    def say(self, arabic: str, english: str) -> str:
        """One of two texts."""
        return arabic if self.lang == "ar" else english

    def along(self, left: float, right: float, share: float) -> float:
        """Where a share of the time between two edges stands."""
        return left + (right - left) * (1 - share if self.is_mirrored else share)

    def text(
        self,
        text: str | Sequence[str],
        x: float,
        y: float,
        *,
        size: int,
        fill: str | None = None,
        weight: str = "400",
        anchor: str = "start",
        ltr: bool = False,
        name: str = "",
        **attributes: str | float,
    ) -> str:
        """A text element; what strangers wrote is stripped of controls, isolated and escaped.

        Args:
            text: several pieces are isolated from each other, as names and dates inside a sentence must be.
            fill: None: the colour of ink.
            name: its class; attributes: what else an SVG text may have.
        """
        pieces = [text] if isinstance(text, str) else text
        inside = escape("".join(isolate(piece, left_to_right=ltr) for piece in pieces))
        return element(
            "text", inside, **({"class_": name} if name else {}), x=float(x), y=float(y), font_size=size,
            font_weight=weight, fill=fill or self.palette.ink, text_anchor=anchor,
            direction="ltr" if ltr else self.direction, **attributes,
        )  # fmt: skip

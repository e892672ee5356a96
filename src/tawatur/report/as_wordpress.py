"""A roundup as WordPress blocks: to paste into the code editor, or to send as the content of a post."""

from __future__ import annotations

import json

from tawatur.arabic.display import make_showable
from tawatur.markup import Clock, Direction, Words, make_environment, rebuild_url
from tawatur.posts import Origin
from tawatur.report.figures import make_figures
from tawatur.report.records import Roundup
from tawatur.report.sections import Drawer

# Platforms that WordPress embeds by itself (WP_oEmbed, its list of providers), by the names its block gives them.
_PROVIDERS: dict[Origin, str] = {"x": "twitter", "bluesky": "bluesky"}
# WordPress, serializeAttributes(): what JSON in a comment must not hold.
_IN_COMMENT = {"--": "\\u002d\\u002d", "<": "\\u003c", ">": "\\u003e", "&": "\\u0026", '\\"': "\\u0022"}


def render_wordpress(roundup: Roundup, *, note: str | None = None) -> str:
    """The roundup as block HTML, in no block's own style; `note` is its first paragraph (an invented example).

    A quote is a static <blockquote cite> with text, name, handle, time and permalink; where a reader's browser may show
    the post itself, an embed block stands behind it. No text of a post can begin a block or a shortcode. A picture is
    an image block that holds it, with what it shows in words; below the curve its numbers stand as a table.

    Raises: InputError if `roundup.zone` is not a zone that this machine knows.
    """
    words = Words(roundup.language)
    side: Direction = "rtl" if roundup.language == "ar" else "ltr"
    clock = Clock(roundup.zone, words)
    drawer = Drawer(roundup, words, clock, side)
    headline, *sections = drawer.sections()
    made = make_environment().get_template("wordpress.html").render(
        t=words, side=side, note=note, headline=headline.blocks[0][0].html, sections=sections,
        citations=list(drawer.citations.values()), embeds=_embeds(roundup),
        figures=make_figures(roundup, words, clock),
    )  # fmt: skip
    return made.replace("[", "&#91;").replace("]", "&#93;")  # WordPress runs [shortcodes] wherever they stand in a text


def _embeds(roundup: Roundup) -> dict[str, tuple[str, str]]:
    """Permalink -> (provider, attributes of the block) of each post that may be shown as it is.

    Not that of a private person, whom the roundup does not name, and not one with words that the roundup withholds.
    """
    withheld = {quote.key for sentence in roundup.sentences for quote in sentence.quotes if quote.masks}
    embeds = {}
    for sentence in roundup.sentences:
        for link in sentence.links:
            provider, url = _PROVIDERS.get(link.post.platform), rebuild_url(link.url)
            if provider and url and not link.is_private and link.post.key not in withheld:
                held = {"url": url, "type": "rich", "providerNameSlug": provider, "responsive": True}
                embeds[url] = provider, _attributes(held)
    return embeds


def _attributes(attributes: dict[str, object]) -> str:
    written = json.dumps(attributes, ensure_ascii=False, separators=(",", ":"))
    for raw, escaped in _IN_COMMENT.items():
        written = written.replace(raw, escaped)
    return make_showable(written).text

"""The pictures of a roundup in every form that shows them. Every post, place and account here is invented."""

from __future__ import annotations

import io
import json
import re
import shutil
import subprocess
from dataclasses import replace
from html import unescape

import docx
import pytest
from PIL import Image
from test_report_exports import assert_drawing, walk_blocks
from test_report_trend import make, make_world
from worlds import make_store

from tawatur.markup import Clock, Words
from tawatur.report.as_page import render_page
from tawatur.report.exports import export
from tawatur.report.figures import make_figures
from tawatur.report.records import Hashtag, Roundup
from tawatur.svg import NARROW, PLAIN, WIDE

HOSTILE = "#</svg><script>x</script>\N{RIGHT-TO-LEFT OVERRIDE}"


@pytest.fixture(scope="module", params=["ar", "en"])
def roundup(request, tmp_path_factory) -> Roundup:
    return make(make_store(tmp_path_factory.mktemp("rain"), make_world().lines), language=request.param)


def figures_of(roundup, **options):
    words = Words(roundup.language)
    return {each.kind: each for each in make_figures(roundup, words, Clock(roundup.zone, words), **options)}


def test_a_roundup_of_a_trend_shows_its_curve_its_places_what_is_told_and_who_copied_whom(roundup):
    figures = figures_of(roundup)
    assert list(figures) == ["curve", "map", "timeline", "chains"]
    page = render_page(roundup)
    kinds = re.findall(r'<figure class="picture (\w+)"', page)
    assert kinds == list(figures)
    assert page.index("picture curve") < page.index("picture map") < page.index('id="h-unknowns"')


@pytest.mark.parametrize("form", ["wordpress", "atom"])
def test_what_others_show_has_every_picture_with_words_for_who_cannot_see_it(roundup, form):
    made = str(export(roundup, form))
    made = unescape(made) if form == "atom" else made
    shown = re.findall(r'<img src="([^"]+)" alt="([^"]+)"', made)
    assert len(shown) == len(figures_of(roundup))
    for address, told in shown:
        assert_drawing(address)
        assert len(told.split()) >= 3
    assert str(max(roundup.rising.curve.voices)) in unescape(shown[0][1])


def test_wordpress_reads_pictures_and_the_table_of_the_curve_as_blocks(roundup, npm_folder):
    made = {"trend": str(export(roundup, "wordpress"))}
    command = [str(shutil.which("node")), "parse_blocks.cjs"]
    done = subprocess.run(command, cwd=npm_folder, input=json.dumps(made), capture_output=True, text=True, check=True)
    blocks = list(walk_blocks(json.loads(done.stdout)["trend"]))
    assert [each["innerHTML"] for each in blocks if each["blockName"] is None and each["innerHTML"].strip()] == []
    named = [each["blockName"] for each in blocks]
    assert named.count("core/image") == len(figures_of(roundup))
    (table,) = [each["innerHTML"] for each in blocks if each["blockName"] == "core/table"]
    assert sum(map(int, re.findall(r"<td>(\d+)</td></tr>", table))) == sum(roundup.rising.curve.posts)


def test_word_gets_the_curve_as_a_bitmap_of_the_same_heights(roundup):
    document = docx.Document(io.BytesIO(export(roundup, "docx")))
    (shape,) = document.inline_shapes
    told = shape._inline.docPr.get("descr")
    assert str(max(roundup.rising.curve.voices)) in told
    (held,) = [part for part in document.part.related_parts.values() if part.content_type == "image/png"]
    image = Image.open(io.BytesIO(held.blob)).convert("RGB")
    accent = tuple(bytes.fromhex(PLAIN.accent.removeprefix("#")))
    voices = roundup.rising.curve.voices
    size = (WIDE - 54) * 3 / len(voices)  # of a bar: the sides of the drawing are 40 and 14
    heights = []
    for number in range(len(voices)):
        column = 120 + int(size * (number + 0.3))  # marks stand at the edges of bars
        heights.append(sum(image.getpixel((column, y)) == accent for y in range(image.height)))
    drawn = [round(height / max(heights) * max(voices)) for height in heights]
    assert max(abs(a - b) for a, b in zip(drawn, voices, strict=True)) <= 1


def test_a_picture_names_only_speakers_whom_the_roundup_may_name(roundup):
    shown = {handle for _, handle in roundup.glance.handles}
    assert shown <= {each.handle for each in roundup.speakers if each.is_public}
    words = figures_of(roundup)["chains"].plain.as_file()
    for name in roundup.glance.spread.names:
        assert f">{name}<" not in words
    assert set(re.findall(r"@(\w+)", words)) <= {handle for handle in shown if handle}


def test_what_strangers_wrote_is_inert_in_a_picture(roundup):
    tag = Hashtag(post=replace(roundup.rising.tag.post, text=HOSTILE), text=HOSTILE)
    place = replace(roundup.glance.places[0].place, key=HOSTILE, name=HOSTILE, source="text")
    glance = replace(roundup.glance, places=(replace(roundup.glance.places[0], place=place),))
    rising = replace(roundup.rising, earlier=tuple(replace(each, tag=tag) for each in roundup.rising.earlier))
    hostile = replace(roundup, rising=rising, glance=glance)
    for figure in figures_of(hostile).values():
        assert_drawing(figure.plain.as_data())
        assert "<script" not in str(figure.drawn)
        assert "\N{RIGHT-TO-LEFT OVERRIDE}" not in str(figure.drawn)
    assert "<script" not in render_page(hostile)


def test_a_mirrored_axis_turns_every_picture_of_time_and_nothing_else(roundup):
    plain, mirrored = figures_of(roundup), figures_of(roundup, is_mirrored=True)
    for kind in ("curve", "timeline", "chains"):
        assert mirrored[kind].draw(WIDE, PLAIN).body != plain[kind].draw(WIDE, PLAIN).body
        assert mirrored[kind].said != plain[kind].said
    assert mirrored["map"].draw(NARROW, PLAIN).body == plain["map"].draw(NARROW, PLAIN).body
    marks = [
        [float(x) for x in re.findall(r'class="mark" cx="([\d.]+)"', "".join(each["curve"].plain.body))]
        for each in (plain, mirrored)
    ]
    assert marks[0] == sorted(marks[0])
    assert [round(a + b) for a, b in zip(marks[0], reversed(marks[1]), strict=True)] == [40 + WIDE - 14] * len(marks[0])


def test_a_few_posts_without_places_times_or_copies_have_no_pictures(roundup):
    bare = replace(roundup, rising=None, glance=type(roundup.glance)())
    assert figures_of(bare) == {}
    assert "<figure" not in render_page(bare)

"""Who copied whom as a graph and as a picture, read back by other programs. All posts here are invented."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO
from xml.etree.ElementTree import fromstring  # of what this test wrote

import networkx as nx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from test_voices import BRIDGE, MARKET, START, WATER, crowds, in_step, post, repost

from tawatur.voices import count_voices
from tawatur.voices.graph import handles_of, make_graph, write_gexf, write_graphml
from tawatur.voices.picture import draw_spread
from tawatur.voices.spread import MAX_CHAINS, find_spread

SVG = "{http://www.w3.org/2000/svg}"
HOSTILE = "<script>alert(1)</script>\N{RIGHT-TO-LEFT OVERRIDE}\0\x1b[31m\ud800\"'&]]>"


def story():
    """An origin, somebody through whom most copies came, and a voice of its own."""
    origin = post(1, BRIDGE, "1", handle="first")
    hub = post(2, BRIDGE + " https://example.org/story/7", "2", handle="hub")
    copies = [post(number, f"رأي {number} https://example.org/story/7", str(number)) for number in range(3, 9)]
    return [origin, hub, *copies, repost(20, origin, "30"), post(40, MARKET, "40", handle="alone"), *in_step("yz", 6)]


def read(posts, form):
    graph = make_graph(posts, count_voices(posts))
    if form == "gexf":
        return graph, nx.read_gexf(BytesIO(write_gexf(graph).encode()))
    return graph, nx.parse_graphml(write_graphml(graph))


def draw(posts, count, **options):
    names = {account: f"@{handle}" for account, handle in handles_of(posts).items()}
    return draw_spread(find_spread(posts, count), names, **options).as_file()


@pytest.mark.parametrize("form", ["graphml", "gexf"])
def test_another_program_reads_the_same_graph(form):
    graph, other = read(story(), form)
    assert other.is_directed()
    named = {data["account"]: data for _, data in other.nodes(data=True)}
    assert set(named) == {"1", "2", "3", "4", "5", "6", "7", "8", "30", "y", "z"}
    assert (named["2"]["label"], named["2"]["copies"], named["1"]["origins"]) == ("@hub", 6, 1)
    names = {node: data["account"] for node, data in other.nodes(data=True)}
    edges = {(names[a], names[b]): data for a, b, data in other.edges(data=True)}
    assert len(edges) == len(graph.copyings) == 9
    assert edges["2", "1"]["reasons"] == "near-duplicate"
    assert edges["8", "2"]["reasons"] == "same-url"
    assert edges["30", "1"]["reasons"] == "repost"
    assert edges["30", "1"]["first_at"] == (START + timedelta(minutes=20)).isoformat().replace("+00:00", "Z")
    (step,) = count_voices(story()).steps
    (in_step_of,) = [data for ends, data in edges.items() if set(ends) == {"y", "z"}]
    assert (in_step_of["reasons"], in_step_of["weight"]) == ("in-step", step.occasions)


@given(crowds(), st.text(max_size=20))
def test_any_posts_give_a_graph_and_a_picture_that_can_be_read(posts, title):
    for form in ("graphml", "gexf"):
        graph, other = read(posts, form)
        assert len(other) == len(graph.accounts)
    count = count_voices(posts)
    for lang in ("ar", "en"):
        fromstring(draw(posts, count, title=title, zone="Asia/Amman", lang=lang))  # noqa: S314 - we wrote it


def test_what_strangers_wrote_is_inert_in_every_format():
    origin = post(1, BRIDGE, HOSTILE, handle=HOSTILE)
    posts = [origin, *(post(number, BRIDGE, f"{HOSTILE}{number}", handle=f"{HOSTILE}{number}") for number in (2, 3))]
    count = count_voices(posts)
    graph = make_graph(posts, count)
    drawn = draw(posts, count, title=HOSTILE, zone="UTC", lang="ar")
    for written in (write_graphml(graph), write_gexf(graph), drawn):
        assert "<script" not in written
        written.encode("utf-8")
        fromstring(written)  # noqa: S314 - we wrote it
    assert "\N{RIGHT-TO-LEFT OVERRIDE}" not in drawn


def test_the_picture_says_who_was_first_through_whom_most_came_and_who_is_in_step():
    posts = story()
    root = fromstring(draw(posts, count_voices(posts), title="#مرجانة", zone="Asia/Amman", lang="en"))  # noqa: S314 - we wrote it
    words = ["".join(each.itertext()) for each in root.iter(f"{SVG}text")]
    plain = [line.translate({0x2066: None, 0x2068: None, 0x2069: None}) for line in words]
    assert "first here: @first · copied 2 times" in plain
    assert "@hub · copied 6 times" in plain
    assert "1. First seen 2030-03-01 11:01 · accounts 9 · copies 8" in plain  # Amman is three hours ahead
    assert "Repeatedly post in step: y · z" in plain
    assert any("by what we can see: 3 of 12 accounts" in line for line in plain)
    assert {each.tag.removeprefix(SVG) for each in root.iter()} <= {"svg", "rect", "line", "circle", "text", "title"}


def test_what_does_not_fit_is_counted():
    texts = [" ".join([f"كلمة{number}"] * 9) for number in range(MAX_CHAINS + 3)]
    posts = [post(2 * number + half, text, f"{half}{number}") for number, text in enumerate(texts) for half in (0, 1)]
    drawn = draw(posts, count_voices(posts), title="", zone="UTC", lang="en")
    assert "Chains not drawn: 3." in drawn
    assert draw([post(1, WATER)], count_voices([post(1, WATER)]), title="x", zone="UTC", lang="ar")


def test_five_thousand_copies_are_a_picture_of_few_marks():
    posts = [post(number, BRIDGE, str(number)) for number in range(5_000)]
    assert len(draw(posts, count_voices(posts), title="x", zone="UTC", lang="ar")) < 30_000

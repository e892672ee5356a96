"""The Merkle tree against published vectors and another implementation."""

from __future__ import annotations

from hashlib import sha256

import pytest
from growth import processor_seconds
from hypothesis import given
from hypothesis import strategies as st
from pymerkle import InmemoryTree

from tawatur.evidence.merkle import grow_roots, hash_node, make_levels, make_root

# google/certificate-transparency, merkletree test data: eight leaves, and the root over the first 1 to 8 of them.
LEAVES = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"]
ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
entries = st.lists(st.binary(max_size=40), max_size=70)


@pytest.mark.parametrize("size", range(1, 9))
def test_the_published_roots_come_out(size):
    assert make_root(bytes.fromhex(leaf) for leaf in LEAVES[:size]).hex() == ROOTS[size - 1]


def test_the_root_of_nothing_is_the_hash_of_nothing():
    assert make_root([]) == sha256().digest()
    assert make_levels([]) == [[]]


@given(entries)
def test_pymerkle_gives_the_same_root(leaves):
    tree = InmemoryTree(algorithm="sha256")
    for leaf in leaves:
        tree.append_entry(leaf)
    assert make_root(leaves) == tree.get_root()


@given(entries)
def test_the_roots_of_a_growing_list_are_those_of_its_prefixes(leaves):
    assert list(grow_roots(leaves)) == [make_root(leaves[:size]) for size in range(len(leaves) + 1)]


@given(entries.filter(bool), st.data())
def test_the_levels_hold_the_proof_of_every_leaf(leaves, data):
    levels = make_levels(leaves)
    number = data.draw(st.integers(0, len(leaves) - 1))
    found = levels[0][number]
    for level in levels[:-1]:
        sibling = number ^ 1
        if sibling < len(level):
            found = hash_node(found, level[sibling]) if number % 2 == 0 else hash_node(level[sibling], found)
        number //= 2
    assert found == make_root(leaves)


def test_20_000_leaves_take_well_under_a_second():
    leaves = [sha256(b"%d" % number).digest() for number in range(20_000)]
    assert processor_seconds(lambda: make_root(leaves)) < 1  # measured 0.05 s; a quadratic tree takes far longer

"""How fast near-duplicates are found, how many of the copies, and how many that are none.

    python bench/near_duplicates.py [POSTS]

Texts are invented: words drawn from a made-up vocabulary (few are frequent, most are rare), 8 to 40 words a text, as
posts have. Two of five posts copy an earlier one, disguised as real copies are: spelling noise (tatweel, marks, alefs,
ta marbuta, final ya, invisible characters, emoji), another link, tag or mention, one word changed, a remark put in
front, the end cut off. Among the others are texts that share a third or half of their words with an earlier one and are
no copies. Every text knows which one it copies: recall is over copies (found with their original) and over
pairs, precision over pairs.

In the same run, processor time: an exact match of the raw texts (a dict: the least anybody could do, blind to any
noise), the same shingles and 32 hashes in plain Python, one text at a time (on a part of the texts).
"""

from __future__ import annotations

import random
import sys
from collections import Counter
from time import process_time
from typing import TYPE_CHECKING

from tawatur.voices.copies import BANDS, ROWS, SHINGLE, CopyIndex
from tawatur.voices.letters import LetterReader
from tawatur.voices.merging import BATCH

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterable

POSTS = 100_000
IN_PLAIN_PYTHON = 500  # texts; it is slow
LETTERS = "ابتثجحخدذرزسشصضطظعغفقكلمنهوي"
MARKS = [
    "\N{ARABIC FATHA}",
    "\N{ARABIC DAMMA}",
    "\N{ARABIC KASRA}",
    "\N{ARABIC SHADDA}",
    "\N{ARABIC TATWEEL}",
    "\N{ZERO WIDTH NON-JOINER}",
    "\N{RIGHT-TO-LEFT MARK}",
]
SPELLINGS = {
    "ا": ["\N{ARABIC LETTER ALEF WITH HAMZA ABOVE}", "\N{ARABIC LETTER ALEF WITH HAMZA BELOW}"],
    "ه": ["\N{ARABIC LETTER TEH MARBUTA}"],
    "ي": ["\N{ARABIC LETTER ALEF MAKSURA}", "\N{ARABIC LETTER FARSI YEH}"],
    "ك": ["\N{ARABIC LETTER KEHEH}"],
}
EMOJI = [
    "\N{CRYING FACE}",
    "\N{FIRE}",
    "\N{POLICE CARS REVOLVING LIGHT}",
    "\N{HEAVY BLACK HEART}\N{VARIATION SELECTOR-16}",
]


def make_posts(count: int, seed: int = 7) -> tuple[list[str], list[int], list[str]]:
    """Texts, the number of the text that each copies (its own for an original), and how it was made."""
    chance = random.Random(seed)
    words = ["".join(chance.choices(LETTERS, k=chance.randint(2, 8))) for _ in range(20_000)]
    weights = [1 / rank for rank in range(1, len(words) + 1)]
    texts: list[str] = []
    origins: list[int] = []
    kinds: list[str] = []
    originals: list[list[str]] = []
    numbers: list[int] = []
    popularity: list[float] = []  # summed up: a few texts are copied by hundreds, most by nobody
    for number in range(count):
        if originals and chance.random() < 0.4:
            at = chance.choices(range(len(originals)), cum_weights=popularity)[0]
            kind = chance.choice(list(DISGUISES))
            text = decorate(DISGUISES[kind](list(originals[at]), words, chance), chance)
            origin = numbers[at]
        else:
            fresh = chance.choices(words, weights, k=chance.randint(8, 40))
            kind = "original"
            if originals and chance.random() < 0.2:
                kind = "alike"
                base = chance.choice(originals)
                fresh = base[: int(len(base) * chance.choice((1 / 3, 1 / 2)))] + fresh
                fresh = fresh[: max(8, len(base))]
            originals.append(fresh)
            numbers.append(number)
            popularity.append((popularity or [0.0])[-1] + min(1_000.0, chance.paretovariate(0.8)))
            text, origin = decorate(" ".join(fresh), chance), number
        texts.append(text)
        origins.append(origin)
        kinds.append(kind)
    return texts, origins, kinds


def respell(words: list[str], _: list[str], chance: random.Random) -> str:
    """One word of three misspelt or decorated, as keyboards, habits and evasion do."""
    return " ".join(_misspell(word, chance) if chance.random() < 1 / 3 else word for word in words)


def _misspell(word: str, chance: random.Random) -> str:
    at = chance.randrange(len(word))
    if word[at] in SPELLINGS:
        return word[:at] + chance.choice(SPELLINGS[word[at]]) + word[at + 1 :]
    return word[: at + 1] + chance.choice(MARKS) * chance.randint(1, 3) + word[at + 1 :]


def change_word(words: list[str], vocabulary: list[str], chance: random.Random) -> str:
    """One word replaced, and spelling noise."""
    words[chance.randrange(len(words))] = chance.choice(vocabulary)
    return respell(words, vocabulary, chance)


def put_in_front(words: list[str], vocabulary: list[str], chance: random.Random) -> str:
    """A remark of one word, and spelling noise."""
    return respell([chance.choice(vocabulary), "|", *words], vocabulary, chance)


def cut_off(words: list[str], vocabulary: list[str], chance: random.Random) -> str:
    """The last tenth left out, and spelling noise."""
    return respell(words[: max(1, len(words) * 9 // 10)], vocabulary, chance) + "…"


def decorate(text: str, chance: random.Random) -> str:
    """A link, a tag, a mention, emoji: each where chance puts it."""
    if chance.random() < 0.7:
        text += f" https://t.co/{chance.randrange(16**8):08x}"
    if chance.random() < 0.5:
        text += f" #{''.join(chance.choices(LETTERS, k=6))}"
    if chance.random() < 0.3:
        text = f"@{chance.randrange(16**6):x} {text}"
    return text + chance.choice(EMOJI) * chance.randint(0, 3)


DISGUISES: dict[str, Callable[[list[str], list[str], random.Random], str]] = {
    "respelt": respell,
    "a word changed": change_word,
    "a remark in front": put_in_front,
    "cut off": cut_off,
}


def find_clusters(texts: list[str]) -> list[int]:
    """The cluster of each text, by the number of its first text."""
    reader, index = LetterReader(), CopyIndex()
    parents: dict[int, int] = {}
    numbers: list[int | None] = []

    def root(number: int) -> int:
        while parents[number] != number:
            parents[number] = number = parents[parents[number]]
        return number

    for start in range(0, len(texts), BATCH):
        for match in index.add_all(reader.read(texts[start : start + BATCH])):
            numbers.append(match.text)
            if match.is_new and match.text is not None:
                parents[match.text] = match.text
                for near in match.near:
                    parents[root(match.text)] = root(near)
    return [-at - 1 if number is None else root(number) for at, number in enumerate(numbers)]


def match_exactly(texts: list[str]) -> list[int]:
    """The first text with the same characters."""
    first: dict[str, int] = {}
    return [first.setdefault(text, number) for number, text in enumerate(texts)]


def hash_plainly(texts: list[str]) -> list[list[int]]:
    """Signatures as a textbook writes them: a loop over hashes in a loop over shingles."""
    chance = random.Random(1)
    prime = 2**61 - 1
    functions = [(chance.randrange(1, prime), chance.randrange(prime)) for _ in range(BANDS * ROWS)]
    signatures = []
    for text in texts:
        shingles = {hash(text[at : at + SHINGLE]) for at in range(max(1, len(text) - SHINGLE + 1))}
        signatures.append([min((a * value + b) % prime for value in shingles) for a, b in functions])
    return signatures


def pairs(labels: Iterable[Hashable]) -> int:
    """How many pairs of posts share a label."""
    return sum(size * (size - 1) // 2 for size in Counter(labels).values())


def main() -> None:
    """Print rates, ratios, recall and precision."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else POSTS
    texts, origins, kinds = make_posts(count)
    started = process_time()
    clusters = find_clusters(texts)
    ours = (process_time() - started) / count
    started = process_time()
    exact = match_exactly(texts)
    blind = (process_time() - started) / count
    part = texts[:IN_PLAIN_PYTHON]
    started = process_time()
    hash_plainly(part)
    plain = (process_time() - started) / len(part)
    letters = sum(map(len, texts)) / count
    print(f"{count:,} posts of {letters:.0f} characters, {len(set(origins)):,} originals")
    print(f"near-duplicates    {1 / ours:>12,.0f} posts/s a core")
    print(f"exact match        {1 / blind:>12,.0f} posts/s a core: {ours / blind:.0f} times as fast")
    print(f"MinHash in Python  {1 / plain:>12,.0f} posts/s a core: {plain / ours:.0f} times as slow, signatures alone")
    for name, found in (("near-duplicates", clusters), ("exact match", exact)):
        copies = [number for number, origin in enumerate(origins) if origin != number]
        hits = sum(found[number] == found[origins[number]] for number in copies)
        right = pairs(zip(found, origins, strict=True))
        precision = right / max(1, pairs(found))
        recall = f"recall {hits / len(copies):.3f} (copies) {right / pairs(origins):.3f} (pairs)"
        print(f"{name:<18} {recall}  precision {precision:.4f}")
    made = Counter(kinds)
    together = [clusters[number] == clusters[origin] for number, origin in enumerate(origins)]
    for kind in DISGUISES:
        share = sum(hit for hit, own in zip(together, kinds, strict=True) if own == kind) / max(1, made[kind])
        print(f"{kind:<18} {share:.3f} of {made[kind]:,} found with their original")
    founders = [number for number, kind in enumerate(kinds) if kind in {"original", "alike"}]
    alone = Counter(clusters[number] for number in founders)
    for kind in ("original", "alike"):
        own = [number for number in founders if kinds[number] == kind]
        lost = sum(alone[clusters[number]] > 1 for number in own)
        print(f"{kind:<18} {lost / max(1, len(own)):.4f} of {len(own):,} taken for a copy of another original")


if __name__ == "__main__":
    main()

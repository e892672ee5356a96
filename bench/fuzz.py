"""Fuzz the readers of foreign bytes for minutes, guided by coverage: the long form of tests/test_fuzz.py.

    pip install atheris
    PYTHONPATH=src:tests python bench/fuzz.py READER [FOLDER] [libFuzzer options, such as -max_total_time=300]

READER is a name of tests/fuzzing.py ("all" takes one after the other by the first byte of the input). What it finds is
written to crash-…, timeout-… and oom-… in the present folder; give such a file in place of FOLDER to run it again.
"""

from __future__ import annotations

import random
import sys

import atheris

with atheris.instrument_imports(include=["tawatur"]):
    from fuzzing import make_readers, mutate, read


def main() -> None:
    """Fuzz until the options of libFuzzer say to stop."""
    name, *rest = sys.argv[1:]
    readers = make_readers()
    chosen = [readers[name]] if name != "all" else list(readers.values())
    seeds = [seed for reader in chosen for seed in reader.seeds]

    def test_one(data: bytes) -> None:
        read(chosen[data[0] % len(chosen)] if data and len(chosen) > 1 else chosen[0], data)

    def mutate_one(data: bytes, longest: int, seed: int) -> bytes:
        chance = random.Random(seed)
        if chance.random() < 0.3:
            return atheris.Mutate(data, longest)
        start = data if len(data) > 2 and chance.random() < 0.9 else chance.choice(seeds)
        return mutate(start, chance, chance.choice(seeds), longest)

    atheris.Setup([sys.argv[0], *rest], test_one, custom_mutator=mutate_one)
    atheris.Fuzz()


if __name__ == "__main__":
    main()

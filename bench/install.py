"""What installing tawatur costs: seconds and megabytes in a fresh environment, by package, and how fast it starts.

    python bench/install.py               # the core, from this folder, with the packages that pip gets (or has cached)
    python bench/install.py --extra docx

Seconds by the clock with what pip downloads, then again with everything in pip's cache, and processor time of that.
Start: `tawatur --version`, the median of five, and processor time of one. Compiled files (`__pycache__`) count, as pip
makes them.
"""

from __future__ import annotations

import argparse
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import venv
from importlib.metadata import Distribution, distributions
from pathlib import Path
from time import perf_counter

ROOT = Path(__file__).resolve().parent.parent
MEGABYTE = 1e6
SHOWN = 12


def size_of(installed: Distribution) -> float:
    """Megabytes of a package's files that are there."""
    paths = {Path(str(file.locate())) for file in installed.files or ()}
    return sum(path.stat().st_size for path in paths if path.is_file()) / MEGABYTE


def processor_seconds() -> float:
    """What the programs started from here have used so far."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def install(folder: Path, wanted: str) -> tuple[float, Path]:
    """Install into a new environment: seconds without making that, and its folder of programs."""
    venv.create(folder, with_pip=False, clear=True)
    programs = folder / ("Scripts" if os.name == "nt" else "bin")
    started = perf_counter()
    subprocess.run(
        [sys.executable, "-m", "pip", "--python", programs / "python", "install", "--quiet", wanted], check=True
    )
    return perf_counter() - started, programs


def main() -> None:
    """Print one line a figure."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--extra", action="append", default=[], help="an extra to install as well")
    arguments = parser.parse_args()
    wanted = f"{ROOT}[{','.join(arguments.extra)}]" if arguments.extra else str(ROOT)
    with tempfile.TemporaryDirectory() as folder:
        first, _ = install(Path(folder, "first"), wanted)
        before = processor_seconds()
        again, programs = install(Path(folder, "again"), wanted)
        used = processor_seconds() - before
        (packages,) = {
            path.parent for path in Path(folder, "again").rglob("tawatur") if path.parent.name == "site-packages"
        }
        sizes = sorted(((size_of(each), each.name) for each in distributions(path=[str(packages)])), reverse=True)
        starts = []
        before = processor_seconds()
        for _ in range(5):
            started = perf_counter()
            subprocess.run([programs / "tawatur", "--version"], check=True, stdout=subprocess.PIPE)
            starts.append(perf_counter() - started)
        start = (processor_seconds() - before) / len(starts)
    print(f"installed in   {first:6.1f} s by the clock")
    print(f"again          {again:6.1f} s by the clock from pip's cache, {used:.1f} of processor time")
    print(f"size           {sum(size for size, _ in sizes):6.0f} MB in {len(sizes)} packages")
    print(f"start          {statistics.median(starts):6.2f} s by the clock, {start:.2f} of processor time")
    for size, name in sizes[:SHOWN]:
        print(f"{size:10.1f} MB  {name}")


if __name__ == "__main__":
    main()

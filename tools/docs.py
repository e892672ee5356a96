"""Write what the documents take from the program: the list of findings, and the outputs in README.md.

python tools/docs.py            # writes docs/findings.md and the marked parts of README.md
python tools/docs.py --check    # exit 1 when they are not what the program says now
"""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

from tawatur.check import CODES

ROOT = Path(__file__).resolve().parent.parent
OUTPUT = re.compile("(?P<head><!-- output: (?P<command>[^\n]+?) -->\n```text\n).*?(?=```\n)", re.DOTALL)
QUALITY = re.compile("(?P<head><!-- quality: [^\n]+? -->\n).*?(?=\n\n)", re.DOTALL)
COLUMNS = {
    "span_f1": "span F1",
    "speaker_f1": "span + speaker F1",
    "speaker_accuracy.prodrop": "speaker right, verb without subject",
    "nonquotes_returned": "scare quotes returned",
}


def findings_page() -> str:
    """docs/findings.md."""
    lines = [
        "# Findings",
        "Every code that `tawatur check` can give, in the order in which findings are printed. Written by",
        "`python tools/docs.py` from `src/tawatur/check/codes.py`.",
        "",
        "| code | severity | finding | what to do |",
        "|---|---|---|---|",
    ]
    for code in CODES.values():
        finding = f"{code.title_en}<br>{code.title_ar}"
        action = f"{code.action_en}<br>{code.action_ar}"
        lines.append(f"| `{code.code}` | {code.severity} | {finding} | {action} |")
    lines += ["", "An error ends `check` with exit code 4; warnings and notes do not.", ""]
    return "\n".join(lines)


def command_output(command: str) -> str:
    """What `tawatur …` prints, cut to the lines that a `| head -N` asks for."""
    command, _, head = command.partition(" | head -")
    arguments = command.split()[1:]
    result = subprocess.run([sys.executable, "-m", "tawatur", *arguments], capture_output=True, check=False)
    lines = result.stdout.decode("utf-8").splitlines()
    return "\n".join(lines[: int(head)] if head else lines)


def quality_table() -> str:
    """The table of floors in floors.json: what the gate guards, set by set."""
    import json  # noqa: PLC0415 - only here

    floors = json.loads((ROOT / "floors.json").read_text(encoding="utf-8"))
    lines = [f"| set | {' | '.join(COLUMNS.values())} |", "|---|" + "---:|" * len(COLUMNS)]
    for name, entry in floors.items():
        if "statements" in name:
            values = entry["floors"] | entry.get("ceilings", {})
            lines.append(f"| `{name}` | " + " | ".join(str(values.get(column, "")) for column in COLUMNS) + " |")
    return "\n".join(lines)


def readme(text: str) -> str:
    """README.md with its marked parts as the program gives them now."""
    text = OUTPUT.sub(lambda match: f"{match['head']}{command_output(match['command'])}\n", text)
    return QUALITY.sub(lambda match: match["head"] + quality_table(), text)


def main() -> int:
    """Write, or compare."""
    pages = {ROOT / "docs" / "findings.md": findings_page()}
    path = ROOT / "README.md"
    pages[path] = readme(path.read_text(encoding="utf-8"))
    if "--check" not in sys.argv:
        for page, text in pages.items():
            page.write_text(text, encoding="utf-8")
        return 0
    stale = [page.name for page, text in pages.items() if page.read_text(encoding="utf-8") != text]
    for name in stale:
        print(f"{name} is not what the program says now: run python tools/docs.py")
    return 1 if stale else 0


if __name__ == "__main__":
    sys.exit(main())

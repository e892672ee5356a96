"""Files that come in through the browser: to disk as they come, under a name that can do no harm."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile

from tawatur.arabic.display import make_showable

CHUNK = 2**20
MAX_FILES = 50
MAX_NAME = 60  # characters that are kept of a name: 240 bytes at most, where file systems take 255


async def save_uploads(uploads: Iterable[UploadFile], folder: Path) -> list[str]:
    """Write the files that were given into a folder; their names there, in order. Empty ones are left out."""
    names: list[str] = []
    for upload in uploads:
        name = safe_name(upload.filename or "", taken=names)
        path = folder / name
        with path.open("wb") as file:
            while chunk := await upload.read(CHUNK):
                await run_in_threadpool(file.write, chunk)
        if path.stat().st_size:
            names.append(name)
        else:
            path.unlink()
    return names


def safe_name(given: str, *, taken: Iterable[str] = ()) -> str:
    r"""A name of a stranger as one part of a path: readable, visible characters, no leading dot, none twice.

    >>> safe_name("../../etc/passwd"), safe_name("con\x00.json"), safe_name("a.json", taken=["a.json"])
    ('passwd', 'con.json', '2-a.json')
    """
    name = re.split(r"[/\\]", given)[-1]
    name = re.sub(r'[<>:"|?*\s]+', "-", make_showable(name).text).strip(". -")
    if len(name) > MAX_NAME:
        suffix = "".join(Path(name).suffixes)[-16:]
        name = name[: MAX_NAME - len(suffix)] + suffix
    name = name or "upload"
    others, number = set(taken), 1
    made = name
    while made in others:
        number += 1
        made = f"{number}-{name}"
    return made

"""A roundup published for good: its page in desk.db, its digest in the evidence; a correction is a new version."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from tawatur import __version__
from tawatur.errors import InputError
from tawatur.pipeline.checking import check_roundup
from tawatur.report.as_page import render_page
from tawatur.report.corrections import Correction, find_changes
from tawatur.report.records import Roundup, plain_text
from tawatur.sources.articles import read_page
from tawatur.store import Store
from tawatur.store.stories import Publication, StoryShelf

MAX_NAME = 80


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """What was published: its place among the versions, the page, and of a correction what it changes."""

    publication: Publication
    page: str
    correction: Correction | None


def publish_roundup(
    roundup: Roundup,
    store: Store,
    name: str,
    *,
    why: str | None = None,
    note: str | None = None,
    now: datetime,
    revision: int = 0,
) -> Published:
    """Keep the page of a roundup under a name for good; the database refuses to change or to delete it.

    Args:
        store: open for writing.
        why: what is corrected; needed where something is published under the name already, refused where nothing is.
        note: shown as a banner (an invented example).
        revision: of the desk's story that it was made from; 0 for what was composed.

    Raises: InputError for a name or a reason that does not fit, a text that did not change, or one that `check` finds
        an error in; StoreError when it cannot be written.
    """
    if not name or len(name) > MAX_NAME or not name.isprintable() or "/" in name:
        raise InputError(f"name {name!r}: give 1 to {MAX_NAME} characters without a slash")
    errors = [each for each in check_roundup(roundup).findings if each.severity == "error"]
    if errors:
        raise InputError(f"{name}: not published, check finds an error in it: {errors[0].message_en}")
    shelf = StoryShelf(store.desk)
    last = next(iter(shelf.publications(name)), None)
    correction = _correct(shelf, last, roundup, why) if last else None
    if why and last is None:
        raise InputError(f"{name}: nothing is published under this name; leave --correction out")
    page = render_page(roundup, note=note, correction=correction)
    made = shelf.publish(name, revision, title=roundup.title, page=page, now=now)
    store.evidence.measure(
        "publication",
        {"story": name, "number": made.number, "tool": f"tawatur {__version__}", "correction": why},
        [f"{quote.post.platform}:{quote.post.post_id}" for each in roundup.sentences for quote in each.quotes],
        {"sha256": made.sha256, "title": made.title, "roundup": roundup.method.measurement},
    )
    return Published(publication=made, page=page, correction=correction)


def _correct(shelf: StoryShelf, last: Publication, roundup: Roundup, why: str | None) -> Correction:
    """What a roundup corrects in the last version of its name."""
    name = last.story
    if not (why and why.strip()):
        raise InputError(
            f"{name}: version {last.number} was published {last.made_at.isoformat()} and stays as it is; say what is "
            "corrected with --correction, or choose another name"
        )
    before = read_page(name, (shelf.page(name, last.number) or "").encode("utf-8")).text
    changes = find_changes(before, plain_text(roundup), roundup.language)
    if not changes:
        raise InputError(f"{name}: the text is that of version {last.number}; there is nothing to correct")
    told = tuple((each.number, each.made_at, each.sha256) for each in reversed(shelf.publications(name)))
    return Correction(number=last.number + 1, why=" ".join(why.split()), changes=changes, earlier=told)

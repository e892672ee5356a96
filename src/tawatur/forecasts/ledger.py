"""The ledger of forecasts: a list of changes that only grows, and what it says when it is read from its first line.

A forecast is added, each of its readings gets a criterion, and only then an outcome with sources. Nothing is ever
rewritten: a mistake is undone by another change, which can itself be undone.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any, Literal, get_args

from tawatur.errors import InputError
from tawatur.forecasts.likelihood import Band, band_of_words, stated_probability
from tawatur.forecasts.reading import Direction, Forecast
from tawatur.posts import find_permalinks

ChangeKind = Literal["added", "dated", "criterion", "resolved", "undone"]
Outcome = Literal["yes", "no", "ambiguous"]
Status = Literal["vague", "open", "resolved"]

MAX_TEXT = 4_000  # characters of any text in a change
ID_LENGTH = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Where a forecast was read.

    Attributes:
        name: platform and id of a post, or the name of an article.
        digest: SHA-256 of the whole text, hex; span: of the forecast in it.
        url, evidence: permalink and record id; None where there is none.
    """

    name: str
    digest: str
    span: tuple[int, int]
    url: str | None = None
    evidence: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A forecast as the ledger keeps it.

    Attributes:
        id: from what it says and where it stands: adding it twice adds it once.
        speaker: None when the text names nobody; handle: without @.
        said_at: aware UTC; None when nothing dates it.
        event, readings: in the speaker's words; at least one reading.
        start, end: of the window, aware UTC, end exclusive; None where open or not known.
        window_words, likelihood_words: as said; None when not said.
        direction: whether it is said to happen.
        probability: that the event happens: as stated, or assumed from the words; None when neither says.
        is_measurable: event and a bounded deadline are there.
    """

    id: str
    speaker: str | None
    handle: str | None
    said_at: datetime | None
    event: str
    readings: tuple[str, ...]
    start: datetime | None
    end: datetime | None
    window_words: str | None
    likelihood_words: str | None
    direction: Direction
    probability: Band | None
    is_measurable: bool
    source: Source

    @property
    def is_undated(self) -> bool:
        """Whether its deadline is counted from a moment that nothing tells."""
        return self.is_measurable and self.end is None

    @property
    def can_be_scored(self) -> bool:
        """Event, a deadline that something dates, and either a probability or a plain direction."""
        return (
            self.is_measurable
            and self.end is not None
            and (self.probability is not None or self.direction != "may happen")
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One line of the history.

    Attributes:
        uid: SHA-256 of the other fields, hex.
        forecast: id of the entry.
        at: aware UTC, when it was made.
        body: added: the entry; dated: said_at, start, end; criterion: reading, text;
            resolved: reading, outcome, sources, note; undone: change.
    """

    uid: str
    forecast: str
    kind: ChangeKind
    at: datetime
    body: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Criterion:
    """What decides about a reading, and when that was written."""

    text: str
    at: datetime
    change: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Resolution:
    """What came of a reading; `criterion` is the one that stood when it was decided."""

    outcome: Outcome
    sources: tuple[str, ...]
    note: str
    at: datetime
    criterion: Criterion
    change: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """An entry with what stands of its history.

    Attributes:
        criteria, resolutions: reading (from 0) -> what stands for it.
        changes: all of its changes, undone ones too, in order; live: uids of those that stand.
    """

    entry: Entry
    added_at: datetime
    criteria: Mapping[int, Criterion]
    resolutions: Mapping[int, Resolution]
    changes: tuple[Change, ...]
    live: frozenset[str]

    @property
    def status(self) -> Status:
        """Vague ones are listed and never scored; resolved when every reading is."""
        if not self.entry.is_measurable:
            return "vague"
        return "resolved" if len(self.resolutions) == len(self.entry.readings) else "open"

    @property
    def outcome(self) -> Outcome | None:
        """Of all readings; "ambiguous" where they differ; None until all are resolved."""
        if self.status != "resolved":
            return None
        outcomes = {resolution.outcome for resolution in self.resolutions.values()}
        return outcomes.pop() if len(outcomes) == 1 else "ambiguous"

    def is_due(self, at: datetime) -> bool:
        """Whether the window has ended and a reading has no outcome."""
        return self.status == "open" and self.entry.end is not None and self.entry.end <= at


@dataclass(slots=True)
class Ledger:
    """All changes, read in order; `add` refuses what the rules do not allow."""

    changes: list[Change] = field(default_factory=list)
    _of: dict[str, list[Change]] = field(default_factory=dict)
    _uids: set[str] = field(default_factory=set)

    def add(self, change: Change) -> bool:
        """Take one more change; False when it is there already.

        Raises: InputError for an unknown forecast or reading, an outcome without an earlier criterion, a criterion
            changed after the outcome, and an undoing of what something later rests on.
        """
        if change.uid in self._uids:
            return False
        self._check(change)
        self.changes.append(change)
        self._of.setdefault(change.forecast, []).append(change)
        self._uids.add(change.uid)
        return True

    def standing(self, forecast: str) -> Standing | None:
        """A forecast as it stands; None when it was never added, or its adding was undone."""
        return _stand(self._of.get(forecast, []))

    def standings(self) -> list[Standing]:
        """All forecasts that stand, by the end of their window, then id; those without an end last."""
        found = [standing for changes in self._of.values() if (standing := _stand(changes)) is not None]
        never = datetime.max.replace(tzinfo=UTC)
        return sorted(found, key=lambda each: (each.entry.end or never, each.entry.id))

    def find(self, written: str) -> Standing:
        """The forecast whose id begins so. Raises: InputError when none or several do."""
        found = [name for name in self._of if written and name.startswith(written)]
        if len(found) > 1 and written not in found:
            raise InputError(
                f"{written!r}: {len(found)} forecasts begin so ({', '.join(sorted(found)[:5])}); write more"
            )
        standing = self.standing(written if written in found else found[0]) if found else None
        if standing is None:
            raise InputError(f"no forecast {written!r} in the ledger. `tawatur ledger list` shows their ids.")
        return standing

    def last_change(self, written: str) -> Change:
        """The change whose uid begins so, or the last one that stands of the forecast whose id does.

        Raises: InputError when there is none, or several.
        """
        found = [change for change in self.changes if len(written) > ID_LENGTH and change.uid.startswith(written)]
        if len(found) == 1:
            return found[0]
        named = [name for name in self._of if written and name.startswith(written)]
        if len(named) != 1:
            raise InputError(
                f"{written!r}: no one forecast or change begins so. `tawatur ledger show ID` lists changes."
            )
        changes = self._of[named[0]]
        live = _live(changes)
        standing = [change for change in changes if change.uid in live and change.kind != "undone"]
        if not standing:
            raise InputError(f"{named[0]}: nothing stands that could be undone; undo an undoing by its own id")
        return standing[-1]

    def _check(self, change: Change) -> None:
        known = self._of.get(change.forecast, [])
        where = f"forecast {change.forecast}"
        if change.kind == "added":
            if _stand(known) is not None:
                raise InputError(f"{where}: it is in the ledger already")
            if read_entry(change.body).id != change.forecast:
                raise InputError(f"{where}: the entry has another id")
            return
        if known and change.at < known[-1].at:
            raise InputError(
                f"{where}: a change of {change.at} after one of {known[-1].at}; a history keeps its "
                "order: import a whole export into a folder without this forecast"
            )
        if change.kind == "undone":
            self._check_undone(change, known)
            return
        standing = _stand(known)
        if standing is None:
            raise InputError(f"{where}: not in the ledger; add it first")
        if change.kind == "dated":
            if not standing.entry.is_undated:
                raise InputError(f"{where}: its window is dated already, or it has none")
            if standing.resolutions:
                raise InputError(f"{where}: it has an outcome; undo that first")
            _dated(standing.entry, change.body)
            return
        reading = change.body.get("reading")
        if not isinstance(reading, int) or not 0 <= reading < len(standing.entry.readings):
            asked = reading + 1 if isinstance(reading, int) else reading
            raise InputError(f"{where}: no reading {asked!r}; it has {len(standing.entry.readings)}")
        if reading in standing.resolutions:
            raise InputError(f"{where}: reading {reading + 1} is resolved; undo that first")
        if change.kind == "criterion":
            _read_text(change.body, "text", where)
            return
        criterion = standing.criteria.get(reading)
        if criterion is None:
            raise InputError(
                f"{where}: reading {reading + 1} has no criterion. Write what decides before the outcome: "
                f"tawatur ledger criterion {change.forecast} TEXT --reading {reading + 1}"
            )
        if change.at <= criterion.at:
            raise InputError(f"{where}: an outcome of {change.at}, not after its criterion of {criterion.at}")
        if change.body.get("outcome") not in get_args(Outcome):
            raise InputError(f"{where}: outcome {change.body.get('outcome')!r}; it is yes, no or ambiguous")
        sources = change.body.get("sources")
        if not isinstance(sources, list) or not sources or not all(isinstance(each, str) and each for each in sources):
            raise InputError(f"{where}: an outcome without a source; give an evidence id or a link")

    def _check_undone(self, change: Change, known: list[Change]) -> None:
        where = f"forecast {change.forecast}"
        target = next((each for each in known if each.uid == change.body.get("change")), None)
        if target is None:
            raise InputError(f"{where}: no change {change.body.get('change')!r} to undo")
        live = _live(known)
        if target.uid not in live:
            raise InputError(f"{where}: change {target.uid[:12]} is undone already")
        after = [*known, change]
        left = _live(after)
        try:
            _stand(after)
        except InputError as error:
            raise InputError(f"{where}: {error}") from error
        if target.kind == "added" and any(each.uid in left and each.kind != "undone" for each in known):
            raise InputError(f"{where}: criteria or outcomes rest on it; undo them first")


def _dated(entry: Entry, body: Mapping[str, Any]) -> Entry:
    """An entry with the window that a change dates. Raises: InputError for a window that is none."""
    said_at, start, end = (_read_moment(body.get(name), name) for name in ("said_at", "start", "end"))
    if end is None or said_at is None or (start is not None and start > end):
        raise InputError(f"forecast {entry.id}: a window needs the moment it is counted from, and its end after that")
    return replace(entry, said_at=said_at, start=start, end=end)


def dating_of(entry: Entry) -> dict[str, object]:
    """The body of the change that dates a forecast, from the same forecast read with its date."""
    moments = {"said_at": entry.said_at, "start": entry.start, "end": entry.end}
    return {name: moment.isoformat() if moment else None for name, moment in moments.items()}


def _live(changes: Iterable[Change]) -> frozenset[str]:
    """Uids of the changes that no standing change undoes."""
    dead: set[str] = set()
    ordered = list(changes)
    for change in reversed(ordered):
        if change.kind == "undone" and change.uid not in dead:
            dead.add(str(change.body["change"]))
    return frozenset(change.uid for change in ordered) - dead


def _stand(changes: list[Change]) -> Standing | None:
    live = _live(changes)
    entry: Entry | None = None
    added_at = datetime.min.replace(tzinfo=UTC)
    criteria: dict[int, Criterion] = {}
    resolutions: dict[int, Resolution] = {}
    for change in changes:
        if change.uid not in live:
            continue
        if change.kind == "added":
            entry, added_at = read_entry(change.body), change.at
        elif change.kind == "dated" and entry is not None:
            entry = _dated(entry, change.body)
        elif change.kind == "criterion":
            if change.body["reading"] in resolutions:
                raise InputError("two criteria around one outcome; undo the outcome first")
            criteria[change.body["reading"]] = Criterion(text=change.body["text"], at=change.at, change=change.uid)
        elif change.kind == "resolved":
            reading = change.body["reading"]
            if reading in resolutions:
                raise InputError("two outcomes of one reading; undo the other one first")
            if reading not in criteria:
                raise InputError("an outcome rests on this criterion; undo the outcome first")
            resolutions[reading] = Resolution(
                outcome=change.body["outcome"],
                sources=tuple(change.body["sources"]),
                note=str(change.body.get("note", "")),
                at=change.at,
                criterion=criteria[reading],
                change=change.uid,
            )
    if entry is None:
        return None
    return Standing(
        entry=entry, added_at=added_at, criteria=criteria, resolutions=resolutions, changes=tuple(changes), live=live
    )


# -- making and writing ------------------------------------------------------------------------------------------------


def make_entry(
    forecast: Forecast,
    *,
    text: str,
    name: str,
    author: str | None = None,
    handle: str | None = None,
    said_at: datetime | None = None,
    url: str | None = None,
    evidence: str | None = None,
) -> Entry:
    """A forecast as the ledger keeps it.

    Args:
        text, name: the whole text it stands in, and what tells that text from others.
        author: who speaks where the text names nobody: the author of a post.
        said_at: aware; when the text was published, None when not known.
    """
    statement, window = forecast.statement, forecast.window
    digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
    whose = name if author else ""  # an article is its text, under whatever name it was given
    identity = f"{whose}\n{digest}\n{forecast.span[0]}\n{forecast.span[1]}"
    is_author = not statement.speaker
    links = find_permalinks(statement.url or "")
    clause = forecast.event if forecast.likelihood_words is None else f"{forecast.likelihood_words} {forecast.event}"
    return Entry(
        id=f"f{hashlib.sha256(identity.encode('utf-8', 'surrogatepass')).hexdigest()[: ID_LENGTH - 1]}",
        speaker=_cut(statement.speaker or author),
        handle=_cut(statement.handle or (handle if is_author else None)),
        said_at=next((link.posted_at for link in links), None) or said_at,
        event=_cut(forecast.event) or "",
        readings=tuple(_cut(reading.event) or "" for reading in forecast.readings),
        start=window.start,
        end=window.end,
        window_words=window.words,
        likelihood_words=_cut(forecast.likelihood_words),
        direction=forecast.direction,
        probability=_probability(forecast, clause),
        is_measurable=forecast.is_measurable,
        source=Source(name=name, digest=digest, span=forecast.span, url=url or statement.url, evidence=evidence),
    )


def _probability(forecast: Forecast, clause: str) -> Band | None:
    """That the event happens: a stated percentage, else the band of the words; turned round where it will not."""
    band = stated_probability(clause) or band_of_words(forecast.likelihood_words)
    if band is None:
        return None
    denies_itself = band.is_assumed and band.high <= 0.5  # "unlikely" says already that it will not
    if forecast.direction == "will not happen" and not denies_itself:
        return Band(low=1 - band.high, high=1 - band.low, is_assumed=band.is_assumed)
    return band


def make_change(kind: ChangeKind, forecast: str, body: Mapping[str, Any], at: datetime) -> Change:
    """A change with its uid."""
    moment = at.astimezone(UTC)
    return Change(uid=_uid(kind, forecast, body, moment), forecast=forecast, kind=kind, at=moment, body=body)


def _uid(kind: str, forecast: str, body: Mapping[str, Any], at: datetime) -> str:
    told = json.dumps([kind, forecast, at.isoformat(), body], ensure_ascii=True, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(told.encode()).hexdigest()


def change_record(change: Change) -> dict[str, Any]:
    """A change as JSON types: a line of an export."""
    return {
        "uid": change.uid, "forecast": change.forecast, "kind": change.kind, "at": change.at.isoformat(),
        "body": dict(change.body),
    }  # fmt: skip


def read_change(record: object) -> Change:
    """A change from JSON types.

    Raises: InputError when a field is missing or wrong, or the uid is not of this change.
    """
    if not isinstance(record, dict):
        raise InputError(f"{str(record)[:40]!r}: not a change (an object with uid, forecast, kind, at, body)")
    written, forecast, body = record.get("kind"), record.get("forecast"), record.get("body")
    kind = next((each for each in get_args(ChangeKind) if each == written), None)
    if kind is None or not isinstance(forecast, str) or not isinstance(body, dict):
        raise InputError(f"kind {str(written)[:40]!r}: not a change (kinds: {', '.join(get_args(ChangeKind))})")
    try:
        json.dumps([forecast, body], ensure_ascii=False).encode("utf-8")
    except UnicodeEncodeError as error:  # half of a character, which no file and no database of ours takes
        raise InputError(f"character {error.object[error.start]!a} is half of one; write the text anew") from error
    at = _read_moment(record.get("at"), "at")
    if at is None:
        raise InputError("a change without its time (at)")
    uid = _uid(kind, forecast, body, at)
    if record.get("uid") != uid:
        raise InputError(f"uid {str(record.get('uid'))[:64]!r} is not that of this change; it was altered")
    change = Change(uid=uid, forecast=forecast, kind=kind, at=at, body=body)
    if kind == "added":
        read_entry(body)
    return change


def entry_record(entry: Entry) -> dict[str, Any]:
    """An entry as JSON types."""
    band = entry.probability
    return {
        "id": entry.id, "speaker": entry.speaker, "handle": entry.handle, "said_at": _moment(entry.said_at),
        "event": entry.event, "readings": list(entry.readings), "start": _moment(entry.start),
        "end": _moment(entry.end),
        "window_words": entry.window_words, "likelihood_words": entry.likelihood_words, "direction": entry.direction,
        "probability": band and {"low": band.low, "high": band.high, "is_assumed": band.is_assumed},
        "is_measurable": entry.is_measurable,
        "source": {"name": entry.source.name, "digest": entry.source.digest, "span": list(entry.source.span),
                   "url": entry.source.url, "evidence": entry.source.evidence},
    }  # fmt: skip


def read_entry(record: Mapping[str, Any]) -> Entry:
    """An entry from JSON types. Raises: InputError when a field is missing or wrong."""
    try:
        source, band, readings = record["source"], record["probability"], record["readings"]
        first, last = source["span"]
        entry = Entry(
            id=_read_text(record, "id", "entry"),
            speaker=_optional(record, "speaker"),
            handle=_optional(record, "handle"),
            said_at=_read_moment(record["said_at"], "said_at"),
            event=_read_text(record, "event", "entry"),
            readings=tuple(_read_text({"reading": each}, "reading", "entry") for each in readings),
            start=_read_moment(record["start"], "start"),
            end=_read_moment(record["end"], "end"),
            window_words=_optional(record, "window_words"),
            likelihood_words=_optional(record, "likelihood_words"),
            direction=record["direction"],
            probability=None
            if band is None
            else Band(low=float(band["low"]), high=float(band["high"]), is_assumed=band["is_assumed"] is True),
            is_measurable=record["is_measurable"] is True,
            source=Source(
                name=_read_text(source, "name", "source"), digest=_read_text(source, "digest", "source"),
                span=(int(first), int(last)), url=_optional(source, "url"), evidence=_optional(source, "evidence"),
            ),
        )  # fmt: skip
    except (KeyError, TypeError, ValueError) as error:
        raise InputError(f"an entry of the ledger that cannot be read ({type(error).__name__}: {error})") from error
    band = entry.probability
    if not entry.readings or entry.direction not in get_args(Direction):
        raise InputError(f"entry {entry.id[:40]}: no reading, or direction {str(entry.direction)[:40]!r}")
    if band is not None and not 0 <= band.low <= band.high <= 1:
        raise InputError(f"entry {entry.id[:40]}: probability {band.low} to {band.high}; it lies between 0 and 1")
    return entry


def _read_text(record: Mapping[str, Any], name: str, where: str) -> str:
    value = record.get(name)
    if not isinstance(value, str) or not value.strip():
        raise InputError(f"{where}: no {name}")
    if len(value) > MAX_TEXT:
        raise InputError(f"{where}: {name} of {len(value):,} characters, more than {MAX_TEXT:,}")
    return value


def _optional(record: Mapping[str, Any], name: str) -> str | None:
    return None if record.get(name) is None else _read_text(record, name, "entry")


def _read_moment(value: object, name: str) -> datetime | None:
    if value is None:
        return None
    try:
        moment = datetime.fromisoformat(str(value))
    except ValueError as error:
        raise InputError(f"{name} {str(value)[:40]!r}: not a time") from error
    if moment.tzinfo is None:
        raise InputError(f"{name} {str(value)[:40]!r}: a time without a zone")
    return moment.astimezone(UTC)


def _moment(moment: datetime | None) -> str | None:
    return moment.astimezone(UTC).isoformat() if moment else None


def _cut(text: str | None) -> str | None:
    return text[:MAX_TEXT] if text else None

"""Posts as people paste them: name, role, handle, link, time and text, with labels or without, in Arabic or English."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from hashlib import sha256

from tawatur.arabic.digits import to_latin_digits
from tawatur.posts import Origin, Permalink, Post, PostId, find_permalinks
from tawatur.sources.base import Framing, Reading, Received, Rejected
from tawatur.sources.written_times import Order, Unplaced, read_written_time

_LABELS = {
    label: kind
    for kind, labels in {
        "name": "name|author|الاسم|اسم",
        "role": "role|title|الصفة|صفة|الوظيفة",
        "handle": "handle|account|user|الحساب|حساب|المعرف|المعرّف",
        "url": "link|url|الرابط|رابط",
        "time": "time|date|posted|الوقت|وقت|وقت النشر|التاريخ",
        "text": "text|post|tweet|النص|نص|نص المنشور|المنشور|التغريدة",
    }.items()
    for label in labels.split("|")
}
_LABEL = re.compile(r"([^\W\d_]{2,12}(?: [^\W\d_]{2,12})?)\s{0,3}:\s*(.*)", re.DOTALL)
_SEPARATOR = re.compile(r"[-–—_*=~•]{3,200}")
_HANDLE = r"@([A-Za-z0-9_](?:[A-Za-z0-9_.\-]{0,60}[A-Za-z0-9_])?(?:@[A-Za-z0-9.\-]{3,60})?)"
_HANDLE_ALONE = re.compile(rf"\(?{_HANDLE}\)?(?:\s{{0,3}}·.{{0,40}})?")
_HEADER = re.compile(rf"([^@#:/\n]{{2,60}}?)[\s،,]{{0,3}}\(?{_HANDLE}\)?\s{{0,3}}:?(?:\s{{0,3}}·.{{0,40}})?")
_ON_ONE_LINE = re.compile(
    rf"([^@#:/\n]{{2,60}}?)[\s،,]{{0,3}}(?:\({_HANDLE}\)([^\n]{{0,80}}?)|{_HANDLE}):\s{{1,3}}(\S.*)"
)
_SIGNATURE = re.compile(rf"[—–-]{{1,2}}\s{{0,3}}([^@\n]{{1,80}}?)\s{{0,3}}\({_HANDLE}\)\s{{0,3}}(.{{0,60}})")
_ADDRESS = re.compile(r"https?://[^\s<>\"“”«»]{1,2000}")
_UNIT = (  # longest first: nothing is tried twice
    "bookmarks|bookmark|retweets|replies|reposts|quotes|repost|likes|quote|reply|views|like|view"
    "|إشارات مرجعية|إشارة مرجعية|إعادات نشر|إعادة نشر|المشاهدات|اقتباسات|إعجابات|إعجابًا|مشاهدات"
    "|إعجابا|اقتباس|مشاهدة|إعجاب|ردود|ردًا|رد"
)
_NUMBER = r"[\d.,٬٫]{1,12}+\s?+(?:k|m|b|ألفًا|ألف|مليون)?+"
_METRICS = re.compile(rf"(?:·?+\s{{0,3}}+{_NUMBER}\s{{0,3}}+(?:{_UNIT})?+\s{{0,3}}+)++|{_UNIT}", re.IGNORECASE)
_TRAILING_METRICS = re.compile(rf"\s{{0,3}}·\s{{0,3}}{_NUMBER}\s{{0,3}}(?:{_UNIT})\s{{0,3}}$", re.IGNORECASE)
_AGE = re.compile(r"\d{1,2}\s?(?:h|m|s|d|hr|min|hours?|minutes?|days?|س|د|ي|ساعة|ساعات|دقيقة|دقائق)", re.IGNORECASE)
_BUTTONS = frozenset(
    "·|follow|following|متابعة|أتابعه|show more|عرض المزيد|translate post|ترجمة المنشور|pinned|مثبت|مثبّت|see new posts"
    "|post|منشور|from earth|last edited|image|صورة|gif|alt|quote|اقتباس|...|…".split("|")
)
_MARKS = "\N{RIGHT-TO-LEFT MARK}\N{LEFT-TO-RIGHT MARK}\N{ARABIC LETTER MARK}\N{ZERO WIDTH NO-BREAK SPACE}" + "".join(
    map(chr, (*range(0x202A, 0x202F), *range(0x2066, 0x206A)))
)
_STRIPPED = str.maketrans(dict.fromkeys(_MARKS))


@dataclass(slots=True)
class _Draft:
    """A post while its lines are read. `lines` are (number, line) of its text; `seen` what every line was read as."""

    line: int
    name: str | None = None
    role: str | None = None
    handle: str | None = None
    time: str | None = None
    link: Permalink | None = None
    lines: list[tuple[int, str]] = field(default_factory=list)
    seen: list[Reading] = field(default_factory=list)
    header: list[tuple[int, str]] = field(default_factory=list)
    is_closed: bool = False

    def note(self, kind: str, number: int, value: str) -> None:
        self.seen.append(Reading(field=kind, origin=f"line {number}", value=value))

    @property
    def text(self) -> str:
        return "\n".join(line for _, line in self.lines).strip("\n")

    @property
    def is_empty(self) -> bool:
        return not (self.name or self.role or self.handle or self.time or self.link or self.text)


@dataclass(frozen=True, slots=True)
class Paste:
    """Blocks of posts in a text file, parted by a line of dashes, or else by what begins or ends a post.

    With labels (`الاسم:`, `role:` …) a label that comes again begins the next post. Without them a post begins with a
    name and an @handle, on one line or on two (a role may stand between), and ends with its link, its time or a
    signature (`— name (@handle) December 5, 2024`); empty lines within are paragraphs. Numbers and buttons that come
    along from X are left out.

    A link gives platform, id and time. Without one the platform is "paste", and the time is the written one in its own
    zone or that of the option `zone`, else None: such a post keeps its text and has no time. A link without text is
    Rejected as "link-without-text", with the link. The evidence level is E0. `explain` says what each line was read as.
    """

    name: str = "paste"
    title: str = "pasted posts (name, role, handle, link, time, text) or a list of links"
    framing: Framing = "body"

    def recognise(self, sample: bytes) -> float:
        """0.6 for a text with labels, permalinks or handles at line starts; 0.1 for any other text of some words."""
        text = sample.decode("utf-8", "ignore")
        if len(text.encode()) < len(sample) - 3 or "\0" in text or text.lstrip()[:1] in {"<", "{", "["}:
            return 0.0
        lines = [line for line in (_bare(line) for line in text.split("\n")[:400]) if line]
        found = sum(bool(_read_label(line) or _read_header(line) or _SIGNATURE.fullmatch(line)) for line in lines)
        links = sum(_is_link(line) for line in lines)
        if found or links:
            return 0.6 if found + links > len(lines) / 40 else 0.2
        return 0.1 if len(text.split()) >= 4 else 0.0

    def parse(self, received: Received) -> Iterator[Post | Rejected]:
        """Read the posts of a paste, in order; the pointer of the first is /0."""
        try:
            drafts = _read_drafts(_decode(received.data))
        except UnicodeDecodeError as error:
            yield received.reject("not-utf8", f"byte {error.start} is not UTF-8: save the text as UTF-8")
            return
        for index, draft in enumerate(drafts):
            yield _make_post(received, draft, f"/{index}")
        if not drafts:
            yield received.reject("no-text", "nothing but space and lines of dashes")

    def explain(self, received: Received) -> tuple[Reading, ...]:
        """What every line was read as, in order; the time with what became of it."""
        readings: list[Reading] = []
        for draft in _read_drafts(_decode(received.data, "replace")):
            readings += sorted(draft.seen, key=lambda reading: int(reading.origin.removeprefix("line ")))
            moment, problem = _read_time(draft, received)
            origin = "link" if draft.link and draft.link.posted_at else "time" if moment else ""
            value = moment.isoformat() if moment else problem or "no time and no link"
            readings.append(Reading(field="posted_at", origin=origin, value=value))
        return tuple(readings)


SOURCE = Paste()


def _decode(data: bytes, errors: str = "strict") -> str:
    # As in `fields.decode_json`: nothing downstream can write every text with a NUL.
    return data.decode("utf-8", errors).replace("\0", "\N{REPLACEMENT CHARACTER}")


def _bare(line: str) -> str:
    return line.translate(_STRIPPED).strip()


def _read_label(line: str) -> tuple[str, str] | None:
    match = _LABEL.fullmatch(line)
    kind = _LABELS.get(match[1].lower()) if match else None
    return (kind, match[2].strip()) if match and kind else None


def _read_header(line: str) -> tuple[str | None, str] | None:
    """Name and handle of a line that says who; None for any other line."""
    if len(line) > 200:
        return None
    if match := _HANDLE_ALONE.fullmatch(line):
        return None, match[1]
    match = _HEADER.fullmatch(line)
    return (match[1].strip(), match[2]) if match else None


def _is_link(line: str) -> bool:
    links = find_permalinks(line) if line.startswith(("https://", "http://")) else []
    return bool(links) and links[0].written == line


def _is_noise(line: str) -> bool:
    return line.lower() in _BUTTONS or (len(line) < 120 and _METRICS.fullmatch(to_latin_digits(line)) is not None)


def _read_drafts(text: str) -> list[_Draft]:
    lines = list(enumerate(text.replace("\r\n", "\n").replace("\r", "\n").split("\n"), start=1))
    parts: list[list[tuple[int, str]]] = [[]]
    for number, line in lines:
        if _SEPARATOR.fullmatch(_bare(line)):
            parts.append([])
        else:
            parts[-1].append((number, line))
    drafts: list[_Draft] = []
    for part in parts:
        is_labelled = any((found := _read_label(_bare(line))) and found[0] != "text" for _, line in part) or any(
            (found := _read_label(_bare(line))) and not found[1] for _, line in part
        )
        drafts += _read_labelled(part) if is_labelled else _read_unlabelled(part, is_one=len(parts) > 1)
    for draft in drafts:
        _drop_counts(draft)
    return [draft for draft in drafts if not draft.is_empty]


def _drop_counts(draft: _Draft) -> None:
    """Leave out the counts (replies, reposts, likes, views) that stand under a post copied from a timeline."""
    if draft.handle is None or not (draft.time or draft.link):
        return
    kept = len(draft.lines)
    while kept and (not (bare := _bare(draft.lines[kept - 1][1])) or _is_noise(bare)):
        kept -= 1
    counts = [number for number, line in draft.lines[kept:] if _bare(line)]
    if kept and len(counts) > 1:
        del draft.lines[kept:]
        draft.seen = [
            replace(each, field="") if each.origin in {f"line {number}" for number in counts} else each
            for each in draft.seen
        ]


def _read_labelled(part: list[tuple[int, str]]) -> list[_Draft]:
    drafts = [_Draft(line=part[0][0])]
    taken: set[str] = set()
    last = "text"
    for number, line in part:
        found = _read_label(_bare(line))
        if found is None:
            if not _bare(line):
                if last == "text" and drafts[-1].lines:
                    drafts[-1].lines.append((number, ""))
            elif last == "text" or "text" not in taken:
                drafts[-1].lines.append((number, line))
                drafts[-1].note("text", number, line)
            else:
                drafts[-1].note("", number, line)
            continue
        kind, value = found
        if kind in taken or (kind in {"name", "handle"} and "text" in taken and not {"name", "handle"} & taken):
            drafts.append(_Draft(line=number))
            taken = set()
        taken.add(kind)
        last = kind
        drafts[-1].note(kind, number, value)
        _take(drafts[-1], kind, number, value)
    return drafts


def _take(draft: _Draft, kind: str, number: int, value: str) -> None:
    if kind == "text":
        draft.lines.append((number, value))
    elif kind == "url":
        draft.link = next(iter(find_permalinks(value)), None)
    elif kind == "handle":
        match = re.search(_HANDLE, value) or re.fullmatch(r"([A-Za-z0-9_.@\-]{1,100})", value)
        draft.handle = match[1] if match else None
    elif kind == "name":
        draft.name = value or None
    elif kind == "role":
        draft.role = value or None
    else:
        draft.time = value or None


def _read_unlabelled(part: list[tuple[int, str]], *, is_one: bool) -> list[_Draft]:
    """`is_one`: the part was cut out by lines of dashes; a name and handle within its text begin no other post."""
    drafts = [_Draft(line=part[0][0] if part else 1)]
    at = 0
    after_space = True
    while at < len(part):
        number, line = part[at]
        bare = _bare(line)
        draft = drafts[-1]
        if not bare:
            if draft.lines:
                draft.lines.append((number, ""))
            after_space = True
            at += 1
            continue
        is_first = not draft.lines and not draft.header
        may_begin = is_first or draft.is_closed or (after_space and not is_one)
        begins = _read_beginning(part, at) if may_begin else None
        told = _ON_ONE_LINE.fullmatch(bare) if may_begin and begins is None else None
        if told is not None:
            if not is_first:
                drafts.append(_Draft(line=number))
            _read_told(drafts[-1], number, told)
            after_space = False
            at += 1
            continue
        if begins is not None:
            if not is_first:
                draft = _Draft(line=number)
                drafts.append(draft)
            name, role, handle, count = begins
            draft.name, draft.role, draft.handle = name, role, handle
            for (seen_at, seen), kind in zip(part[at : at + count], _kinds(count, role), strict=True):
                draft.header.append((seen_at, seen))
                draft.note(kind, seen_at, _bare(seen))
            at += count
            after_space = False
            continue
        is_next_link = _is_link(bare) and draft.link is not None and not draft.lines
        if is_next_link or (draft.is_closed and (after_space or not is_one) and not _belongs(draft, bare)):
            draft = _Draft(line=number)
            drafts.append(draft)
        _read_line(draft, number, line, bare)
        after_space = False
        at += 1
    return drafts


def _read_told(draft: _Draft, number: int, told: re.Match[str]) -> None:
    """Name, handle and text of one line: سامر نادر (@…): …; what stands between may hold the time."""
    draft.name, draft.handle = told[1].strip(), told[2] or told[4]
    draft.note("name and handle", number, f"{draft.name} @{draft.handle}")
    time = re.sub(r"^\s{0,3}(?:on X|على إكس)\b|^[\s،,]+|[\s،,]+$", "", told[3] or "").strip(" ،,")
    if time and _is_time(time):
        draft.time = time
        draft.note("time", number, time)
    draft.lines.append((number, told[5]))
    draft.note("text", number, told[5])


def _kinds(count: int, role: str | None) -> list[str]:
    return ["name and handle"] if count == 1 else ["name", "role", "handle"] if role else ["name", "handle"]


def _read_beginning(part: list[tuple[int, str]], at: int) -> tuple[str | None, str | None, str, int] | None:
    """Name, role, handle and number of lines, where a post begins: the name, perhaps a role, then the handle."""
    heads = [_bare(line) for _, line in part[at : at + 3]]
    found = _read_header(heads[0])
    if found is not None:
        return found[0], None, found[1], 1
    for count in (2, 3):
        if len(heads) >= count and all(_is_short(head) for head in heads[: count - 1]):
            match = _HANDLE_ALONE.fullmatch(heads[count - 1])
            if match is not None:
                return heads[0], heads[1] if count == 3 else None, match[1], count
    return None


def _is_short(line: str) -> bool:
    return 0 < len(line) <= 60 and not _ADDRESS.search(line) and not line.startswith(("#", "@")) and not _is_noise(line)


def _belongs(draft: _Draft, bare: str) -> bool:
    """Whether a line after the end of a post is still of it: its other end, numbers, buttons."""
    if _is_link(bare):
        return draft.link is None
    return _is_noise(bare) or (draft.time is None and _is_time(bare))


def _is_time(line: str) -> bool:
    return len(line) < 120 and read_written_time(_TRAILING_METRICS.sub("", line), None) is not None


def _is_short_date(line: str) -> bool:
    """A day without its year, or an age, as a timeline shows them: Dec 5, 5 ديسمبر, 2h, 3س."""
    return len(line) < 20 and (_AGE.fullmatch(to_latin_digits(line)) is not None or _is_time(f"{line} 2000"))


def _read_line(draft: _Draft, number: int, line: str, bare: str) -> None:
    signature = _SIGNATURE.fullmatch(bare) if len(bare) < 250 else None
    if _is_link(bare) and draft.link is None:
        draft.link = find_permalinks(bare)[0]
        draft.is_closed = bool(draft.lines)
        draft.note("url", number, bare)
    elif signature is not None and draft.handle is None:
        draft.name, draft.handle = signature[1].strip(), signature[2]
        draft.time = signature[3].strip() or draft.time
        draft.is_closed = True
        draft.note("name, handle and time", number, bare)
    elif draft.time is None and (_is_time(bare) or (_starts(draft) and _is_short_date(bare))):
        draft.time = _TRAILING_METRICS.sub("", bare)
        draft.is_closed = bool(draft.lines)
        draft.note("time", number, bare)
    elif bare.lower() in _BUTTONS or (
        draft.time is not None and (draft.is_closed or _starts(draft)) and _is_noise(bare)
    ):
        draft.note("", number, bare)
    else:
        draft.lines.append((number, line.rstrip("\r")))
        draft.note("text", number, bare)


def _starts(draft: _Draft) -> bool:
    """Whether the text of a post with a handle has not begun: counts may stand between its time and its text."""
    return draft.handle is not None and not draft.lines


def _read_time(draft: _Draft, received: Received) -> tuple[datetime | None, str | None]:
    """The time of a draft, and why it has none although one is written."""
    if draft.link is not None and draft.link.posted_at is not None:
        return draft.link.posted_at, None
    if draft.time is None:
        return None, None
    order: Order | None = "dmy" if received.options.get("dates") == "dmy" else None
    order = "mdy" if received.options.get("dates") == "mdy" else order
    moment = read_written_time(draft.time, received.options.get("zone"), order)
    if isinstance(moment, Unplaced):
        return None, moment.message
    return moment, None if moment else f"{draft.time!r:.60} is no time that is known"


def _make_post(received: Received, draft: _Draft, pointer: str) -> Post | Rejected:
    text = draft.text
    link = draft.link
    if not text and draft.header:  # a line that ends with a handle, and nothing under it: the line is the text
        text = "\n".join(line for _, line in draft.header) if link is None else ""
        draft = replace(draft, name=None, role=None, handle=None) if text else draft
    if not text:
        if link is not None:
            message = f"{link.url}: a link names a post and holds no text. Give the post as well, or paste its text"
            rejected = received.reject("link-without-text", message, pointer=pointer)
            return replace(rejected, line=draft.line, link=link)
        rejected = received.reject("no-text", "a block without text", pointer=pointer)
        return replace(rejected, line=draft.line)
    if link is not None and not _is_of(link, draft.handle):
        message = f"@{draft.handle} stands over a link of @{link.handle} ({link.url}): put right whichever is wrong"
        return replace(received.reject("handle-mismatch", message, pointer=pointer), line=draft.line)
    posted_at, _ = _read_time(draft, received)
    handle = (link.handle if link else None) or draft.handle
    platform: Origin = link.platform if link else "paste"
    return Post(
        platform=platform,
        post_id=_make_id(link, handle, draft, text),
        text=text,
        posted_at=posted_at,
        handle=handle,
        display_name=draft.name,
        role=draft.role,
        url=link.url if link else None,
        urls=tuple(dict.fromkeys(_ADDRESS.findall(text))),
        evidence=replace(received.evidence(pointer), level="E0"),
    )


def _is_of(link: Permalink, handle: str | None) -> bool:
    """Whether a link can be of the account that is named: a wrong one would put words into somebody's mouth."""
    if handle is None or link.handle is None:
        return True
    return handle.partition("@")[0].lower() == link.handle.lower()


def _make_id(link: Permalink | None, handle: str | None, draft: _Draft, text: str) -> PostId:
    """The id that exports give the same post, as far as a link tells it (Mastodon and Telegram: it does not)."""
    if link is None:
        made_of = "\0".join((handle or "", draft.name or "", draft.time or "", text))
        return PostId(f"paste-{sha256(made_of.encode('utf-8', 'replace')).hexdigest()[:32]}")
    if link.platform == "bluesky":
        return PostId(f"at://{link.account}/app.bsky.feed.post/{link.post_id}")
    if link.platform == "telegram":
        return PostId(f"{link.account}/{link.post_id}")
    return PostId(link.url) if link.platform == "mastodon" else link.post_id

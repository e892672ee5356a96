"""Who may ask the desk for what: checked before any route, on the request as it came over the wire.

The desk listens on this machine and has no accounts. What can harm it is another page open in the same browser (it can
send requests here, and by DNS rebinding even read answers), and, where it listens beyond this machine, everybody else.
"""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from http.cookies import CookieError, SimpleCookie
from urllib.parse import parse_qs, parse_qsl, urlencode, urlsplit

from starlette.responses import PlainTextResponse, RedirectResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from tawatur.desk.messages import tell
from tawatur.desk.settings import COOKIE

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; "
    "form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)
HEADERS = {
    "content-security-policy": POLICY,
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
    "referrer-policy": "same-origin",  # nothing to other sites; our own forms need their origin
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
}
LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
TOKEN_COOKIE = "tawatur-token"  # noqa: S105 - its name
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
MAX_BODY = 2**20  # bytes of a form or an edit
MAX_UPLOAD = 2**30  # bytes of a request that brings files: read to disk as they come
UPLOADS = ("/sources/files", "/stories/new", "/check", "/api/import-dataset/")
RECEIVER = ("/api/import-dataset/", "/api/check-query/")


@dataclass(frozen=True, slots=True, kw_only=True)
class Access:
    """What a desk lets in.

    Attributes:
        hosts: names by which it may be addressed, without port; port: None for any.
        token: asked of everybody when `is_open` (the desk listens beyond this machine), and always by the receiver.
        csrf: of this process: pages send it with what changes something, and no other site can read a page of ours.
    """

    hosts: frozenset[str]
    port: int | None
    token: str
    is_open: bool
    csrf: str

    def is_token(self, given: str | None) -> bool:
        """Whether somebody knows the token; takes as long for a nearly right one."""
        return given is not None and hmac.compare_digest(given.encode(), self.token.encode())


def make_access(host: str, port: int | None, *, more_hosts: frozenset[str] = frozenset()) -> Access:
    """Access to a desk that listens on an address, with a new token."""
    is_open = host not in LOOPBACK
    return Access(
        hosts=frozenset(LOOPBACK | ({host} if host not in {"0.0.0.0", "::"} else set()) | more_hosts),  # noqa: S104 - compared
        port=port,
        token=secrets.token_hex(16),
        is_open=is_open,
        csrf=secrets.token_hex(16),
    )


class Refused(Exception):  # noqa: N818 - it is an answer, not an error
    """A request that is not answered: status and why, in words for who sent it."""

    def __init__(self, status: int, why: str) -> None:
        super().__init__(why)
        self.status = status
        self.why = why


class Gate:
    """The outermost part of the desk: refuses what may not come in, and puts the headers on what goes out."""

    def __init__(self, app: ASGIApp, access: Access) -> None:
        self.app = app
        self.access = access

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request (ASGI)."""
        if scope["type"] != "http":
            if scope["type"] == "lifespan":
                await self.app(scope, receive, send)
            return
        headers = _read_headers(scope)
        cookies = _read_cookies(headers.get("cookie", ""))
        scope["tawatur.csrf"] = self.access.csrf

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                given = {name.lower() for name, _ in message["headers"]}
                fixed = [(name.encode(), value.encode()) for name, value in HEADERS.items()]
                message["headers"] = [
                    *message["headers"],
                    *((name, value) for name, value in fixed if name not in given),
                    *([(b"cache-control", b"no-store")] if b"cache-control" not in given else []),
                ]
            await send(message)

        try:
            self._check_host(headers)
            welcome = self._check_token(scope, headers, cookies)
            if welcome is not None:
                await welcome(scope, receive, send_with_headers)
                return
            self._check_origin(scope, headers)
            limited = _limit(scope, headers, receive)
        except Refused as refused:
            await PlainTextResponse(_say(refused.why, cookies), refused.status)(scope, receive, send_with_headers)
            return
        await self.app(scope, limited, send_with_headers)

    def _check_host(self, headers: Mapping[str, str]) -> None:
        host, port = _split_host(headers.get("host", ""))
        name = host.removeprefix(f"{self.access.token}.")  # the address of the receiver: TOKEN.localhost
        is_ours = name in self.access.hosts and (self.access.port is None or port in {None, self.access.port})
        if not is_ours:
            raise Refused(421, "This desk is not known by this name. Open the address that `tawatur desk` printed.")

    def _check_token(self, scope: Scope, headers: Mapping[str, str], cookies: Mapping[str, str]) -> ASGIApp | None:
        """An answer to who brings the token in the address (it moves into a cookie); None when all is well."""
        path = scope["path"]
        host, _ = _split_host(headers.get("host", ""))
        has_bearer = self.access.is_token(_bearer(headers))
        scope["tawatur.program"] = has_bearer
        if path.startswith(RECEIVER):
            is_named = self.access.is_token(host.partition(".")[0])
            if not (has_bearer or is_named):
                raise Refused(403, "The receiver needs its own address: the screen “Sources” shows it.")
            scope["tawatur.program"] = True
            return None
        if host not in self.access.hosts:
            raise Refused(421, "At this address there is only the receiver.")
        if not self.access.is_open or has_bearer or path.startswith("/static/"):
            return None
        query = parse_qs(scope["query_string"].decode("latin-1"))
        if scope["method"] == "GET" and self.access.is_token(next(iter(query.pop("token", [])), None)):
            rest = urlencode(query, doseq=True)
            own = "/" + path.lstrip("/\\")  # "//name" would be another site
            answer = RedirectResponse(f"{own}?{rest}" if rest else own, 303)
            answer.set_cookie(TOKEN_COOKIE, self.access.token, httponly=True, samesite="strict", path="/")
            return answer
        if not self.access.is_token(cookies.get(TOKEN_COOKIE)):
            raise Refused(401, "This desk asks for its token: open the whole address that `tawatur desk` printed.")
        return None

    def _check_origin(self, scope: Scope, headers: Mapping[str, str]) -> None:
        """Nothing changes, and nothing is worked out, by a request that another site could have sent."""
        if scope["tawatur.program"]:
            return
        if scope["method"] in SAFE:
            is_foreign = headers.get("sec-fetch-site") in {"cross-site", "same-site"}
            if is_foreign and headers.get("sec-fetch-dest") != "document":  # a link is welcome, no frame of it
                raise Refused(403, "This came from another site.")
            return
        origin = headers.get("origin")
        if origin is not None and origin.partition("://")[2] != headers.get("host", ""):
            raise Refused(403, "This came from another site. Nothing was changed.")
        if headers.get("sec-fetch-site", "same-origin") not in {"same-origin", "none"}:
            raise Refused(403, "This came from another site. Nothing was changed.")
        query = parse_qs(scope["query_string"].decode("latin-1"))
        given = headers.get("x-csrf-token") or next(iter(query.get("csrf", [])), "")
        if not hmac.compare_digest(given.encode(), self.access.csrf.encode()):
            raise Refused(
                403, "The desk was started again since this page was opened. Load the page again; nothing was changed."
            )


def _limit(scope: Scope, headers: Mapping[str, str], receive: Receive) -> Receive:
    """`receive` that stops at the size that a request may have. Raises: Refused when it says that it is longer."""
    most = MAX_UPLOAD if scope["path"].startswith(UPLOADS) else MAX_BODY
    why = f"More than {most // 2**20} MiB in one request. Import large files with `tawatur import`."
    length = headers.get("content-length")
    if length is not None and (not length.isdigit() or int(length) > most):
        raise Refused(413, why)
    taken = 0

    async def limited() -> Message:
        nonlocal taken
        message = await receive()
        taken += len(message.get("body", b""))
        if taken > most:  # a request without a length: cut off, as if the sender had gone
            return {"type": "http.disconnect"}
        return message

    return limited


def _say(why: str, cookies: Mapping[str, str]) -> str:
    """Why something was refused, in the language that the browser chose; in both where it chose none."""
    lang = dict(parse_qsl(cookies.get(COOKIE, ""))).get("lang")
    return f"{why}\n" if lang == "en" else f"{tell(why, 'ar')}\n" if lang == "ar" else f"{tell(why, 'ar')}\n{why}\n"


def _read_headers(scope: Scope) -> dict[str, str]:
    return {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in scope["headers"]}


def _read_cookies(header: str) -> dict[str, str]:
    try:
        return {name: morsel.value for name, morsel in SimpleCookie(header).items()}
    except CookieError:
        return {}


def _split_host(host: str) -> tuple[str, int | None]:
    """Name in lower case, and port; ("", None) for what is no host."""
    try:
        parts = urlsplit(f"//{host}")
        return (parts.hostname or "").lower(), parts.port
    except ValueError:
        return "", None


def _bearer(headers: Mapping[str, str]) -> str | None:
    kind, _, value = headers.get("authorization", "").partition(" ")
    return value.strip() if kind.lower() == "bearer" else None

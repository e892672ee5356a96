"""RFC 3161 time stamps of checkpoints, by an authority that the user names: somebody else's clock beside ours.

    evidence/checkpoints/000042.tsr    the authority's answer (DER) over 000042.txt

Only the checkpoint's SHA-256 is sent. Importing this raises MissingExtraError without the package rfc3161-client.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from http.client import HTTPException
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.error import URLError
from urllib.parse import urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

from tawatur.durable import write_new
from tawatur.errors import EvidenceError, InputError, MissingExtraError

try:
    from cryptography.x509 import load_pem_x509_certificates
    from rfc3161_client import (
        HashAlgorithm,
        TimestampRequestBuilder,
        VerificationError,
        VerifierBuilder,
        decode_timestamp_response,
    )
except ImportError as error:
    raise MissingExtraError("time stamps need the package rfc3161-client", "stamp") from error

if TYPE_CHECKING:
    from cryptography.x509 import Certificate
    from rfc3161_client import TimeStampResponse

TIMEOUT_SECONDS = 30.0
MAX_ANSWER = 1 << 20  # bytes; answers with a chain of certificates have some 6,000
GRANTED = frozenset({0, 1})  # RFC 3161, section 2.4.2: granted, granted with modifications


@dataclass(frozen=True, slots=True, kw_only=True)
class Stamp:
    """A time stamp of a checkpoint.

    Attributes:
        at: the authority's time, aware, UTC.
        is_trusted: whether the authority's signature and certificate were checked against given roots.
    """

    at: datetime
    is_trusted: bool


class _NoRedirect(HTTPRedirectHandler):
    """Nothing goes to an address that the user did not name."""

    def redirect_request(self, *_: object, **__: object) -> None:
        return None


def read_roots(path: Path) -> list[Certificate]:
    """The certificates of a PEM file. Raises: InputError."""
    try:
        return load_pem_x509_certificates(path.read_bytes())
    except OSError as error:
        raise InputError(f"{path}: cannot be read ({error.strerror})") from error
    except ValueError as error:
        raise InputError(f"{path}: no certificates in PEM (-----BEGIN CERTIFICATE-----)") from error


def stamp_file(path: Path, url: str, roots: list[Certificate]) -> tuple[Stamp, Path]:
    """Ask the authority at `url` to stamp a checkpoint file; the stamp and where it lies, beside it.

    A stamp that is there already, the earlier one, is kept, and nothing is sent.
    Raises: InputError for an address that does not answer with a stamp; EvidenceError for a stamp that does not fit.
    """
    place = path.with_suffix(".tsr")
    note = path.read_bytes()
    if place.exists():
        return check_stamp(note, place.read_bytes(), roots), place
    request = TimestampRequestBuilder().data(note).hash_algorithm(HashAlgorithm.SHA256).cert_request(cert_request=True)
    built = request.build()
    answer = _ask(url, built.as_bytes())
    stamp = check_stamp(note, answer, roots, nonce=built.nonce)
    try:
        write_new(place, [answer])
    except OSError as error:
        raise InputError(
            f"{place}: cannot be written ({error.strerror}). Check the folder's owner and room."
        ) from error
    return stamp, place


def check_stamp(note: bytes, answer: bytes, roots: list[Certificate], *, nonce: int | None = None) -> Stamp:
    """The stamp that an answer holds over a checkpoint.

    Args:
        roots: certificates of authorities that are trusted; without any, only what was stamped and when is read.
        nonce: that the answer must repeat.

    Raises: EvidenceError when it is no stamp of this checkpoint, or not by one of the roots.
    """
    try:
        response = decode_timestamp_response(answer)
        if response.status not in GRANTED:
            reason = "; ".join(response.status_string)
            raise EvidenceError(
                f"the authority refused (status {response.status}{f': {reason!r:.200}' if reason else ''})"
            )
        at, imprint, told = _read(response)
    except (ValueError, TypeError) as error:
        raise EvidenceError(f"no RFC 3161 answer ({error!s:.200})") from error
    if imprint != sha256(note).digest():
        raise EvidenceError(f"a stamp over {imprint.hex()}, not over this checkpoint")
    if nonce not in {None, told}:
        raise EvidenceError("an answer to another request (its nonce differs)")
    if roots:
        verifier = VerifierBuilder(roots=list(roots), nonce=nonce).build()
        try:
            verifier.verify(response, imprint)
        except (VerificationError, ValueError) as error:
            raise EvidenceError(f"a stamp that the given certificates do not vouch for ({error!s:.200})") from error
    return Stamp(at=at, is_trusted=bool(roots))


def _read(response: TimeStampResponse) -> tuple[datetime, bytes, int | None]:
    info = response.tst_info
    at = info.gen_time
    return (at if at.tzinfo else at.replace(tzinfo=UTC)).astimezone(UTC), info.message_imprint.message, info.nonce


def _ask(url: str, query: bytes) -> bytes:
    # The scheme is checked: urllib would open file: and ftp:, too.
    if urlsplit(url).scheme not in {"http", "https"}:
        raise InputError(f"--tsa {url!r:.200}: give the http or https address of a time stamp authority")
    headers = {"Content-Type": "application/timestamp-query", "Accept": "application/timestamp-reply"}
    request = Request(url, data=query, headers=headers, method="POST")  # noqa: S310 - checked above
    try:
        with build_opener(_NoRedirect).open(request, timeout=TIMEOUT_SECONDS) as response:
            answer: bytes = response.read(MAX_ANSWER + 1)
    except (URLError, OSError, HTTPException, ValueError) as error:
        raise InputError(f"--tsa {url:.200}: no answer ({error!s:.200}). Nothing was stamped.") from error
    if len(answer) > MAX_ANSWER:
        raise InputError(f"--tsa {url:.200}: an answer of more than {MAX_ANSWER:,} bytes. Nothing was stamped.")
    return answer

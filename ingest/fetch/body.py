"""The body of an answer: written as it comes, judged by its length, gone on with where it broke."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import BinaryIO

import urllib3

from ingest.errors import InputError
from ingest.fetch.addresses import LongerThanDeclared

CHUNK_BYTES = 1 << 16
HEAD_BYTES = 1024


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back: ``size`` in bytes, decompressed; ``head`` the first of them.

    ``etag`` and ``last_modified`` are the publisher's own words, to be said back to it.
    """

    url: str
    status: int
    content_type: str
    size: int
    head: bytes
    etag: str = ""
    last_modified: str = ""

    def __str__(self) -> str:
        start = " ".join(self.head[:160].decode("utf-8", errors="replace").split())
        kind = self.content_type or "no content type"
        return f"status {self.status}, {kind}, {self.size:,} bytes beginning {start[:80]!r}"


@dataclass(frozen=True, slots=True)
class Broken:
    """A body that ended before its end: how many bytes are there, and why it may be gone on with.

    ``validator`` is what If-Range says; without one it cannot be told whether the rest that comes
    belongs to the same file.
    """

    size: int
    head: bytes
    validator: str
    failure: InputError


def receive(
    url: str,
    response: urllib3.BaseHTTPResponse,
    into: BinaryIO,
    broken: Broken | None,
    *,
    place: str,
    max_bytes: int,
    whole_seconds: float,
) -> Answer | Broken:
    """Write a body to its end.

    Args:
        broken: what an earlier attempt left in ``into``.
        max_bytes: decompressed.
        whole_seconds: the longest that it may take.

    Returns:
        The answer; or what is there of a body that broke off.

    Raises:
        InputError: too large, too slow, or longer than its header says.
    """
    head, size = b"", 0
    if broken and response.status == 206 and begins_at(response) == broken.size:
        head, size = broken.head, broken.size
    elif broken:
        # The whole again: the file changed, or the publisher cannot give a part.
        into.seek(0)
        into.truncate()
    status = 200 if size else response.status
    declared = response.headers.get("Content-Length", "")
    promised = size + int(declared) if declared.isdecimal() else None
    begun = size

    def answer() -> Answer:
        said = response.headers
        return Answer(
            url,
            status,
            said.get("Content-Type", ""),
            size,
            head,
            said.get("ETag", ""),
            said.get("Last-Modified", ""),
        )

    def refuse(found: str, expected: str, do: str) -> InputError:
        return InputError(url, place=place, found=found, expected=expected, do=do)

    def too_large(found: str) -> InputError:
        return refuse(
            found,
            f"at most {max_bytes:,} bytes",
            "look at what the address holds now; if it is right, raise max_bytes",
        )

    if response.status == 304:
        return answer()
    if promised is not None and promised > max_bytes:
        raise too_large(f"status {status}, a body of {promised:,} bytes")
    end = time.monotonic() + whole_seconds
    try:
        for chunk in response.stream(CHUNK_BYTES, decode_content=True):
            size += len(chunk)
            if size > max_bytes:
                raise too_large(f"{answer()}, and more to come")
            head += chunk[: HEAD_BYTES - len(head)]
            into.write(chunk)
            if time.monotonic() > end:
                raise refuse(
                    f"status {status}, {size:,} bytes in {whole_seconds:,.0f} seconds,"
                    " and more to come",
                    "the whole body in that time",
                    "try again later; if the publisher is always so slow, fetch it by hand",
                )
        missing = int(declared) - response.tell() if declared.isdecimal() else 0
        if missing > 0:
            raise urllib3.exceptions.IncompleteRead(response.tell(), missing)
        if getattr(getattr(response, "_fp", None), "surplus", False):
            raise LongerThanDeclared()
    except LongerThanDeclared:
        raise refuse(
            f"status {status}, a body that goes on after {size:,} bytes",
            f"a body of {promised or 0:,} bytes, as its header says",
            "fetch again; if it stays so, fetch the file by hand and tell the publisher",
        ) from None
    except (urllib3.exceptions.HTTPError, OSError) as error:
        # Counted over the wire, as Content-Length is, compressed or not.
        wire = begun + response.tell()
        whole = f"{promised:,} bytes" if promised is not None else "a proper end"
        failure = refuse(
            f"status {status}, a body cut short after {wire:,} bytes"
            f" ({type(cause_of(error)).__name__})",
            f"the whole body, {whole}",
            "fetch again",
        )
        failure.__cause__ = error
        return Broken(size, head, _validator(response), failure)
    return answer()


def go_on(broken: Broken) -> dict[str, str]:
    """The headers that ask for the rest of a body, or for all of it if the file has changed."""
    return {"Range": f"bytes={broken.size}-", "If-Range": broken.validator}


def begins_at(response: urllib3.BaseHTTPResponse) -> int | None:
    """The first byte of a part, counted from 0, or ``None`` where the answer does not say it."""
    unit, _, rest = response.headers.get("Content-Range", "").partition(" ")
    begin = rest.partition("-")[0]
    return int(begin) if unit == "bytes" and begin.isdecimal() else None


def _validator(response: urllib3.BaseHTTPResponse) -> str:
    """What proves that a later part belongs to this file; nothing where parts cannot be joined."""
    said = response.headers
    if response.status not in (200, 206) or said.get("Content-Encoding", "identity") != "identity":
        return ""
    if said.get("Accept-Ranges", "bytes").lower() == "none":
        return ""
    etag = said.get("ETag", "")
    return etag if etag and not etag.startswith("W/") else said.get("Last-Modified", "")


def cause_of(error: BaseException) -> BaseException:
    """What is really the matter, under the wrappings of the library."""
    inner = error.args[-1] if error.args else None
    if isinstance(error, urllib3.exceptions.SSLError | urllib3.exceptions.ProtocolError):
        return cause_of(inner) if isinstance(inner, BaseException) else error
    if isinstance(error, urllib3.exceptions.NameResolutionError):
        return error.__cause__ or error
    return error

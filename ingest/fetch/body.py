"""The body of an answer: written as it comes, judged by its length, gone on with where it broke."""

from __future__ import annotations

import time
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

import urllib3

from ingest.errors import InputError
from ingest.fetch.unpack import GZIP, PLAIN, Unpacker
from ingest.fetch.words import kind_of, mishap

CHUNK_BYTES = 1 << 16
HEAD_BYTES = 1024
MEND = "fetch again; if it stays so, fetch the file by hand and tell the publisher"
# 401 and 403 are a refusal, not a mishap: asking again would only confirm the robot.
RETRIED_STATUS = (429, 500, 502, 503, 504)


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back: ``size`` in bytes, unpacked; ``head`` the first of them.

    ``etag``, ``last_modified`` and ``retry_after`` are the publisher's own words.
    """

    url: str
    status: int
    content_type: str
    size: int
    head: bytes
    etag: str = ""
    last_modified: str = ""
    retry_after: str = ""

    def __str__(self) -> str:
        told = f"status {self.status}, {self.content_type or 'no content type'}, {self._body()}"
        if self.retry_after and self.status in RETRIED_STATUS:
            after = self.retry_after[:40]
            after = f"{int(after):,} seconds" if after.isdecimal() else after
            told += f", and the wish to be asked again only after {after}"
        return told

    def _body(self) -> str:
        if not self.size:
            return "an empty body"
        if kind := kind_of(self.head):
            return f"{self.size:,} bytes that begin as {kind}"
        start = " ".join(self.head[:160].decode("utf-8", errors="replace").split())
        return f"{self.size:,} bytes beginning {start[:60]!r}"


@dataclass(frozen=True, slots=True)
class Broken:
    """A body that ended before its end: how many bytes are there, and why it may be gone on with.

    ``validator`` is what If-Range says; without one it cannot be told whether the rest that comes
    belongs to the same file. ``whole`` is the length that was promised.
    """

    size: int
    head: bytes
    validator: str
    whole: int | None
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
        max_bytes: unpacked.
        whole_seconds: the longest that it may take.

    Returns:
        The answer; or what is there of a body that broke off.

    Raises:
        OSError: ``into`` cannot be written.
        InputError: too large, too slow, longer than its header says, or packed in a way that was
            not asked for and that nobody here unpacks.
    """
    head, size = b"", 0
    if broken and is_rest(response, broken):
        head, size = broken.head, broken.size
    elif broken:
        # The whole again: the file changed, or the publisher cannot give a part.
        broken = None
        into.seek(0)
        into.truncate()
    said = response.headers
    status = 200 if broken else response.status
    promised = _promised(response, broken)
    wire = size
    """Counted over the wire, as Content-Length is, packed or not."""

    def answer() -> Answer:
        return Answer(
            url,
            status,
            said.get("Content-Type", ""),
            size,
            head,
            said.get("ETag", ""),
            said.get("Last-Modified", ""),
            said.get("Retry-After", "").strip(),
        )

    def refuse(found: str, expected: str, do: str) -> InputError:
        return InputError(url, place=place, found=found, expected=expected, do=do)

    def too_large(found: str) -> InputError:
        return refuse(
            found,
            f"at most {max_bytes:,} bytes",
            "look at what the address holds now: no file of ours is as large",
        )

    def stopped(found: str, cause: Exception | None = None) -> Broken:
        known = promised is not None and not packed
        failure = refuse(
            f"status {status}, {found}",
            "the whole body" + (f", {promised:,} bytes" if known else ""),
            MEND,
        )
        failure.__cause__ = cause
        return Broken(size, head, _validator(response), promised, failure)

    if response.status == 304:
        return answer()
    packed = _packed(response)
    if packed not in (*GZIP, *PLAIN):
        raise refuse(
            f"status {status}, a body packed by {packed}",
            "a body as it is, which is what was asked for (or packed by gzip)",
            "fetch the file by hand and tell the publisher",
        )
    if promised is not None and promised > max_bytes:
        raise too_large(f"status {status}, a body of {promised:,} bytes")
    end = time.monotonic() + whole_seconds
    unpacker = Unpacker(packed)
    try:
        for chunk in _wire(response):
            wire += len(chunk)
            for piece in unpacker.pieces(chunk, CHUNK_BYTES):
                size += len(piece)
                head += piece[: HEAD_BYTES - len(head)]
                if size > max_bytes:
                    raise too_large(f"{answer()}, and more to come")
                into.write(piece)
            if time.monotonic() > end:
                raise refuse(
                    f"status {status}, {size:,} bytes in {whole_seconds:,.0f} seconds,"
                    " and more to come",
                    "the whole body in that time",
                    "fetch again later; if the publisher is always so slow, fetch it by hand",
                )
    except zlib.error as error:
        return stopped(f"a body that says it is packed by {packed} and is not", error)
    except _Ended as ended:
        return stopped(f"a body cut short after {wire:,} bytes ({mishap(ended.why)})", ended.why)
    surplus = getattr(getattr(response, "_fp", None), "surplus", False)
    if promised is not None and (surplus or wire > promised):
        raise refuse(
            f"status {status}, a body that goes on after {wire:,} bytes",
            f"a body of {promised:,} bytes, as its header says",
            MEND,
        )
    if promised is not None and wire < promised:
        return stopped(f"a body cut short after {wire:,} bytes")
    if not unpacker.ended:
        return stopped(f"a body packed by {packed} without its end, {size:,} bytes unpacked")
    return answer()


class _Ended(Exception):
    """The publisher's end of a connection broke; what breaks on our own disk is another matter."""

    def __init__(self, why: Exception) -> None:
        self.why = why
        super().__init__()


def _wire(response: urllib3.BaseHTTPResponse) -> Iterator[bytes]:
    try:
        # What has come, and not as much as was asked for: a body that drips would never be judged.
        while chunk := response.read1(CHUNK_BYTES, decode_content=False):
            yield chunk
    except (urllib3.exceptions.HTTPError, OSError) as error:
        raise _Ended(error) from error


def go_on(broken: Broken) -> dict[str, str]:
    """The headers that ask for the rest of a body, or for all of it if the file has changed."""
    return {"Range": f"bytes={broken.size}-", "If-Range": broken.validator}


def is_rest(response: urllib3.BaseHTTPResponse, broken: Broken) -> bool:
    """Whether an answer is the rest of a body that broke off: from its very byte, as long, plain.

    A publisher may give less than the rest: how long the whole is stands in Content-Range.
    """
    begin, whole = _part(response)
    return (
        response.status == 206
        and begin == broken.size
        and (whole is None or broken.whole is None or whole == broken.whole)
        and _packed(response) in PLAIN
    )


def _promised(response: urllib3.BaseHTTPResponse, broken: Broken | None) -> int | None:
    """How long the whole body is over the wire, of which ``broken`` is there already."""
    declared = response.headers.get("Content-Length", "")
    chunked = "Transfer-Encoding" in response.headers  # which has an end of its own
    length = int(declared) if declared.isdecimal() and not chunked else None
    if broken is None:
        return length
    whole = _part(response)[1] or broken.whole
    return whole if whole is not None or length is None else broken.size + length


def _part(response: urllib3.BaseHTTPResponse) -> tuple[int | None, int | None]:
    """First byte (from 0) of a part and length of the whole, each ``None`` where it is not said."""
    unit, _, rest = response.headers.get("Content-Range", "").partition(" ")
    span, _, whole = rest.partition("/")
    begin = span.partition("-")[0]
    return (
        int(begin) if unit == "bytes" and begin.isdecimal() else None,
        int(whole) if unit == "bytes" and whole.isdecimal() else None,
    )


def _packed(response: urllib3.BaseHTTPResponse) -> str:
    return response.headers.get("Content-Encoding", "").strip().lower()


def _validator(response: urllib3.BaseHTTPResponse) -> str:
    """What proves that a later part belongs to this file; nothing where parts cannot be joined."""
    said = response.headers
    if response.status not in (200, 206) or _packed(response) not in PLAIN:
        return ""
    if said.get("Accept-Ranges", "bytes").lower() == "none":
        return ""
    etag = said.get("ETag", "")
    return etag if etag and not etag.startswith("W/") else said.get("Last-Modified", "")

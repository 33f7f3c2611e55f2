"""The one place that speaks HTTP: time-outs, retries, a size cap, a pause between requests."""

from __future__ import annotations

import time
from dataclasses import dataclass
from types import TracebackType
from typing import BinaryIO
from urllib.parse import urlsplit

import requests
import urllib3
from requests.adapters import HTTPAdapter

from ingest.errors import InputError

USER_AGENT = "thriving-warehouse (community data warehouse for Israel; python-requests)"
MAX_BYTES = 200_000_000
CHUNK_BYTES = 1 << 16
HEAD_BYTES = 1024
# 401 and 403 are a refusal, not a mishap: asking again would only confirm the robot.
RETRIED_STATUS = (429, 500, 502, 503, 504)


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back: ``size`` in bytes, decompressed; ``head`` the first of them."""

    url: str
    status: int
    content_type: str
    size: int
    head: bytes

    def __str__(self) -> str:
        start = " ".join(self.head[:160].decode("utf-8", errors="replace").split())
        kind = self.content_type or "no content type"
        return f"status {self.status}, {kind}, {self.size:,} bytes beginning {start[:80]!r}"


class Client:
    """A ``requests`` session that is polite to each host and never waits or reads without end.

    Args:
        user_agent: names the project to the publisher.
        connect_seconds, read_seconds: time-outs; the second is between two chunks.
        max_bytes: the largest body taken, decompressed.
        retries: further attempts after a connection error, 429 or 5xx.
        backoff_seconds: wait before the second retry, doubled for each one after it.
        retry_after_max_seconds: the longest Retry-After that is waited for.
        pause_seconds: least time between two requests to the same host.
    """

    def __init__(
        self,
        *,
        user_agent: str = USER_AGENT,
        connect_seconds: float = 10.0,
        read_seconds: float = 60.0,
        max_bytes: int = MAX_BYTES,
        retries: int = 4,
        backoff_seconds: float = 1.0,
        retry_after_max_seconds: int = 120,
        pause_seconds: float = 1.0,
    ) -> None:
        self.user_agent = user_agent
        self._timeout = (connect_seconds, read_seconds)
        self._max_bytes = max_bytes
        self._pause_seconds = pause_seconds
        self._last_request: dict[str, float] = {}
        retry = urllib3.Retry(
            total=retries,
            status_forcelist=RETRIED_STATUS,
            allowed_methods=("GET",),
            backoff_factor=backoff_seconds,
            respect_retry_after_header=True,
            retry_after_max=retry_after_max_seconds,
            # The last answer is worth more in a report than "too many retries".
            raise_on_status=False,
        )
        self._session = requests.Session()
        for scheme in ("https://", "http://"):
            self._session.mount(scheme, HTTPAdapter(max_retries=retry))

    def __enter__(self) -> Client:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        self._session.close()

    def get(
        self,
        url: str,
        into: BinaryIO,
        *,
        place: str = "",
        params: dict[str, str | int] | None = None,
        user_agent: str | None = None,
    ) -> Answer:
        """Write the body of one GET to ``into``, whatever the status; judging it is the caller's.

        Raises:
            InputError: no answer, a body cut short, or one larger than ``max_bytes``.
        """
        self._pause(url)
        try:
            with self._session.get(
                url,
                params=params,
                headers={"User-Agent": user_agent or self.user_agent},
                timeout=self._timeout,
                stream=True,
            ) as response:
                return self._receive(response, into, place)
        except (requests.RequestException, urllib3.exceptions.HTTPError) as error:
            raise InputError(
                url,
                place=place,
                found=f"no answer: {type(error).__name__}: {str(error)[:300]}",
                expected="an answer of the publisher",
                do="try again later, or check the address and the network",
            ) from error

    def _receive(self, response: requests.Response, into: BinaryIO, place: str) -> Answer:
        declared = response.headers.get("Content-Length", "")
        head, size = b"", 0

        def answer() -> Answer:
            content_type = response.headers.get("Content-Type", "")
            return Answer(response.url, response.status_code, content_type, size, head)

        def too_large(found: str) -> InputError:
            return InputError(
                response.url,
                place=place,
                found=found,
                expected=f"at most {self._max_bytes:,} bytes",
                do="look at what the address holds now; if it is right, raise max_bytes",
            )

        if declared.isdecimal() and int(declared) > self._max_bytes:
            raise too_large(f"status {response.status_code}, a body of {int(declared):,} bytes")
        try:
            for chunk in response.iter_content(CHUNK_BYTES):
                size += len(chunk)
                if size > self._max_bytes:
                    raise too_large(f"{answer()}, and more to come")
                head += chunk[: HEAD_BYTES - len(head)]
                into.write(chunk)
        except requests.RequestException as error:
            # Counted over the wire, as Content-Length is, compressed or not.
            received = f"{response.raw.tell():,} bytes"
            promised = f"{int(declared):,} bytes" if declared.isdecimal() else "a proper end"
            raise InputError(
                response.url,
                place=place,
                found=f"status {response.status_code}, a body cut short after {received} "
                f"({type(error).__name__})",
                expected=f"the whole body, {promised}",
                do="fetch again",
            ) from error
        return answer()

    def _pause(self, url: str) -> None:
        host = urlsplit(url).netloc
        if host in self._last_request:
            waited = time.monotonic() - self._last_request[host]
            time.sleep(max(0.0, self._pause_seconds - waited))
        self._last_request[host] = time.monotonic()

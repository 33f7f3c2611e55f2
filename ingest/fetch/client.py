"""The one place that speaks HTTP: where to, how often, and how long."""

from __future__ import annotations

import os
import random
import ssl
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from types import TracebackType
from typing import BinaryIO, NoReturn
from urllib.parse import urlencode, urljoin, urlsplit

import urllib3
from requests.utils import DEFAULT_CA_BUNDLE_PATH

from ingest.errors import InputError
from ingest.fetch.addresses import (
    WrongAddress,
    answer_to,
    check_url,
    declared_hosts,
    judging_session,
    quoted_url,
)
from ingest.fetch.body import RETRIED_STATUS, Answer, Broken, go_on, is_rest, receive
from ingest.fetch.patience import answered, did_not_answer, pause, retries_for
from ingest.fetch.words import by_hand, cause_of, mishap

USER_AGENT = "thriving-warehouse (community data warehouse for Israel; python-requests)"
LOOPBACK_SETTING = "THRIVING_TEST_LOOPBACK"
"""Set by tests alone: this machine may be asked then, also by plain http. Nothing else opens."""
MAX_BYTES = 200_000_000
MAX_REDIRECTS = 5
REDIRECTS = (301, 302, 303, 307, 308)

Headers = Mapping[str, str]


class Client:
    """HTTP that is polite to each host and never waits, reads or follows without end.

    Args:
        user_agent: names the project to the publisher.
        connect_seconds, read_seconds: time-outs; the second is between two chunks.
        whole_seconds: the longest that one body may take.
        max_bytes: the largest body taken, unpacked.
        retries: further attempts after a connection error, a broken body, 429 or 5xx.
        backoff_seconds: wait before the first retry, doubled for each one after it, and of that a
            random part between half and all, so that many who were refused do not return at once.
        retry_after_max_seconds: the longest Retry-After that is waited for.
        pause_seconds: least time between two requests to the same host.
        loopback: this machine may be asked (tests); by default as ``LOOPBACK_SETTING`` says.
        certificates: the file of authorities that are trusted.
    """

    def __init__(
        self,
        *,
        user_agent: str = USER_AGENT,
        connect_seconds: float = 10.0,
        read_seconds: float = 60.0,
        whole_seconds: float = 1800.0,
        max_bytes: int = MAX_BYTES,
        retries: int = 4,
        backoff_seconds: float = 1.0,
        retry_after_max_seconds: float = 120.0,
        pause_seconds: float = 1.0,
        loopback: bool | None = None,
        certificates: str | None = None,
    ) -> None:
        self.user_agent = user_agent
        self._timeout = (connect_seconds, read_seconds)
        self._whole_seconds = whole_seconds
        self._max_bytes = max_bytes
        self._retries = retries
        self._backoff_seconds = backoff_seconds
        self._retry_after_max_seconds = retry_after_max_seconds
        self._pause_seconds = pause_seconds
        self._loopback = bool(os.environ.get(LOOPBACK_SETTING)) if loopback is None else loopback
        self._session = judging_session(
            loopback=self._loopback, certificates=certificates or DEFAULT_CA_BUNDLE_PATH
        )

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
        hosts: frozenset[str] | None = None,
        params: Mapping[str, str | int] | None = None,
        user_agent: str | None = None,
        known: Headers | None = None,
    ) -> Answer:
        """Write the body of one GET to ``into``, whatever the status; judging it is the caller's.

        A body that breaks off is gone on with where it broke, if the publisher can do that and the
        file is still the same; otherwise it is read anew. ``into`` must be seekable and empty.

        Args:
            hosts: those that may be asked, redirects included; by default the url's own alone.
            known: If-None-Match and If-Modified-Since of an earlier answer; 304 may come then.

        Raises:
            InputError: an address that may not be asked, no answer, a body that is cut short,
                longer than its header says, or larger than ``max_bytes``.
            OSError: ``into`` cannot be written.
        """
        if params:
            url = f"{url}?{urlencode(params)}"
        if hosts is None:
            hosts = declared_hosts([url], ())
        headers = {"User-Agent": user_agent or self.user_agent, "Accept-Encoding": "identity"}
        broken: Broken | None = None
        host = urlsplit(url).netloc
        retries = retries_for(host, self._retries, url, place)
        for attempt in range(retries + 1):
            into.seek(broken.size if broken else 0)
            into.truncate()
            more = go_on(broken) if broken else dict(known or {})
            try:
                with self._following(url, {**headers, **more}, hosts, place) as (
                    asked,
                    response,
                ):
                    answered(host)
                    wait = self._asked_to_wait(response)
                    last = attempt == retries or wait is None
                    if broken and _is_no_rest(response, broken) and not last:
                        broken = None
                    elif response.status not in RETRIED_STATUS or last:
                        received = receive(
                            asked,
                            response,
                            into,
                            broken,
                            place=place,
                            max_bytes=self._max_bytes,
                            whole_seconds=self._whole_seconds,
                        )
                        if isinstance(received, Answer):
                            return received
                        if last:
                            raise received.failure
                        broken, wait = (received if received.validator else None), 0.0
            except _Silence as silence:
                # A wall of TLS or of addresses stands tomorrow as it does now.
                if isinstance(cause_of(silence.why), _LASTING):
                    _no_answer(url, place, silence)
                if attempt == retries:
                    did_not_answer(host)
                    _no_answer(url, place, silence)
                wait = 0.0
            self._wait(attempt, wait or 0.0)
        raise AssertionError("the last attempt returns or raises")

    @contextmanager
    def _following(
        self, url: str, headers: Headers, hosts: frozenset[str], place: str
    ) -> Iterator[tuple[str, urllib3.BaseHTTPResponse]]:
        """Url and answer at the end of all redirects, each of them judged like the first."""
        seen: list[str] = []
        came_from = ""
        while True:
            asked = check_url(url, hosts, place=place, loopback=self._loopback, came_from=came_from)
            pause(urlsplit(asked).netloc, self._pause_seconds)
            try:
                response = answer_to(self._session, asked, headers=headers, timeout=self._timeout)
            except (urllib3.exceptions.HTTPError, OSError) as error:
                raise _Silence(error, asked if came_from else "") from error
            target = response.headers.get("Location", "")
            if response.status not in REDIRECTS or not target:
                break
            cookie = "Set-Cookie" in response.headers
            response.close()  # unread: nobody says how much would come
            seen.append(asked)
            came_from, url = asked, _joined(asked, target)
            if len(seen) > MAX_REDIRECTS or _same(url, seen):
                _refuse_circle(seen, url, place, cookie=cookie)
        try:
            yield asked, response
        finally:
            # A connection in the middle of a body is of no further use.
            response.close()

    def _asked_to_wait(self, response: urllib3.BaseHTTPResponse) -> float | None:
        """Seconds that the publisher asks for; ``None`` if it is longer than we would wait."""
        asked = response.headers.get("Retry-After", "").strip()
        seconds = 0.0
        if asked.isdecimal():
            seconds = float(asked)
        elif asked:
            try:
                then = parsedate_to_datetime(asked)
            except ValueError:
                return 0.0
            then = then if then.tzinfo else then.replace(tzinfo=UTC)
            seconds = max(0.0, (then - datetime.now(UTC)).total_seconds())
        return seconds if seconds <= self._retry_after_max_seconds else None

    def _wait(self, attempt: int, asked_seconds: float) -> None:
        backoff = self._backoff_seconds * 2**attempt * random.uniform(0.5, 1.0)
        time.sleep(max(asked_seconds, backoff))


class _Silence(Exception):
    """No answer, and why; ``led_to`` is the url that was asked last, where a redirect led to it."""

    def __init__(self, why: Exception, led_to: str) -> None:
        self.why, self.led_to = why, led_to
        super().__init__()


_LASTING = (WrongAddress, ssl.SSLCertVerificationError)


def _no_answer(url: str, place: str, silence: _Silence) -> NoReturn:
    cause = cause_of(silence.why)
    found, expected = f"no answer: {mishap(cause)}", "an answer of the publisher"
    do = "fetch again later; if it stays so, check the address and the network"
    if isinstance(cause, WrongAddress):
        found, expected = str(cause), "a host whose every address is one of the public internet"
        do = "look who answers for that name; a private address is never asked"
    elif isinstance(cause, ssl.SSLCertVerificationError):
        do = "do not switch the check off: tell the publisher, or fetch the file by hand"
    if silence.led_to:
        found = f"a redirect to {silence.led_to}: {found}"
    raise InputError(url, place=place, found=found, expected=expected, do=do) from silence.why


def _joined(url: str, target: str) -> str:
    """Where a redirect leads; a target that is no address stays as it is, and is judged next."""
    # Hebrew that stands there unencoded was read as Latin, byte by byte.
    with suppress(UnicodeError):
        target = target.encode("latin-1").decode("utf-8")
    try:
        return urljoin(url, target)
    except ValueError:
        return target


def _is_no_rest(response: urllib3.BaseHTTPResponse, broken: Broken) -> bool:
    """Whether the publisher answers neither with the rest that was asked for nor with the whole."""
    return response.status == 416 or (response.status == 206 and not is_rest(response, broken))


def _same(url: str, seen: list[str]) -> bool:
    try:
        return quoted_url(url) in seen
    except ValueError:
        return False


def _refuse_circle(seen: list[str], url: str, place: str, *, cookie: bool) -> NoReturn:
    steps = " → ".join([*seen, url])
    wall = "; a cookie came with it: a wall that lets browsers pass and no program"
    raise InputError(
        seen[0],
        place=place,
        found=f"redirects in a circle or without end: {steps}{wall if cookie else ''}",
        expected=f"the file after at most {MAX_REDIRECTS} redirects",
        do=by_hand(place),
    )

"""Where a request may go: declared hosts alone, by https, to addresses of the public internet.

A declaration is text that anybody may propose, and a publisher's redirect is text that anybody may
have put there. Neither may make this program knock at the doors of the network it stands in.
"""

from __future__ import annotations

import http.client
import ipaddress
import re
import socket
from collections.abc import Iterable
from contextlib import suppress
from http.cookiejar import DefaultCookiePolicy
from typing import Any
from urllib.parse import quote, urlsplit, urlunsplit

import requests
import urllib3
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.util.connection import create_connection

from ingest.errors import InputError
from ingest.fetch.words import shown, to_inbox

_NAT64 = ipaddress.ip_network("64:ff9b::/96")
"""Where a network without IPv4 shows it: the last four bytes are the address that is meant."""
_PATH = "/:@!$&'()*+,;=~-._%"
_QUERY = _PATH + "?"
_STRAY_PERCENT = re.compile(r"%(?![0-9A-Fa-f]{2})")
DECLARE = "declare the host under hosts in the source's YAML if it is the publisher's own"


class WrongAddress(OSError):
    """A host whose name leads to an address that is none of the public internet."""


def quoted_url(url: str) -> str:
    """The url in ASCII: Hebrew and blanks percent-encoded once, the host in its IDNA form.

    What is percent-encoded already stays as it is; a percent sign that begins no code becomes one.

    Raises:
        ValueError: a host that no name of the internet can be made of, or a port that is none.
    """
    parts = urlsplit(url.strip())
    host = (parts.hostname or "").encode("idna").decode("ascii")
    if ":" in host:
        host = f"[{host}]"
    place = host if parts.port is None else f"{host}:{parts.port}"
    path, query = (
        quote(_STRAY_PERCENT.sub("%25", text), safe=safe)
        for text, safe in ((parts.path, _PATH), (parts.query, _QUERY))
    )
    return urlunsplit((parts.scheme.lower(), place, path, query, ""))


def host_of(url: str) -> str:
    """The host of a url in its IDNA form, in small letters and without port.

    Raises:
        ValueError: as ``quoted_url``.
    """
    return urlsplit(quoted_url(url)).hostname or ""


def declared_hosts(urls: Iterable[str], besides: Iterable[str]) -> frozenset[str]:
    """The hosts that a declaration lets us ask: those of its urls, and those it names besides.

    A url that is none has no host, and is refused when it is asked.
    """
    hosts = set[str]()
    for url in (*urls, *(f"https://{name}" for name in besides)):
        with suppress(ValueError):
            hosts.add(host_of(url))
    return frozenset(hosts)


def check_url(
    url: str, hosts: frozenset[str], *, place: str, loopback: bool, came_from: str = ""
) -> str:
    """The url as it may be asked.

    Args:
        hosts: those that the source declares.
        loopback: the setting of tests, in which this machine is asked, by plain http too.
        came_from: the url that redirected here.

    Raises:
        InputError: no https, a user or password in it, or a host that is not declared.
    """

    def refuse(found: str, expected: str, do: str) -> InputError:
        told = f"a redirect to {shown(url)}: {found}" if came_from else found
        return InputError(
            shown(came_from or url), place=place, found=told, expected=expected, do=do
        )

    try:
        quoted = quoted_url(url)
        parts = urlsplit(quoted)
    except ValueError as error:
        raise refuse(f"no address ({error})", "an address with https://", DECLARE) from error
    local = loopback and parts.hostname == "127.0.0.1"
    if parts.scheme != "https" and not (local and parts.scheme == "http"):
        raise refuse(
            f"the scheme {parts.scheme or '(none)'}",
            "https",
            f"find the file's address with https, or {to_inbox(place)}",
        )
    if "@" in urlsplit(url).netloc:
        raise refuse(
            "a user or a password in the address",
            "an address without either",
            "take them out of the declaration: no secret stands in one",
        )
    if parts.hostname not in hosts:
        raise refuse(
            f"the host {parts.hostname}",
            "a host that the source declares: " + (", ".join(sorted(hosts)) or "none"),
            DECLARE,
        )
    return quoted


def public_addresses(host: str, port: int, *, loopback: bool) -> list[str]:
    """All addresses of a host, in the order of its resolver.

    Raises:
        WrongAddress: any of them is private, of this machine, of the link, reserved or multicast.
        OSError: the name is unknown.
    """
    found = socket.getaddrinfo(host, port, socket.AF_UNSPEC, socket.SOCK_STREAM)
    addresses = [str(entry[4][0]) for entry in found]
    for address in addresses:
        if not _may_be_asked(address, loopback=loopback):
            leads = "" if host == address else f", which leads to {address}"
            raise WrongAddress(f"the host {host}{leads}")
    return addresses


def _may_be_asked(address: str, *, loopback: bool) -> bool:
    read = ipaddress.ip_address(address.partition("%")[0])
    # An IPv4 address in the dress of IPv6 is judged by what it leads to.
    if isinstance(read, ipaddress.IPv6Address):
        nat64 = ipaddress.IPv4Address(int(read) & 0xFFFFFFFF) if read in _NAT64 else None
        teredo = read.teredo[1] if read.teredo else None
        read = read.ipv4_mapped or read.sixtofour or teredo or nat64 or read
    if read.is_loopback:
        return loopback
    local = read.is_multicast or read.is_reserved or getattr(read, "is_site_local", False)
    return read.is_global and not local


class _ExactResponse(http.client.HTTPResponse):
    """Notices bytes that follow a body on the wire: its header promised fewer than came."""

    def _close_conn(self) -> None:
        finished, self.surplus = self.length == 0 and self.fp is not None, False
        if finished:
            wire = self.fp.raw._sock  # type: ignore[attr-defined]
            waits = wire.gettimeout()
            wire.settimeout(0)
            try:
                self.surplus = bool(self.fp.peek(1))
            except OSError:
                self.surplus = False  # a connection closed behind its body is in order
            finally:
                wire.settimeout(waits)
        super()._close_conn()  # type: ignore[misc]


def judging_session(*, loopback: bool, certificates: str) -> requests.Session:
    """A session that resolves a name once, judges the addresses, and connects to those alone.

    The certificate is still asked for the name. No proxy of the environment comes between.
    """

    def connect(connection: HTTPConnection) -> socket.socket:
        port = connection.port or connection.default_port
        failure: OSError | None = None
        try:
            addresses = public_addresses(connection.host, port, loopback=loopback)
        except WrongAddress:
            raise
        except OSError as error:
            raise urllib3.exceptions.NameResolutionError(
                connection.host,
                connection,
                socket.gaierror(error.errno or 0, error.strerror or str(error)),
            ) from error
        for address in addresses:
            # The very address that was judged, not the name again: it could lead elsewhere by now.
            try:
                return create_connection(
                    (address, port),
                    connection.timeout,
                    source_address=connection.source_address,
                    socket_options=connection.socket_options,
                )
            except OSError as error:
                failure = error
        if isinstance(failure, TimeoutError):
            raise urllib3.exceptions.ConnectTimeoutError(connection, str(failure)) from failure
        raise urllib3.exceptions.NewConnectionError(connection, str(failure)) from failure

    class Plain(HTTPConnection):
        response_class = _ExactResponse

        def _new_conn(self) -> socket.socket:
            return connect(self)

    class Secure(HTTPSConnection):
        response_class = _ExactResponse

        def _new_conn(self) -> socket.socket:
            return connect(self)

    class PlainPool(urllib3.HTTPConnectionPool):
        ConnectionCls = Plain

    class SecurePool(urllib3.HTTPSConnectionPool):
        ConnectionCls = Secure

    class Judging(HTTPAdapter):
        def init_poolmanager(self, *arguments: Any, **named: Any) -> None:
            super().init_poolmanager(*arguments, **named)
            self.poolmanager.pool_classes_by_scheme = {"http": PlainPool, "https": SecurePool}

    class Forgetful(requests.Session):
        """Neither follows where it is sent nor keeps what it is given: both are judged above it."""

        def get_redirect_target(self, resp: requests.Response) -> str | None:
            return None

    session = Forgetful()
    session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=()))
    session.trust_env = False
    session.verify = certificates
    for scheme in ("https://", "http://"):
        session.mount(scheme, Judging())
    return session


def answer_to(session: requests.Session, url: str, **more: Any) -> urllib3.BaseHTTPResponse:
    """The answer to one GET as it comes, its body unread and redirects not followed.

    Raises:
        urllib3.exceptions.HTTPError, OSError: no answer; the cause itself, without the wrappings
            of the library.
    """
    try:
        response = session.get(url, stream=True, allow_redirects=False, **more)
    except requests.RequestException as error:
        cause = error.args[0] if error.args else None
        if isinstance(cause, urllib3.exceptions.MaxRetryError):
            cause = cause.reason
        if isinstance(cause, urllib3.exceptions.HTTPError):
            # What it came of is told to people; the wrapping between is not.
            raise cause from cause.__cause__
        raise
    answer: urllib3.HTTPResponse = response.raw
    # Counted by whoever reads: a body that breaks off must not take with it what came.
    answer.enforce_content_length = False
    return answer

"""The rules of every request: where it may go, how often, how long, and when a body is whole."""

from __future__ import annotations

import gzip
import random
import socket
import ssl
import subprocess
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.errors import InputError
from ingest.fetch.addresses import (
    check_url,
    declared_hosts,
    host_of,
    public_addresses,
    quoted_url,
)
from ingest.fetch.body import Answer
from ingest.fetch.client import LOOPBACK_SETTING, Client
from ingest.source import Source, load_sources
from tests.ingest.local_server import HTML, Asked, Reply, in_turn, serving

FILE = bytes(range(256)) * 40
ETAG = {"ETag": '"first"', "Accept-Ranges": "bytes"}


def quick(**settings: Any) -> Client:
    return Client(**{"pause_seconds": 0, "backoff_seconds": 0, "loopback": True, **settings})


def get(url: str, client: Client, **how: Any) -> tuple[Answer, bytes]:
    body = BytesIO()
    with client:
        return client.get(url, body, place="source/a.bin", **how), body.getvalue()


def refused(url: str, client: Client, **how: Any) -> InputError:
    with pytest.raises(InputError) as raised:
        get(url, client, **how)
    assert raised.value.do
    assert raised.value.place == "source/a.bin"
    return raised.value


def leads_to(monkeypatch: pytest.MonkeyPatch, *addresses: str) -> list[str]:
    """Every name leads to these addresses; the names that were asked for are returned."""
    asked: list[str] = []

    def resolve(host: str, port: int, *more: object) -> list[tuple[Any, ...]]:
        asked.append(host)
        return [(0, 1, 6, "", (address, port)) for address in addresses]

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    return asked


# Where a request may go


def test_http_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = leads_to(monkeypatch, "93.184.216.34")
    failure = refused("http://www.cbs.gov.il/a.xlsx", quick())
    assert str(failure) == (
        "http://www.cbs.gov.il/a.xlsx, source/a.bin: found the scheme http; expected https;"
        " find the file's address with https, or put the file into inbox/source/ by hand"
    )
    assert asked == []


@pytest.mark.parametrize("url", ["ftp://x.il/a", "file:///etc/passwd", "gopher://x.il", "x.il/a"])
def test_other_schemes_are_refused(url: str) -> None:
    assert refused(url, quick()).expected == "https"


def test_a_password_in_the_address_is_refused() -> None:
    failure = refused("https://user:secret@cbs.gov.il/a", quick())
    assert failure.found == "a user or a password in the address"
    assert "user:secret" not in str(failure)


def test_a_host_that_is_not_declared_is_refused() -> None:
    failure = refused("https://evil.example/a", quick(), hosts=frozenset({"cbs.gov.il", "b.il"}))
    assert str(failure) == (
        "https://evil.example/a, source/a.bin: found the host evil.example; expected a host that"
        " the source declares: b.il, cbs.gov.il; declare the host under hosts in the source's YAML"
        " if it is the publisher's own"
    )


@pytest.mark.parametrize(
    "address",
    [
        *("127.0.0.1", "127.9.9.9", "10.0.0.1", "172.16.0.1", "192.168.1.1", "169.254.169.254"),
        *("0.0.0.0", "100.64.0.1", "192.0.2.1", "198.18.0.1", "224.0.0.1", "240.0.0.1"),
        *("255.255.255.255", "::1", "::", "fe80::1", "fe80::1%eth0", "fc00::1", "ff02::1"),
        *("::ffff:127.0.0.1", "::ffff:10.0.0.1", "2002:7f00:1::", "2001:db8::1"),
        *("64:ff9b::10.0.0.1", "::10.0.0.1", "fec0::1"),
        "2001:0:4136:e378:8000:63bf:f5ff:fffe",
    ],
)
def test_a_name_that_leads_into_a_private_place_is_refused(
    monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    leads_to(monkeypatch, "93.184.216.34", address)
    failure = refused("https://data.gov.il/a.csv", quick(loopback=False))
    assert str(failure) == (
        "https://data.gov.il/a.csv, source/a.bin: found the host data.gov.il, which"
        f" leads to {address}; expected a host whose every address is one of the public internet;"
        " look who answers for that name; a private address is never asked"
    )


@pytest.mark.parametrize("url", ["https://127.0.0.1/a", "https://[::1]/a", "https://10.1.1.1/a"])
def test_private_addresses_written_out_are_refused(url: str) -> None:
    assert refused(url, quick(loopback=False)).found == f"the host {host_of(url)}"


@pytest.mark.parametrize("address", ["10.0.0.1", "169.254.169.254", "::ffff:10.0.0.1"])
def test_the_setting_of_tests_opens_this_machine_and_nothing_else(
    monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    leads_to(monkeypatch, address)
    assert "leads to" in refused("https://data.gov.il/a.csv", quick(loopback=True)).found


def test_without_the_setting_this_machine_is_not_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(LOOPBACK_SETTING, raising=False)
    with serving(in_turn(Reply(FILE))) as server:
        assert refused(server.url, Client()).expected == "https"
    assert server.asked == []


def test_no_key_of_a_declaration_reaches_the_setting() -> None:
    told = str(Source.model_json_schema())
    assert "loopback" not in told and "certificates" not in told and "verify" not in told


def test_a_name_is_resolved_once_and_its_judged_address_connected_to(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A name that leads to the public first and into the house a moment later gains nothing."""
    answers = iter([["127.0.0.1"], ["10.0.0.1"], ["10.0.0.1"]])
    asked: list[str] = []
    real = socket.getaddrinfo

    def rebinding(host: str, port: int, *more: Any) -> list[Any]:
        if host != "rebound.example":
            return list(real(host, port, *more))
        asked.append(host)
        return [(socket.AF_INET, 1, 6, "", (address, port)) for address in next(answers)]

    with serving(in_turn(Reply(FILE))) as server:
        port = server.url.rsplit(":", 1)[1]
        monkeypatch.setattr(socket, "getaddrinfo", rebinding)
        # TLS is spoken to a plain server: that it was reached at all is what matters.
        failure = refused(f"https://rebound.example:{port}/a", quick(retries=0))
    assert failure.found.startswith("no answer: no secure connection could be made (")
    assert asked == ["rebound.example"]


def test_an_unknown_name_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(*asked: object) -> list[Any]:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    failure = refused("https://nobody.example/a", quick(retries=1))
    assert failure.found == (
        "no answer: the name of the host leads nowhere (Name or service not known)"
    )
    assert failure.do == "fetch again later; if it stays so, check the address and the network"


def test_public_addresses_of_both_kinds_are_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    """Also an IPv4 address as a network shows it that has none."""
    known = ["2a00:1450:4001::1", "93.184.216.34", "64:ff9b::5db8:d822"]
    leads_to(monkeypatch, *known)
    assert public_addresses("data.gov.il", 443, loopback=False) == known


# Redirects


def moved(target: str, status: int = 302, cookie: str = "") -> Reply:
    headers = {"Location": target, **({"Set-Cookie": cookie} if cookie else {})}
    return Reply(b"moved", status, HTML, headers=headers)


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_within_the_declared_hosts_is_followed(status: int) -> None:
    def respond(asked: Asked) -> Reply:
        return moved("/b?x=1", status) if asked.path == "/a" else Reply(FILE)

    with serving(respond) as server:
        answer, body = get(f"{server.url}/a", quick())
    assert (answer.status, answer.url, body) == (200, f"{server.url}/b?x=1", FILE)


def test_hebrew_in_a_redirect_is_followed_as_it_is_meant() -> None:
    unencoded = "/שנתון 2024.csv".encode().decode("latin-1")  # the bytes of UTF-8, on the wire

    def respond(asked: Asked) -> Reply:
        return moved(unencoded) if asked.path == "/a" else Reply(FILE)

    with serving(respond) as server:
        get(f"{server.url}/a", quick())
    assert server.asked[1].line == "/%D7%A9%D7%A0%D7%AA%D7%95%D7%9F%202024.csv"


def test_a_redirect_into_a_private_place_is_refused_on_the_second_step_too(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    real = socket.getaddrinfo

    def resolve(host: str, port: int, *more: Any) -> list[Any]:
        if host == "cdn.cbs.gov.il":
            return [(socket.AF_INET, 1, 6, "", ("192.168.0.10", port))]
        return list(real(host, port, *more))

    def respond(asked: Asked) -> Reply:
        return moved("/b") if asked.path == "/a" else moved("https://cdn.cbs.gov.il/c")

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    hosts = frozenset({"127.0.0.1", "cdn.cbs.gov.il"})
    with serving(respond) as server:
        failure = refused(f"{server.url}/a", quick(), hosts=hosts)
    assert failure.found.endswith(": the host cdn.cbs.gov.il, which leads to 192.168.0.10")
    assert [asked.path for asked in server.asked] == ["/a", "/b"]


@pytest.mark.parametrize(
    ("target", "found", "expected"),
    [
        ("https://evil.example/a", "the host evil.example", "a host that the source declares"),
        ("http://www.cbs.gov.il/a", "the scheme http", "https"),
        ("//evil.example/a", "the scheme http", "https"),
        ("file:///etc/passwd", "the scheme file", "https"),
        ("https://169.254.169.254/latest/meta-data", "the host 169.254.169.254", "a host that"),
        ("https://[broken/a", "no address", "an address with https://"),
    ],
)
def test_a_redirect_elsewhere_is_refused(target: str, found: str, expected: str) -> None:
    with serving(in_turn(moved(target))) as server:
        failure = refused(f"{server.url}/a", quick())
    assert failure.subject == f"{server.url}/a"
    assert failure.found.startswith("a redirect to ") and found in failure.found
    assert failure.expected.startswith(expected)
    assert len(server.asked) == 1


def test_a_redirect_to_a_declared_host_in_a_private_place_is_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    real = socket.getaddrinfo

    def resolve(host: str, port: int, *more: Any) -> list[Any]:
        if host == "cdn.cbs.gov.il":
            return [(socket.AF_INET, 1, 6, "", ("192.168.0.10", port))]
        return list(real(host, port, *more))

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    hosts = frozenset({"127.0.0.1", "cdn.cbs.gov.il"})
    with serving(in_turn(moved("https://cdn.cbs.gov.il/a"))) as server:
        failure = refused(f"{server.url}/a", quick(), hosts=hosts)
    assert failure.found.endswith(": the host cdn.cbs.gov.il, which leads to 192.168.0.10")


def test_redirects_without_end_are_refused() -> None:
    def respond(asked: Asked) -> Reply:
        return moved(f"/{int(asked.path[1:]) + 1}")

    with serving(respond) as server:
        failure = refused(f"{server.url}/1", quick())
    assert failure.found.startswith("redirects in a circle or without end: ")
    assert failure.expected == "the file after at most 5 redirects"
    assert len(server.asked) == 6


def test_a_wall_that_sets_a_cookie_and_redirects_to_itself_is_named() -> None:
    wall = moved("/a.xlsx", cookie="visitor=1; path=/")
    with serving(in_turn(wall)) as server:
        failure = refused(f"{server.url}/a.xlsx", quick())
    assert failure.found == (
        f"redirects in a circle or without end: {server.url}/a.xlsx → {server.url}/a.xlsx;"
        " a cookie came with it: a wall that lets browsers pass and no program"
    )
    assert failure.do == (
        "open it in a browser, and put the file into inbox/source/ by hand, or correct the url"
    )
    assert len(server.asked) == 1


def test_no_cookie_is_ever_sent_back() -> None:
    replies = in_turn(moved("/b", cookie="visitor=1"), Reply(FILE))
    with serving(replies) as server:
        get(f"{server.url}/a", quick())
    assert all("Cookie" not in asked.headers for asked in server.asked)


# TLS


@pytest.fixture(scope="module")
def certified(tmp_path_factory: pytest.TempPathFactory) -> tuple[ssl.SSLContext, Path]:
    """A server's end of TLS for localhost (no other name), and the file that vouches for it."""
    folder = tmp_path_factory.mktemp("tls")
    key, certificate = folder / "key.pem", folder / "certificate.pem"
    make = "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2"
    names = ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"]
    files = ["-keyout", str(key), "-out", str(certificate)]
    subprocess.run([*make.split(), *names, *files], check=True, capture_output=True)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    return context, certificate


def test_tls_is_spoken_to_the_name_though_the_address_is_connected_to(
    certified: tuple[ssl.SSLContext, Path],
) -> None:
    with serving(in_turn(Reply(FILE)), certified[0]) as server:
        url = server.url.replace("127.0.0.1", "localhost")
        answer, body = get(url, quick(certificates=str(certified[1])))
    assert (answer.status, body) == (200, FILE)


def test_a_certificate_for_another_name_is_refused_at_once(
    certified: tuple[ssl.SSLContext, Path],
) -> None:
    with serving(in_turn(Reply(FILE)), certified[0]) as server:
        failure = refused(server.url, quick(certificates=str(certified[1])))
    assert str(failure) == (
        f"{server.url}, source/a.bin: found no answer: its certificate proves nothing"
        " (IP address mismatch, certificate is not valid for '127.0.0.1'); expected an answer of"
        " the publisher; do not switch the check off: tell the publisher, or fetch the file by hand"
    )
    assert server.asked == []


# How a url is written


@pytest.mark.parametrize(
    ("url", "wire"),
    [
        ("https://x.il/דפים/א ב.xlsx", "/%D7%93%D7%A4%D7%99%D7%9D/%D7%90%20%D7%91.xlsx"),
        ("https://x.il/%D7%93%20a", "/%D7%93%20a"),
        ("https://x.il/100%/a%2Fb", "/100%25/a%2Fb"),
        ("https://x.il/a?q=צפת&b=%D7%A6+1&c=a b", "/a?q=%D7%A6%D7%A4%D7%AA&b=%D7%A6+1&c=a%20b"),
        ("https://x.il/a?u=https://b.il/c?d", "/a?u=https://b.il/c?d"),
        ("https://x.il/(a),b;c=d'@$!*~", "/(a),b;c=d'@$!*~"),
        ('https://x.il/{x}"<>|`^', "/%7Bx%7D%22%3C%3E%7C%60%5E"),
        ("https://x.il/a#part", "/a"),
    ],
)
def test_hebrew_and_blanks_are_encoded_once(url: str, wire: str) -> None:
    assert quoted_url(url) == f"https://x.il{wire}"


def test_hebrew_reaches_the_server_as_it_is_meant() -> None:
    with serving(in_turn(Reply(FILE))) as server:
        get(f"{server.url}/שנתון 2024.csv?יישוב=צפת", quick())
        get(f"{server.url}/%D7%A9%D7%A0%D7%AA%D7%95%D7%9F%202024.csv", quick())
    first, second = (asked.line for asked in server.asked)
    assert first.split("?")[0] == second == "/%D7%A9%D7%A0%D7%AA%D7%95%D7%9F%202024.csv"
    assert server.asked[0].query == {"יישוב": "צפת"}


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("https://דוגמה.ישראל/א", "xn--6dbbec0c.xn--4dbrk0ce"),
        ("https://WWW.CBS.gov.il:443/x", "www.cbs.gov.il"),
        ("https://xn--4dbrk0ce/x", "xn--4dbrk0ce"),
    ],
)
def test_a_hebrew_host_has_one_name(url: str, host: str) -> None:
    assert host_of(url) == host


def test_hosts_are_declared_as_people_write_them() -> None:
    found = declared_hosts(
        ["https://WWW.CBS.gov.il/x", "https://a..b/x"], ["דוגמה.ישראל", "CDN.cbs.gov.il:443"]
    )
    assert found == {"www.cbs.gov.il", "xn--6dbbec0c.xn--4dbrk0ce", "cdn.cbs.gov.il"}


@settings(max_examples=60, deadline=None)
@given(st.text(min_size=0, max_size=30), st.text(max_size=30))
def test_encoding_twice_is_encoding_once(path: str, query: str) -> None:
    try:
        once = quoted_url(f"https://x.il/{path}?{query}")
    except ValueError:
        return
    assert once.isascii()
    assert quoted_url(once) == once


@pytest.mark.parametrize("url", ["https://a..b/x", "https://x.il:port/a", "https://" + "a" * 70])
def test_what_is_no_address_is_said(url: str) -> None:
    with pytest.raises(InputError) as raised:
        check_url(url, frozenset({"x.il"}), place="p", loopback=False)
    assert raised.value.expected == "an address with https://"


# Again, and when


def waits(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Instead of sleeping, the seconds are written down."""
    slept: list[float] = []
    monkeypatch.setattr(time, "sleep", slept.append)
    return slept


def busy(retry_after: str) -> Reply:
    return Reply(b"busy", 503, headers={"Retry-After": retry_after})


def test_retry_after_in_seconds_is_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    slept = waits(monkeypatch)
    with serving(in_turn(busy("7"), Reply(FILE))) as server:
        get(server.url, quick())
    assert 7.0 in slept


def test_retry_after_as_a_date_is_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    slept = waits(monkeypatch)
    then = format_datetime(datetime.now(UTC) + timedelta(seconds=30), usegmt=True)
    with serving(in_turn(busy(then), Reply(FILE))) as server:
        get(server.url, quick())
    assert 25 < max(slept) <= 30


@pytest.mark.parametrize("said", ["Wed, 21 Oct 2015 07:28:00 GMT", "soon", "-5"])
def test_a_retry_after_of_the_past_or_of_nonsense_is_no_wait(
    monkeypatch: pytest.MonkeyPatch, said: str
) -> None:
    slept = waits(monkeypatch)
    with serving(in_turn(busy(said), Reply(FILE))) as server:
        assert get(server.url, quick())[1] == FILE
    assert max(slept) == 0.0


def test_who_asks_to_be_left_alone_for_long_is_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    slept = waits(monkeypatch)
    with serving(in_turn(busy("3600"), Reply(FILE))) as server:
        answer, _ = get(server.url, quick())
    assert (answer.status, len(server.asked)) == (503, 1)
    assert all(seconds == 0 for seconds in slept)


def test_backoff_doubles_with_a_random_part(monkeypatch: pytest.MonkeyPatch) -> None:
    slept = waits(monkeypatch)
    random.seed(8)
    with serving(in_turn(Reply(b"x", 500))) as server:
        get(server.url, quick(backoff_seconds=1.0, retries=4))
    backoff = [seconds for seconds in slept if seconds]
    assert len(backoff) == 4
    for attempt, seconds in enumerate(backoff):
        assert 0.5 * 2**attempt <= seconds <= 2**attempt
    assert len({seconds / 2**attempt for attempt, seconds in enumerate(backoff)}) == 4


def test_each_request_to_a_host_has_its_pause_retries_and_redirects_too(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    slept = waits(monkeypatch)
    with serving(in_turn(moved("/b"), Reply(b"", 500), Reply(FILE))) as server:
        get(f"{server.url}/a", quick(pause_seconds=5.0))
    assert [asked.path for asked in server.asked] == ["/a", "/b", "/a"]
    assert sum(1 for seconds in slept if 4.5 < seconds <= 5.0) == len(server.asked) - 1


@pytest.mark.parametrize("length", [None, -1])
def test_a_body_that_drips_is_given_up_in_time_and_not_at_its_end(length: int | None) -> None:
    """Each piece comes within the time-out of reading, all of them never would."""
    drip = Reply(FILE, drip_seconds=0.02, declared_length=length)  # two seconds in all
    begin = time.monotonic()
    with serving(in_turn(drip)) as server:
        failure = refused(server.url, quick(whole_seconds=0.2))
    assert failure.found.startswith("status 200, ")
    assert failure.found.endswith(" bytes in 0 seconds, and more to come")
    assert failure.expected == "the whole body in that time"
    assert time.monotonic() - begin < 1.0


def test_a_host_that_did_not_answer_is_asked_once_by_the_next_request(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A night without a network must not be spent on waiting for each of eighty files."""
    slept = waits(monkeypatch)
    replies = in_turn(*[Reply(hang_up=True)] * 4, Reply(FILE), Reply(b"", 500), Reply(FILE))
    with serving(replies) as server, quick(backoff_seconds=1.0, retries=2) as client:
        asked = []
        for _ in range(2):
            with pytest.raises(InputError, match="no answer"):
                client.get(server.url, BytesIO())
            asked.append(len(server.asked))
        assert asked == [3, 4]
        for expected in (5, 7):  # an answer gives the retries back
            client.get(server.url, BytesIO())
            assert len(server.asked) == expected
    assert len([seconds for seconds in slept if seconds]) == 3


# A body that breaks off


def part(asked: Asked, whole: bytes = FILE, etag: str = '"first"') -> Reply:
    """What an honest server says to Range and If-Range."""
    begin = int(asked.headers["Range"].removeprefix("bytes=").rstrip("-"))
    if asked.headers["If-Range"] != etag:
        return Reply(whole, headers={"ETag": etag})
    said = {"ETag": etag, "Content-Range": f"bytes {begin}-{len(whole) - 1}/{len(whole)}"}
    return Reply(whole[begin:], 206, headers=said)


def breaking(then: Callable[[Asked], Reply], headers: dict[str, str] | None = None) -> Any:
    """First a body that breaks off after 3,000 bytes, afterwards ``then``."""
    begun: list[Asked] = []

    def respond(asked: Asked) -> Reply:
        begun.append(asked)
        if len(begun) == 1:
            said = ETAG if headers is None else headers
            return Reply(FILE[:3000], headers=said, declared_length=len(FILE))
        return then(asked)

    return respond


def test_a_broken_body_is_gone_on_with() -> None:
    with serving(breaking(part)) as server:
        answer, body = get(server.url, quick())
    assert (answer.status, answer.size, body) == (200, len(FILE), FILE)
    assert answer.head == FILE[:1024]
    assert server.asked[1].headers["Range"] == "bytes=3000-"
    assert server.asked[1].headers["If-Range"] == '"first"'


def test_a_file_that_changed_meanwhile_is_read_anew() -> None:
    other = b"y" * 5000
    with serving(breaking(lambda asked: part(asked, other, '"second"'))) as server:
        answer, body = get(server.url, quick())
    assert (answer.etag, body) == ('"second"', other)


@pytest.mark.parametrize(
    "reply",
    [
        Reply(b"", 416),
        Reply(FILE[2000:], 206, headers={"Content-Range": "bytes 2000-10239/10240"}),
        Reply(FILE[3000:], 206),
        Reply(FILE[3000:], 206, headers={"Content-Range": "bytes 3000-10239/99999"}),
        Reply(
            gzip.compress(FILE[3000:]),
            206,
            headers={"Content-Range": "bytes 3000-10239/10240", "Content-Encoding": "gzip"},
        ),
    ],
    ids=[
        *("416", "another part", "a part that does not say which"),
        *("of another whole", "packed"),
    ],
)
def test_a_part_that_is_not_the_rest_is_never_joined(reply: Reply) -> None:
    replies = in_turn(reply, Reply(FILE))
    with serving(breaking(replies)) as server:
        assert get(server.url, quick())[1] == FILE
    assert "Range" not in server.asked[2].headers


@pytest.mark.parametrize(
    "headers", [{}, {"ETag": 'W/"weak"'}, {"ETag": '"a"', "Accept-Ranges": "none"}]
)
def test_without_proof_that_it_is_the_same_file_it_is_read_anew(headers: dict[str, str]) -> None:
    with serving(breaking(lambda asked: Reply(FILE), headers)) as server:
        assert get(server.url, quick())[1] == FILE
    assert "Range" not in server.asked[1].headers


def test_a_date_is_proof_too() -> None:
    date = "Tue, 10 Nov 2026 08:00:00 GMT"
    with serving(breaking(lambda asked: part(asked, etag=date), {"Last-Modified": date})) as server:
        assert get(server.url, quick())[1] == FILE
    assert server.asked[1].headers["If-Range"] == date


def test_a_body_that_breaks_again_and_again_comes_in_pieces() -> None:
    def piece(asked: Asked) -> Reply:
        begin = int(asked.headers["Range"].removeprefix("bytes=").rstrip("-"))
        said = {**ETAG, "Content-Range": f"bytes {begin}-{len(FILE) - 1}/{len(FILE)}"}
        return Reply(
            FILE[begin : begin + 3000], 206, headers=said, declared_length=len(FILE) - begin
        )

    with serving(breaking(piece)) as server:
        assert get(server.url, quick())[1] == FILE
    assert [asked.headers.get("Range") for asked in server.asked] == [
        *(None, "bytes=3000-", "bytes=6000-", "bytes=9000-")
    ]


@pytest.mark.parametrize("whole", [str(len(FILE)), "*"])
def test_a_publisher_that_gives_less_than_the_rest_is_asked_for_more(whole: str) -> None:
    """It may: how long the whole is stands in Content-Range, or stood in the first answer."""

    def piece(asked: Asked) -> Reply:
        begin = int(asked.headers["Range"].removeprefix("bytes=").rstrip("-"))
        end = min(begin + 4000, len(FILE))
        said = {**ETAG, "Content-Range": f"bytes {begin}-{end - 1}/{whole}"}
        return Reply(FILE[begin:end], 206, headers=said)

    with serving(breaking(piece)) as server:
        assert get(server.url, quick())[1] == FILE
    assert [asked.headers.get("Range") for asked in server.asked] == [
        *(None, "bytes=3000-", "bytes=7000-")
    ]


def test_a_part_that_runs_past_the_whole_is_refused() -> None:
    said = {**ETAG, "Content-Range": f"bytes 3000-10239/{len(FILE)}"}
    with serving(breaking(in_turn(Reply(FILE[3000:] + b"more", 206, headers=said)))) as server:
        failure = refused(server.url, quick())
    assert failure.found == "status 200, a body that goes on after 10,244 bytes"
    assert failure.expected == "a body of 10,240 bytes, as its header says"


def test_a_body_that_never_comes_whole_is_refused() -> None:
    cut = Reply(FILE[:3000], declared_length=len(FILE))
    with serving(in_turn(cut)) as server:
        failure = refused(f"{server.url}/a", quick(retries=2))
    assert str(failure) == (
        f"{server.url}/a, source/a.bin: found status 200, a body cut short after 3,000 bytes;"
        " expected the whole body, 10,240 bytes; fetch again; if it stays so, fetch the file by"
        " hand and tell the publisher"
    )
    assert len(server.asked) == 3


def test_a_body_longer_than_its_header_says_is_refused() -> None:
    with serving(in_turn(Reply(FILE, declared_length=9000))) as server:
        failure = refused(f"{server.url}/a", quick())
    assert str(failure) == (
        f"{server.url}/a, source/a.bin: found status 200, a body that goes on after 9,000 bytes;"
        " expected a body of 9,000 bytes, as its header says; fetch again; if it stays so, fetch"
        " the file by hand and tell the publisher"
    )


def test_a_body_without_a_length_ends_with_its_connection() -> None:
    with serving(in_turn(Reply(FILE, declared_length=-1))) as server:
        assert get(server.url, quick())[1] == FILE


def test_every_shipped_address_is_https() -> None:
    for source in load_sources().values():
        fetch = source.fetch.model_dump()
        urls = [file["url"] for file in fetch.get("files", [])] + [fetch.get("base_url")]
        assert all(url.startswith("https://") for url in urls if url)

"""Files over HTTP from a server that misbehaves as the publishers do."""

from __future__ import annotations

import gzip
import shutil
import ssl
import subprocess
import zipfile
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from ingest.errors import InputError
from ingest.fetch.client import LOOPBACK_SETTING, Client
from ingest.fetch.http import HttpResult, allowed_hosts, fetch_http
from ingest.source import HttpFetch, HttpFile, Source, load_sources
from tests.ingest.local_server import HTML, Asked, LocalServer, Reply, in_turn, serving


def workbook(size: int, letter: bytes = b"x") -> bytes:
    """A container such as a workbook is, of exactly so many bytes."""

    def holding(content: bytes) -> bytes:
        buffer = BytesIO()
        with zipfile.ZipFile(buffer, "w") as container:
            container.writestr(zipfile.ZipInfo("xl/workbook.xml"), content)
        return buffer.getvalue()

    return holding(letter * (size - len(holding(b""))))


XLSX = workbook(2000)
XLS = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"x" * 1992
CSV = "סמל ישוב,שם ישוב\n".encode("utf-8-sig") + b"70,Ashdod\n" * 50
PLACEHOLDER = b"<!DOCTYPE html><html><head><title>404</title>".ljust(2056, b" ")
WALL = "<html><script>challenge()</script>אין גישה</html>".encode().ljust(600)


def source(*files: tuple[str, str], years: tuple[int, ...] = (), min_bytes: int = 200) -> Source:
    declared = tuple(HttpFile(url=url, name=name, years=years) for url, name in files)
    fetch = HttpFetch(kind="http", files=declared)
    update = {"fetch": fetch, "min_bytes": min_bytes}
    return load_sources()["cbs_local_authorities"].model_copy(update=update)


def quick(**settings: Any) -> Client:
    return Client(**{"pause_seconds": 0, "backoff_seconds": 0, "loopback": True, **settings})


def fetch_one(server: LocalServer, name: str, into: Path, **settings: Any) -> HttpResult:
    with quick(**settings) as client:
        return fetch_http(source((f"{server.url}/{name}", name)), into, client=client)


def refused(reply: Reply, name: str, into: Path, **settings: Any) -> InputError:
    """The failure of one file; nothing of it may stay behind."""
    with serving(in_turn(reply)) as server:
        result = fetch_one(server, name, into, **settings)
    assert result.fetched == []
    assert list(into.iterdir()) == []
    [failure] = result.failures
    assert failure.subject == f"{server.url}/{name}"
    assert failure.place == f"cbs_local_authorities/{name}"
    assert failure.do
    return failure


@pytest.mark.parametrize(
    ("name", "body"),
    [("a.xlsx", XLSX), ("a.XLS", XLS), ("a.csv", CSV), ("a.geojson", b"{}".ljust(300))],
)
def test_a_file_comes_as_it_is(tmp_path: Path, name: str, body: bytes) -> None:
    before = datetime.now(UTC)
    with serving(in_turn(Reply(body))) as server:
        result = fetch_one(server, name, tmp_path / "new")
    assert result.failures == []
    [file] = result.fetched
    assert (file.source_id, file.name) == ("cbs_local_authorities", name)
    assert file.path == tmp_path / "new" / name
    assert file.path.read_bytes() == body
    assert file.origin == f"{server.url}/{name}"
    assert file.retrieved_at.utcoffset() == timedelta(0)
    assert before <= file.retrieved_at <= datetime.now(UTC)
    assert [path.name for path in (tmp_path / "new").iterdir()] == [name]


def test_without_a_client_one_is_made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(LOOPBACK_SETTING, "1")
    with serving(in_turn(Reply(XLSX))) as server:
        result = fetch_http(source((f"{server.url}/a.xlsx", "a.xlsx")), tmp_path)
    assert [file.name for file in result.fetched] == ["a.xlsx"]
    assert "thriving-warehouse" in server.asked[0].user_agent


def test_years_stand_in_url_and_name(tmp_path: Path) -> None:
    with serving(in_turn(Reply(XLSX))) as server, quick() as client:
        declared = source(
            (f"{server.url}/{{x}}/p_{{yy}}.xlsx", "p_{year}.xlsx"), years=(2009, 2024)
        )
        result = fetch_http(declared, tmp_path, client=client)
    assert [file.name for file in result.fetched] == ["p_2009.xlsx", "p_2024.xlsx"]
    assert [asked.path for asked in server.asked] == ["/%7Bx%7D/p_09.xlsx", "/%7Bx%7D/p_24.xlsx"]


def test_a_failure_does_not_lose_the_others(tmp_path: Path) -> None:
    def respond(asked: Asked) -> Reply:
        return Reply(PLACEHOLDER, 200, HTML) if "2023" in asked.path else Reply(XLSX)

    with serving(respond) as server, quick() as client:
        declared = source((f"{server.url}/{{year}}.xlsx", "{year}.xlsx"), years=(2022, 2023, 2024))
        result = fetch_http(declared, tmp_path, client=client)
    assert [file.name for file in result.fetched] == ["2022.xlsx", "2024.xlsx"]
    assert [failure.place for failure in result.failures] == ["cbs_local_authorities/2023.xlsx"]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["2022.xlsx", "2024.xlsx"]


def test_the_cbs_placeholder_is_named_for_what_it_is(tmp_path: Path) -> None:
    failure = refused(Reply(PLACEHOLDER, 200, HTML), "p_libud_25.xlsx", tmp_path)
    assert failure.found == (
        "status 200, text/html; charset=utf-8, 2,056 bytes beginning "
        "'<!DOCTYPE html><html><head><title>404</title>'"
    )
    assert failure.expected == (
        "a workbook of Excel (.xlsx); cbs.gov.il serves a page of this size for a missing file"
    )
    assert "correct the url" in failure.do


def test_the_placeholder_is_known_by_size_and_kind_even_without_markup(tmp_path: Path) -> None:
    failure = refused(Reply(b"x" * 2056, 200, HTML), "a.csv", tmp_path)
    assert "cbs.gov.il serves a page of this size" in failure.expected


def test_a_csv_that_happens_to_have_that_size_is_taken(tmp_path: Path) -> None:
    with serving(in_turn(Reply(b"x" * 2056, 200, "text/csv"))) as server:
        assert len(fetch_one(server, "a.csv", tmp_path).fetched) == 1


@pytest.mark.parametrize("status", [200, 403])
@pytest.mark.parametrize("name", ["a.csv", "a.json", "a.geojson", "a.xlsx", "a.xls"])
def test_a_wall_is_refused(tmp_path: Path, name: str, status: int) -> None:
    failure = refused(Reply(WALL, status, HTML), name, tmp_path)
    assert f"status {status}, text/html" in failure.found
    assert "600 bytes beginning '<html><script>challenge()" in failure.found
    kind = name.removeprefix("a")
    wanted = f"a workbook of Excel ({kind})" if "xls" in kind else f"a {kind} file"
    assert failure.expected == (f"{wanted}, not a web page" if status == 200 else "status 200")
    assert "put the file into inbox/cbs_local_authorities/ by hand" in failure.do


@pytest.mark.parametrize(
    "page",
    [
        b"\xef\xbb\xbf \r\n\t<!DocType HTML>",
        b"note, then\n<HTML lang=he>",
        b"\xef\xbb\xbf\n<script>challenge()</script>",
        "<html>".encode("utf-16"),
        "\ufeff<html>".encode("utf-16-be"),
    ],
)
def test_a_page_is_known_behind_marks_blanks_and_case(tmp_path: Path, page: bytes) -> None:
    failure = refused(Reply(page.ljust(700), 200, "text/csv"), "a.csv", tmp_path)
    assert failure.expected == "a .csv file, not a web page"


def test_markup_far_into_a_csv_is_its_own_business(tmp_path: Path) -> None:
    with serving(in_turn(Reply(b"x" * 600 + b"<html>"))) as server:
        assert len(fetch_one(server, "a.csv", tmp_path).fetched) == 1


@pytest.mark.parametrize(("name", "body"), [("a.xlsx", XLS), ("a.xls", XLSX), ("a.xls", CSV)])
def test_another_kind_of_file_is_refused(tmp_path: Path, name: str, body: bytes) -> None:
    failure = refused(Reply(body), name, tmp_path)
    assert failure.expected == f"a workbook of Excel ({name.removeprefix('a')})"


def test_a_body_cut_short_is_refused(tmp_path: Path) -> None:
    failure = refused(Reply(XLSX, declared_length=5000), "a.xlsx", tmp_path)
    assert failure.found.startswith("status 200, a body cut short after 2,000 bytes")
    assert failure.expected == "the whole body, 5,000 bytes"
    assert failure.do.startswith("fetch again; if it stays so")


def test_the_length_of_a_compressed_body_is_that_on_the_wire(tmp_path: Path) -> None:
    packed = gzip.compress(CSV)
    whole = Reply(packed, headers={"Content-Encoding": "gzip"})
    with serving(in_turn(whole)) as server:
        [file] = fetch_one(server, "a.csv", tmp_path / "whole").fetched
    assert file.path.read_bytes() == CSV
    cut = Reply(packed[:-20], headers=whole.headers, declared_length=len(packed))
    assert "cut short" in refused(cut, "a.csv", tmp_path / "cut").found


def test_a_packed_body_without_its_end_is_refused_though_its_length_is_right(
    tmp_path: Path,
) -> None:
    """Cut before it was packed and sent, it would unpack to the beginning of a file."""
    reply = Reply(gzip.compress(CSV)[:-12], headers={"Content-Encoding": "gzip"})
    failure = refused(reply, "a.csv", tmp_path)
    assert failure.found.startswith("status 200, a body packed by gzip without its end, ")
    assert failure.expected == "the whole body"


@pytest.mark.parametrize(
    "packed",
    [b"", gzip.compress(CSV[:200]) + gzip.compress(CSV[200:])],
    ids=["none", "two"],  # packed bytes hold the time: the two processes of a run would disagree
)
def test_gzip_comes_in_any_number_of_members_but_none(tmp_path: Path, packed: bytes) -> None:
    with serving(in_turn(Reply(packed, headers={"Content-Encoding": "gzip"}))) as server:
        result = fetch_one(server, "a.csv", tmp_path)
    assert [file.path.read_bytes() for file in result.fetched] == ([CSV] if packed else [])


@pytest.mark.parametrize("packing", ["br", "gzip, gzip"])
def test_a_packing_that_nobody_asked_for_is_refused_unread(tmp_path: Path, packing: str) -> None:
    reply = Reply(gzip.compress(gzip.compress(CSV)), headers={"Content-Encoding": packing})
    failure = refused(reply, "a.csv", tmp_path)
    assert failure.found == f"status 200, a body packed by {packing}"


def test_a_body_in_chunks_is_cut_where_its_last_chunk_is_missing(tmp_path: Path) -> None:
    chunks = b"".join(b"%x\r\n%s\r\n" % (len(part), part) for part in (CSV[:300], CSV[300:]))
    said = {"Transfer-Encoding": "chunked"}
    whole = Reply(chunks + b"0\r\n\r\n", headers=said, declared_length=-1)
    with serving(in_turn(whole)) as server:
        [file] = fetch_one(server, "a.csv", tmp_path / "whole").fetched
    assert file.path.read_bytes() == CSV
    failure = refused(Reply(chunks, headers=said, declared_length=-1), "a.csv", tmp_path / "cut")
    assert failure.found == (
        f"status 200, a body cut short after {len(CSV)} bytes (the connection ended)"
    )


def test_a_workbook_without_its_end_is_refused_though_no_length_was_declared(
    tmp_path: Path,
) -> None:
    failure = refused(Reply(XLSX[:1500], declared_length=-1), "a.xlsx", tmp_path)
    assert str(failure) == (
        f"{failure.subject}, cbs_local_authorities/a.xlsx: found 1,500 bytes that begin as a"
        " workbook and do not end as one; expected a whole workbook; fetch again; if it stays so,"
        " fetch the file by hand and tell the publisher"
    )


def test_json_without_its_end_is_refused(tmp_path: Path) -> None:
    failure = refused(Reply(b'{"a": [' + b"1, " * 200, declared_length=-1), "a.json", tmp_path)
    assert failure.found.startswith("JSON that cannot be read (Expecting value")
    assert failure.expected == "whole JSON"


@pytest.mark.parametrize("encoding", ["utf-16", "utf-32", "cp862"])
def test_an_encoding_that_changed_is_refused(tmp_path: Path, encoding: str) -> None:
    body = CSV.decode("utf-8-sig").encode(encoding).ljust(300)
    body += b"\xff\xfe\xfa"  # what cp1255 has no letter for
    failure = refused(Reply(body, 200, "text/csv"), "a.csv", tmp_path)
    assert failure.found == "text that is not in UTF-8 or CP1255"
    assert failure.expected == "text in UTF-8 or CP1255"
    assert failure.do.startswith("the publisher may have changed the encoding")


def test_a_redirect_goes_to_hosts_that_the_declaration_names(tmp_path: Path) -> None:
    away = Reply(b"", 302, headers={"Location": "https://cdn.example/a.xlsx"})
    with serving(in_turn(away)) as server:
        [failure] = fetch_one(server, "a.xlsx", tmp_path).failures
    assert failure.expected == "a host that the source declares: 127.0.0.1"
    declared = source((f"{server.url}/a.xlsx", "a.xlsx"))
    assert isinstance(declared.fetch, HttpFetch)
    named = declared.fetch.model_copy(update={"hosts": ("cdn.example",)})
    assert allowed_hosts(named) == {"127.0.0.1", "cdn.example"}


def test_too_small_a_file_is_refused(tmp_path: Path) -> None:
    failure = refused(Reply(b"a,b\n1,2\n"), "a.csv", tmp_path)
    assert "8 bytes beginning 'a,b 1,2'" in failure.found
    assert failure.expected == "at least 200 bytes"
    assert "min_bytes" in failure.do


@pytest.mark.parametrize("packed", [False, True])
def test_too_large_a_file_is_refused(tmp_path: Path, packed: bool) -> None:
    body = b"PK\x03\x04" + b"x" * 500_000
    reply = Reply(body)
    if packed:  # 500 bytes on the wire, half a million when unpacked
        reply = Reply(gzip.compress(body), headers={"Content-Encoding": "gzip"})
    failure = refused(reply, "a.xlsx", tmp_path, max_bytes=100_000)
    # A length that is declared is refused before the body is read.
    assert ("and more to come" if packed else "a body of 500,004 bytes") in failure.found
    assert failure.expected == "at most 100,000 bytes"
    assert failure.do == "look at what the address holds now: no file of ours is as large"


def test_missing_is_said_and_not_asked_again(tmp_path: Path) -> None:
    with serving(in_turn(Reply(b"Not Found", 404, "text/plain"), Reply(XLSX))) as server:
        [failure] = fetch_one(server, "a.xlsx", tmp_path).failures
    assert str(failure) == (
        f"{server.url}/a.xlsx, cbs_local_authorities/a.xlsx: "
        "found status 404, text/plain, 9 bytes beginning 'Not Found'; expected status 200; "
        "look for the file on the publisher's page and correct the url"
    )
    assert len(server.asked) == 1


@pytest.mark.parametrize("status", [401, 403])
def test_a_refusal_is_never_retried(tmp_path: Path, status: int) -> None:
    wall = Reply(WALL, status, HTML, headers={"Retry-After": "0"})
    with serving(in_turn(wall, Reply(XLSX))) as server:
        result = fetch_one(server, "a.xlsx", tmp_path)
    assert (len(server.asked), len(result.failures)) == (1, 1)


@pytest.mark.parametrize(
    "trouble", [Reply(status=429), Reply(status=500), Reply(status=502), Reply(hang_up=True)]
)
def test_a_mishap_is_retried(tmp_path: Path, trouble: Reply) -> None:
    with serving(in_turn(trouble, trouble, Reply(XLSX))) as server:
        result = fetch_one(server, "a.xlsx", tmp_path)
    assert (len(server.asked), len(result.fetched)) == (3, 1)


def test_a_lasting_mishap_ends_with_the_last_answer(tmp_path: Path) -> None:
    with serving(in_turn(Reply(b"overloaded", 503, "text/plain"))) as server:
        [failure] = fetch_one(server, "a.xlsx", tmp_path, retries=2).failures
    assert len(server.asked) == 3
    assert "status 503, text/plain, 10 bytes beginning 'overloaded'" in failure.found


def test_no_server_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    with serving(in_turn(Reply())) as server:
        pass
    [failure] = fetch_one(server, "a.xlsx", tmp_path).failures
    assert failure.subject == f"{server.url}/a.xlsx"
    assert failure.found == "no answer: connection refused"
    assert failure.do.startswith("fetch again later")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["../a.xlsx", "/tmp/a.xlsx", "b\\a.xlsx", "..", ""])
def test_a_name_cannot_leave_the_folder(tmp_path: Path, name: str) -> None:
    with serving(in_turn(Reply(XLSX))) as server, quick() as client:
        result = fetch_http(source((server.url, name)), tmp_path / "into", client=client)
    [failure] = result.failures
    assert str(failure) == (
        f"cbs_local_authorities.yml, fetch: found the file name {name!r}; "
        "expected a plain file name without folders; correct name in the declaration"
    )
    assert (server.asked, list(tmp_path.iterdir())) == ([], [])


def test_two_files_of_one_name_are_refused(tmp_path: Path) -> None:
    with serving(in_turn(Reply(XLSX))) as server, quick() as client:
        declared = source((f"{server.url}/{{year}}", "a.xlsx"), years=(2022, 2023))
        result = fetch_http(declared, tmp_path, client=client)
    assert (len(result.fetched), len(server.asked)) == (1, 1)
    assert "'a.xlsx' more than once" in result.failures[0].found


def test_a_failure_leaves_an_earlier_file_alone(tmp_path: Path) -> None:
    earlier = tmp_path / "a.xlsx"
    earlier.write_bytes(XLSX)
    with serving(in_turn(Reply(WALL, 200, HTML))) as server:
        assert fetch_one(server, "a.xlsx", tmp_path).fetched == []
    assert earlier.read_bytes() == XLSX
    assert list(tmp_path.iterdir()) == [earlier]


def test_only_http_declarations_are_taken(tmp_path: Path) -> None:
    with pytest.raises(TypeError, match="moe_bagrut is fetched by manual, not http"):
        fetch_http(load_sources()["moe_bagrut"], tmp_path)


@pytest.mark.skipif(shutil.which("openssl") is None, reason="openssl makes the certificate")
def test_a_certificate_nobody_signed_is_refused(tmp_path: Path) -> None:
    key, certificate = tmp_path / "key.pem", tmp_path / "certificate.pem"
    make = "req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=127.0.0.1 -addext"
    subprocess.run(
        [
            "openssl",
            *make.split(),
            "subjectAltName=IP:127.0.0.1",
            "-keyout",
            key,
            "-out",
            certificate,
        ],
        check=True,
        capture_output=True,
    )
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(certificate, key)
    with serving(in_turn(Reply(XLSX)), tls) as server:
        [failure] = fetch_one(server, "a.xlsx", tmp_path / "into", retries=0).failures
    assert failure.found == "no answer: its certificate proves nothing (self-signed certificate)"
    assert server.asked == []

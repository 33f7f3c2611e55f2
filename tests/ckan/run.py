"""A real CKAN on this machine, filled with the table of the contract, for as long as it is tested.

``make test-ckan`` calls it. PostgreSQL and Redis come from Debian, CKAN from its package in an
environment of its own; Solr, which the datastore does not need, is a stand-in that knows nothing.
Everything stands in a folder of its own on free ports of the loopback, and is gone afterwards.
"""

from __future__ import annotations

import json
import os
import pwd
import secrets
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from tests.ingest.ckan_portal import DATASET, FIELDS, RESOURCE
from tests.ingest.test_ckan_contract import MOST, SETTLEMENTS

HOST = "127.0.0.1"
WAIT_SECONDS = 90.0
SCHEMA = '<?xml version="1.0"?><schema name="ckan-2.10" version="1.6"></schema>'


def main() -> int:
    """Start all, run the contract's tests against it, and end all.

    Returns:
        The exit status of the tests.
    """
    ckan = Path(sys.argv[1]).resolve() / "bin" / "ckan"
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="ckan-")))
        folder.chmod(0o755)
        password = secrets.token_hex(8)
        postgres = stack.enter_context(postgresql(folder, password))
        redis = stack.enter_context(redis_server(folder))
        solr = stack.enter_context(solr_stand_in())
        port = free_port()
        site = f"http://{HOST}:{port}"
        settings = configuration(folder, site, postgres, password, redis, solr)
        call(ckan, settings, "db", "init")
        rights = call(ckan, settings, "datastore", "set-permissions")
        psql(postgres, password, "datastore", rights)
        call(
            ckan,
            settings,
            "user",
            "add",
            "loader",
            f"password={password}",
            "email=loader@localhost.localdomain",
        )
        call(ckan, settings, "sysadmin", "add", "loader")
        said = call(ckan, settings, "user", "token", "add", "loader", "contract", "-q")
        token = said.split()[-1]
        stack.enter_context(
            running(
                [
                    str(ckan),
                    "-c",
                    str(settings),
                    "run",
                    "--host",
                    HOST,
                    "--port",
                    str(port),
                    "--disable-reloader",
                ],
                folder / "ckan.log",
            )
        )
        api = f"{site}/api/3/action"
        until_answering(f"{api}/status_show", folder / "ckan.log")
        fill(api, token)
        print(f"a real CKAN answers at {api}: the contract is tested against it", flush=True)
        return subprocess.run(
            [sys.executable, "-m", "pytest", "tests/ingest/test_ckan_contract.py", "-v"],
            env={**os.environ, "THRIVING_TEST_CKAN": api},
            check=False,
        ).returncode


@contextmanager
def postgresql(folder: Path, password: str) -> Iterator[int]:
    """A cluster with the databases of CKAN and of its datastore; its port."""
    programs = max(
        Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(path.parent.name)
    )
    data, port = folder / "postgres", free_port()
    # PostgreSQL does not run as root: its own user does it, where we are root.
    as_user = pwd.getpwnam("postgres") if os.getuid() == 0 else pwd.getpwuid(os.getuid())
    data.mkdir()
    os.chown(data, as_user.pw_uid, as_user.pw_gid)
    secret = folder / "secret"
    secret.write_text(password)
    os.chown(secret, as_user.pw_uid, as_user.pw_gid)
    who: dict[str, Any] = {"user": as_user.pw_uid, "group": as_user.pw_gid, "cwd": data}
    subprocess.run(
        [
            programs / "initdb",
            "-D",
            data,
            "-U",
            "ckan",
            "-A",
            "scram-sha-256",
            "-E",
            "UTF8",
            "--locale=C.UTF-8",
            f"--pwfile={secret}",
        ],
        check=True,
        capture_output=True,
        **who,
    )
    command = [
        str(programs / "postgres"),
        "-D",
        str(data),
        "-h",
        HOST,
        "-p",
        str(port),
        "-k",
        str(data),
        "-F",
    ]
    with running(command, folder / "postgres.log", **who):
        until_open(port, folder / "postgres.log")
        for statement in (
            "create role datastore_read login password '{}'",
            "create database ckan_site",
            "create database datastore",
        ):
            psql(port, password, "postgres", statement.format(password))
        yield port


@contextmanager
def redis_server(folder: Path) -> Iterator[int]:
    """A Redis that keeps nothing; its port."""
    port = free_port()
    command = [
        "redis-server",
        "--bind",
        HOST,
        "--port",
        str(port),
        "--save",
        "",
        "--appendonly",
        "no",
        "--dir",
        str(folder),
    ]
    with running(command, folder / "redis.log"):
        until_open(port, folder / "redis.log")
        yield port


@contextmanager
def solr_stand_in() -> Iterator[int]:
    """Takes every document in and finds none: what it is asked the datastore answers itself."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            length = int(self.headers.get("Content-Length") or 0)
            self.rfile.read(length)
            nothing = {
                "responseHeader": {"status": 0, "QTime": 0},
                "response": {"numFound": 0, "start": 0, "docs": []},
            }
            body = (SCHEMA if "schema" in self.path else json.dumps(nothing)).encode()
            if "wt=" not in self.path and "schema" not in self.path:
                body = b'<?xml version="1.0"?><response><int name="status">0</int></response>'
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        do_POST = do_GET

        def log_message(self, format: str, *args: object) -> None:
            pass

    server = ThreadingHTTPServer((HOST, 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield int(server.server_address[1])
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def configuration(
    folder: Path, site: str, postgres: int, password: str, redis: int, solr: int
) -> Path:
    """CKAN's own settings; the datastore clamps as the contract says."""
    at = f"{HOST}:{postgres}"
    secret = secrets.token_hex(16)
    said = {
        "SECRET_KEY": secret,
        "api_token.jwt.encode.secret": f"string:{secret}",
        "api_token.jwt.decode.secret": f"string:{secret}",
        "sqlalchemy.url": f"postgresql://ckan:{password}@{at}/ckan_site",
        "ckan.datastore.write_url": f"postgresql://ckan:{password}@{at}/datastore",
        "ckan.datastore.read_url": f"postgresql://datastore_read:{password}@{at}/datastore",
        "ckan.datastore.search.rows_max": str(MOST),
        "ckan.plugins": "datastore",
        "ckan.redis.url": f"redis://{HOST}:{redis}/0",
        "ckan.site_id": "thriving",
        "ckan.site_url": site,
        "ckan.storage_path": str(folder / "storage"),
        "ckan.auth.create_unowned_dataset": "true",
        "solr_url": f"http://{HOST}:{solr}/solr/ckan",
    }
    lines = "\n".join(f"{key} = {value}" for key, value in said.items())
    path = folder / "ckan.ini"
    path.write_text(f"[app:main]\nuse = egg:ckan\n{lines}\n", "utf-8")
    return path


def fill(api: str, token: str) -> None:
    """One dataset with one table, loaded as a publisher does."""
    post(api, "package_create", token, {"name": DATASET, "title": DATASET})
    table = {
        "resource": {"package_id": DATASET, "name": RESOURCE},
        "fields": FIELDS,
        "records": SETTLEMENTS,
        "force": True,
    }
    post(api, "datastore_create", token, table)


def post(api: str, action: str, token: str, content: dict[str, Any]) -> None:
    request = urllib.request.Request(
        f"{api}/{action}",
        json.dumps(content).encode(),
        {"Authorization": token, "Content-Type": "application/json"},
    )
    try:
        with urllib.request.urlopen(request, timeout=60) as answer:
            assert json.load(answer)["success"] is True
    except urllib.error.HTTPError as error:
        raise RuntimeError(f"{action}: {error.read().decode()[:2000]}") from error


def call(ckan: Path, settings: Path, *arguments: str) -> str:
    """One call of CKAN's command; its output."""
    done = subprocess.run(
        [ckan, "-c", settings, *arguments], capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise RuntimeError(f"ckan {' '.join(arguments)}: {done.stderr[-3000:]}{done.stdout[-500:]}")
    return done.stdout


def psql(port: int, password: str, database: str, statement: str) -> None:
    done = subprocess.run(
        [
            "psql",
            "-v",
            "ON_ERROR_STOP=1",
            "-q",
            "-h",
            HOST,
            "-p",
            str(port),
            "-U",
            "ckan",
            database,
        ],
        input=statement,
        env={**os.environ, "PGPASSWORD": password},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(f"psql {database}: {done.stderr[-2000:]}")


@contextmanager
def running(command: list[str], log: Path, **how: Any) -> Iterator[None]:
    """A program for as long as it is needed, its words in a log."""
    with log.open("wb") as words:
        process = subprocess.Popen(command, stdout=words, stderr=subprocess.STDOUT, **how)
        try:
            yield
        finally:
            process.terminate()
            try:
                process.wait(timeout=20)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def until_open(port: int, log: Path) -> None:
    end = time.monotonic() + WAIT_SECONDS
    while time.monotonic() < end:
        with socket.socket() as probe:
            if probe.connect_ex((HOST, port)) == 0:
                return
        time.sleep(0.1)
    raise RuntimeError(f"nothing listens: {log.read_text(errors='replace')[-2000:]}")


def until_answering(url: str, log: Path) -> None:
    end = time.monotonic() + WAIT_SECONDS
    while time.monotonic() < end:
        try:
            with urllib.request.urlopen(url, timeout=30):
                return
        except OSError:
            time.sleep(0.3)
    raise RuntimeError(f"no answer of {url}: {log.read_text(errors='replace')[-3000:]}")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


if __name__ == "__main__":
    missing = [tool for tool in ("redis-server", "psql") if shutil.which(tool) is None]
    if missing:
        sys.exit(f"test-ckan: {', '.join(missing)} missing; install postgresql and redis-server")
    sys.exit(main())

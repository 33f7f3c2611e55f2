"""``thriving serve``: page, daemon and the code they share, begun together and ended together.

Three programs of Dagster, none of them the one for development: ``dagster api grpc`` holds the
definitions and starts runs, the page (``web.py``) is its web server with the dictionary beside it,
``dagster-daemon`` ticks schedule and sensors and lets runs wait for each other. If one ends, all
end, and whoever started the command (systemd, a container) starts all again.
"""

from __future__ import annotations

import contextlib
import fcntl
import ipaddress
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from types import FrameType

import yaml

from ingest.errors import InputError
from orchestration.children import ending_with_parent
from orchestration.home import PROJECT, Home
from orchestration.instance import end_dead_runs, prepare_instance
from orchestration.logs import redacted
from orchestration.page.dictionary import DICTIONARY
from orchestration.progress import progress
from orchestration.settings import Nightly, load_settings, secret

MODULE = "orchestration.definitions"
LOOPBACK = "127.0.0.1"
READY_SECONDS = 180
END_SECONDS = 15


class _Told(Exception):
    """A signal asked for the end."""


def serve(home: Home, host: str, port: int) -> int:
    """Run page and daemon until told to end.

    Returns:
        0 if it was told (Ctrl-C, SIGTERM), 1 if one of the programs ended by itself.

    Raises:
        InputError: the port is taken, another ``serve`` runs, or the settings do not fit.
    """
    settings = load_settings(home)
    _refuse_taken(host, port)
    with _only_one(home.folder / "serve.lock") as lock:
        prepare_instance(home)
        os.environ["DAGSTER_DISABLE_TELEMETRY"] = "1"
        _begin_clean()
        for line in _greeting(host, port, settings.nightly):
            progress(line)
        return _supervise(home, host, port, lock)


def _begin_clean() -> None:
    """Nobody else is at work on this home: whatever is said to be running is not."""
    import dagster as dg

    try:
        with dg.DagsterInstance.get() as instance:
            for run_id in end_dead_runs(instance, nobody_starts=True):
                progress(f"run {run_id} had been killed: noted")
    except Exception as error:
        if not secret("THRIVING_POSTGRES_URL"):
            raise
        raise InputError(
            "THRIVING_POSTGRES_URL",
            found=redacted(str(error).strip().splitlines()[0]),
            expected="a PostgreSQL database that answers",
            do="start it or correct the address; without the variable runs are kept in SQLite",
        ) from None


def _greeting(host: str, port: int, nightly: Nightly) -> list[str]:
    kept = "PostgreSQL" if secret("THRIVING_POSTGRES_URL") else "SQLite"
    shown = f"[{host}]" if ":" in host else host
    lines = [
        f"http://{shown}:{port} · refresh --from {nightly.origin} each night at {nightly.at} in"
        f" Israel, and when files are dropped into the inbox · runs in {kept} · Ctrl-C ends all",
        f"http://{shown}:{port}{DICTIONARY}/index.html · the dictionary of what is published",
    ]
    if not _is_loopback(host):
        lines.append(
            f"WARNING: the page has no login. Whoever reaches {host}:{port} can start, stop and"
            " delete runs: put a proxy with a login in front (docs/operate.md), or leave --host out"
        )
    return lines


def _workspace(home: Home, port: int) -> Path:
    """Where page and daemon find the code; what they remember of it hangs on its constant name."""
    server = {"host": LOOPBACK, "port": port, "location_name": "thriving"}
    path = home.dagster / "workspace.yaml"
    path.write_text(yaml.safe_dump({"load_from": [{"grpc_server": server}]}), "utf-8")
    return path


def _supervise(home: Home, host: str, port: int, lock: int) -> int:
    inner = _free_port()
    at_server = ["--workspace", str(_workspace(home, inner))]
    python = [sys.executable, "-m"]
    code = [*python, "dagster", "api", "grpc", "-h", LOOPBACK, "-p", str(inner), "-m", MODULE]
    quiet = ["--log-level", "warning"]
    where = ["--host", host, "--port", str(port)]
    page = [*python, "orchestration.page.web", *where, *at_server]
    daemon = [*python, "dagster._daemon", "run", *quiet, *at_server]
    children: dict[str, subprocess.Popen[bytes]] = {}
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, _tell)
    try:
        children["code server"] = _start([*code, *quiet], lock)
        _wait_for(inner, children["code server"])
        children["page"] = _start(page, lock)
        children["daemon"] = _start(daemon, lock)
        while True:
            for name, child in children.items():
                if child.poll() is not None:
                    progress(f"the {name} ended with {child.returncode}: all end")
                    return 1
            time.sleep(0.5)
    except _Told:
        progress("ending page, daemon and what they run")
        return 0
    finally:
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, signal.SIG_IGN)
        _end(list(children.values()))


def _start(command: list[str], lock: int) -> subprocess.Popen[bytes]:
    # Each leads a group of its own, which its runs belong to: none of them outlives the command.
    return subprocess.Popen(
        command,
        cwd=PROJECT,
        start_new_session=True,
        pass_fds=[lock],
        preexec_fn=ending_with_parent(signal.SIGTERM),
    )


def _end(children: list[subprocess.Popen[bytes]]) -> None:
    """Ask all to end, and end what does not; a run cut short leaves nothing half published."""
    _signal(children, signal.SIGTERM)
    until = time.monotonic() + END_SECONDS
    for child in children:
        with contextlib.suppress(subprocess.TimeoutExpired):
            child.wait(max(0.0, until - time.monotonic()))
    _signal(children, signal.SIGKILL)
    for child in children:
        child.wait()


def _signal(children: list[subprocess.Popen[bytes]], number: signal.Signals) -> None:
    for child in children:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(child.pid, number)


def _tell(_number: int, _frame: FrameType | None) -> None:
    raise _Told


def _wait_for(port: int, server: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + READY_SECONDS
    while server.poll() is None and time.monotonic() < until:
        with contextlib.suppress(OSError), socket.create_connection((LOOPBACK, port), 1):
            return
        time.sleep(0.2)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((LOOPBACK, 0))
        return int(probe.getsockname()[1])


def _refuse_taken(host: str, port: int) -> None:
    try:
        [(family, _, _, _, address), *_] = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        with socket.socket(family) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except OSError as error:
        raise InputError(
            f"serve --host {host} --port {port}",
            found=error.strerror or str(error),
            expected="an address of this machine and a port that is free",
            do="end what uses it, or give another --port",
        ) from error


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


@contextlib.contextmanager
def _only_one(path: Path) -> Iterator[int]:
    """Two daemons of one home would begin every run twice. The children hold the lock too."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a+", encoding="utf-8") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.seek(0)
            raise InputError(
                "serve",
                found=f"another one at work on this home ({file.read().strip()})",
                expected="one page and one daemon for a home",
                do="end that one first",
            ) from None
        file.seek(0)
        file.truncate()
        file.write(f"process {os.getpid()}")
        file.flush()
        yield file.fileno()

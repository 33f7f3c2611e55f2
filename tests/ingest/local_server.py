"""A server on loopback that misbehaves as the publishers do: a test scripts its answers."""

from __future__ import annotations

import json
import os
import ssl
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from unittest import mock
from urllib.parse import parse_qsl, urlsplit

HTML = "text/html; charset=utf-8"


@dataclass(frozen=True)
class Asked:
    """One request as it reached the server; ``at`` is in seconds of a monotonic clock.

    ``line`` is the path and query as they stood on the wire.
    """

    path: str
    query: dict[str, str]
    user_agent: str
    at: float
    line: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Reply:
    """One answer. ``hang_up`` closes the connection without a word.

    A negative ``declared_length`` declares none: the body ends where the connection does.
    ``drip_seconds`` is the wait between every hundred bytes of the body.
    """

    body: bytes = b""
    status: int = 200
    content_type: str = "application/octet-stream"
    headers: Mapping[str, str] = field(default_factory=dict)
    declared_length: int | None = None
    hang_up: bool = False
    drip_seconds: float = 0.0


@dataclass
class LocalServer:
    url: str
    asked: list[Asked] = field(default_factory=list)


Respond = Callable[[Asked], Reply]


def json_reply(content: object, status: int = 200) -> Reply:
    return Reply(json.dumps(content).encode(), status, "application/json;charset=utf-8")


def in_turn(*replies: Reply) -> Respond:
    """One reply after another, the last one for ever."""
    left = list(replies)
    return lambda asked: left.pop(0) if len(left) > 1 else left[0]


@contextmanager
def serving(respond: Respond, tls: ssl.SSLContext | None = None) -> Iterator[LocalServer]:
    """Serve on a free port of 127.0.0.1; what was asked is kept in ``asked``."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            query = dict(parse_qsl(parts.query, keep_blank_values=True))
            agent = self.headers.get("User-Agent", "")
            told = dict(self.headers)
            now = time.monotonic()
            server.asked.append(Asked(parts.path, query, agent, now, self.path, told))
            reply = respond(server.asked[-1])
            if reply.hang_up:
                return
            self.send_response(reply.status)
            self.send_header("Content-Type", reply.content_type)
            length = len(reply.body) if reply.declared_length is None else reply.declared_length
            if length >= 0:
                self.send_header("Content-Length", str(length))
            for name, value in reply.headers.items():
                self.send_header(name, value)
            self.end_headers()
            if not reply.drip_seconds:
                self.wfile.write(reply.body)
                return
            for begin in range(0, len(reply.body), 100):
                self.wfile.write(reply.body[begin : begin + 100])
                # Not time.sleep, which tests take away from those who ask.
                threading.Event().wait(reply.drip_seconds)

        def log_message(self, format: str, *args: object) -> None:
            pass

    class Quiet(ThreadingHTTPServer):
        def handle_error(self, request: object, client_address: object) -> None:
            pass  # a client that gives up midway is what some tests are about

    httpd = Quiet(("127.0.0.1", 0), Handler)
    if tls:
        httpd.socket = tls.wrap_socket(httpd.socket, server_side=True)
    scheme = "https" if tls else "http"
    server = LocalServer(f"{scheme}://127.0.0.1:{httpd.server_address[1]}")
    thread = threading.Thread(target=httpd.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        # A proxy of the machine must not come between.
        with mock.patch.dict(os.environ, {"NO_PROXY": "127.0.0.1", "no_proxy": "127.0.0.1"}):
            yield server
    finally:
        httpd.shutdown()
        thread.join()
        httpd.server_close()

"""Local receivers of alerts, which may misbehave: a webhook and a mail server."""

from __future__ import annotations

import json
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from aiosmtpd.controller import Controller


@dataclass
class Webhook:
    """What was posted; ``status`` is answered, after ``wait`` seconds."""

    url: str = ""
    status: int = 200
    wait: float = 0.0
    posts: list[dict[str, Any]] = field(default_factory=list)
    tokens: list[str] = field(default_factory=list)


@contextmanager
def webhook() -> Iterator[Webhook]:
    told = Webhook()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            time.sleep(told.wait)
            if 200 <= told.status < 300:
                told.posts.append(json.loads(body))
                told.tokens.append(self.headers.get("Authorization", ""))
            self.send_response(told.status)
            if 300 <= told.status < 400:
                self.send_header("Location", told.url + "/elsewhere")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    told.url = f"http://127.0.0.1:{server.server_address[1]}/hook/a-secret"
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield told
    finally:
        server.shutdown()
        server.server_close()


@dataclass
class Mailbox:
    """What was mailed; ``answer`` is what the server says to each message."""

    port: int = 0
    answer: str = "250 OK"
    mails: list[EmailMessage] = field(default_factory=list)
    to: list[list[str]] = field(default_factory=list)

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:
        if self.answer.startswith("250"):
            told = message_from_bytes(envelope.content, policy=policy.default)
            assert isinstance(told, EmailMessage)
            self.mails.append(told)
            self.to.append(envelope.rcpt_tos)
        return self.answer


@contextmanager
def mailbox(**options: Any) -> Iterator[Mailbox]:
    told = Mailbox()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        told.port = probe.getsockname()[1]
    server = Controller(told, hostname="127.0.0.1", port=told.port, **options)
    server.start()
    try:
        yield told
    finally:
        server.stop()

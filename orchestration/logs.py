"""The log of a run for programs: one JSON object a line, in ``<home>/logs/<run>.jsonl``.

Each line says when, how grave, which run, which stage and which source. What reads like personal
data and every secret of the environment is taken out of it, whoever wrote the message.
"""

from __future__ import annotations

import datetime as dt
import json
import logging
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.parse import urlsplit

SECRETS = {
    "THRIVING_WEBHOOK_URL": "address that alerts are posted to",
    "THRIVING_WEBHOOK_TOKEN": "sent to it as Authorization: Bearer",
    "THRIVING_SMTP_PASSWORD": "password of the mail server",
    "THRIVING_POSTGRES_URL": "database of Dagster's runs: postgresql://user:password@host/name",
}
"""Environment variables that are never printed or logged."""
HIDDEN = "…"
_LOG = logging.getLogger("thriving")
_USERINFO = re.compile(r"(?<=://)[^/\s@]+@")
_WORD = re.compile(r"\S+")
# Of the process, not of a thread: one stage at a time, whose readers are threads of their own.
_where: dict[str, str] = {}


def log(level: int, message: str, **more: object) -> None:
    """Write one line; outside of ``written`` it goes nowhere."""
    _LOG.log(level, "%s", message, extra={"more": more})


@contextmanager
def at(**where: str) -> Iterator[None]:
    """Say of all lines within from which ``stage`` or ``source`` they are."""
    before = dict(_where)
    _where.update(where)
    try:
        yield
    finally:
        _where.clear()
        _where.update(before)


@contextmanager
def written(folder: Path, run_id: str) -> Iterator[None]:
    """Write all lines within to the log of one run, beginning the file or going on with it."""
    folder.mkdir(parents=True, exist_ok=True)
    handler = _File(folder / f"{run_id}.jsonl", encoding="utf-8", delay=True)
    handler.setFormatter(_Lines(run_id))
    _LOG.setLevel(logging.INFO)
    _LOG.propagate = False
    _LOG.addHandler(handler)
    try:
        yield
    finally:
        _LOG.removeHandler(handler)
        handler.close()


class _File(logging.FileHandler):
    """A full disk is told by the run itself; a log that cannot be written changes no outcome."""

    def handleError(self, record: logging.LogRecord) -> None:
        pass

    def close(self) -> None:
        with suppress(OSError):
            super().close()


class _Lines(logging.Formatter):
    def __init__(self, run_id: str) -> None:
        super().__init__()
        self._run_id = run_id

    def format(self, record: logging.LogRecord) -> str:
        told = {
            "at": dt.datetime.fromtimestamp(record.created, dt.UTC).isoformat("T", "milliseconds"),
            "level": record.levelname.lower(),
            "run": self._run_id,
            "stage": None,
            "source": None,
            **_where,
            "message": redacted(record.getMessage()),
            **{
                key: redacted(value) if isinstance(value, str) else value
                for key, value in getattr(record, "more", {}).items()
            },
        }
        return json.dumps(told, ensure_ascii=False, default=str)


def redacted(text: str) -> str:
    """A text without secrets, and without what reads like personal data."""
    from ingest.programmes.personal import personal_kinds  # slow: not before there is a line

    for hidden in _secrets():
        text = text.replace(hidden, HIDDEN)
    text = _USERINFO.sub(f"{HIDDEN}@", text)
    if not personal_kinds(text):
        return text
    # Word by word first, so that the rest of the line stays of use; else the line alone is told.
    text = _WORD.sub(lambda word: HIDDEN if personal_kinds(word[0]) else word[0], text)
    kinds = personal_kinds(text)
    return f"{HIDDEN} (a line with {', '.join(kinds)})" if kinds else text


def _secrets() -> list[str]:
    """What must not be seen, longest first: the values, and passwords within addresses."""
    values = [value for name in SECRETS if (value := os.environ.get(name))]
    within = [password for value in values if (password := _password(value))]
    return sorted({value for value in (*values, *within) if len(value) > 3}, key=len, reverse=True)


def _password(value: str) -> str | None:
    try:
        return urlsplit(value).password
    except ValueError:
        return None

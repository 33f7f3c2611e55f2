"""The archive: every file as it came, once, for ever.

``<home>/archive/<source_id>/<sha256>/<original name>`` holds the bytes, read-only. What is known of
them is an append-only ledger, ``archive/ledger.jsonl``: ``received`` (from where, when, by whom),
``understood`` (edition, stamp), ``rejected`` (why), ``published`` (in which run). Nothing in either
is ever changed.
"""

from __future__ import annotations

import datetime as dt
import fcntl
import hashlib
import json
import os
import shutil
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ingest.errors import InputError
from ingest.fetch.fetched import Fetched
from ingest.parse.raw import Understood
from ingest.source import Source

PRIVATE = 0o700


@dataclass
class Entry:
    """One archived file and what the ledger says of it. ``vintages`` live in ``files.py``."""

    source_id: str
    sha256: str
    name: str
    origin: str
    retrieved_at: str
    bytes: int
    licence: str
    requested_by: str
    synthetic: bool
    order: int
    understood: bool = False
    rejected: str | None = None
    published_in: list[str] = field(default_factory=list)


class Archive:
    """The archive of one home folder."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.folder = home / "archive"
        self.ledger = self.folder / "ledger.jsonl"

    def entries(self) -> dict[tuple[str, str], Entry]:
        """All files by (source_id, sha256), in the order of their first arrival."""
        found: dict[tuple[str, str], Entry] = {}
        for event in self._events():
            kind = event.pop("event")
            event.pop("at")
            if kind == "published":
                for source_id, sha256 in event["files"]:
                    if entry := found.get((source_id, sha256)):
                        entry.published_in.append(event["run_id"])
                continue
            key = (event["source_id"], event["sha256"])
            if kind == "received":
                if key in found:
                    found[key].name = event["name"]
                else:
                    found[key] = Entry(order=len(found), **event)
            elif kind == "understood" and key in found:
                found[key].understood, found[key].rejected = True, None
            elif kind == "rejected" and key in found:
                found[key].understood, found[key].rejected = False, event["reason"]
        return found

    def path_of(self, entry: Entry) -> Path:
        """Where the bytes of an entry stand.

        Raises:
            InputError: they are gone.
        """
        folder = self.folder / entry.source_id / entry.sha256
        path = self._kept(folder)
        if path is None:
            raise _damaged(entry, folder, "no file")
        return path

    def check(self, entry: Entry) -> None:
        """Refuse bytes that are no longer those that came.

        Raises:
            InputError: they are others, or gone.
        """
        path = self.path_of(entry)
        if digest(path) != entry.sha256:
            raise _damaged(entry, path, "other bytes than those that came")

    def receive(
        self, source: Source, fetched: Fetched, *, requested_by: str, synthetic: bool
    ) -> tuple[str, bool]:
        """Store the bytes of one fetched file.

        Returns:
            Its sha256, and whether it is new. The same bytes of a source are one entry, whatever
            their names.
        """
        sha256 = digest(fetched.path)
        folder = self.folder / source.source_id / sha256
        kept = self._kept(folder)
        if kept is not None and digest(kept) != sha256:
            # Damaged on the disk, and here are the bytes that it should have.
            kept.unlink()
            self._store(fetched, folder, kept.name, sha256)
        if kept is not None:
            known = self.entries().get((source.source_id, sha256))
            # A file that could not be read may have been renamed as it was advised.
            if known and (known.rejected is None or known.name == fetched.name):
                return sha256, False
            if known:
                self._received(source, fetched, sha256, requested_by, synthetic)
                return sha256, True
        self.folder.mkdir(mode=PRIVATE, parents=True, exist_ok=True)
        self._store(fetched, folder, fetched.name, sha256)
        self._received(source, fetched, sha256, requested_by, synthetic)
        return sha256, True

    def _store(self, fetched: Fetched, folder: Path, name: str, sha256: str) -> None:
        """Write the bytes of a file, whole or not at all."""
        folder.mkdir(parents=True, exist_ok=True)
        partial = folder / f".{name}.part"
        shutil.copyfile(fetched.path, partial)
        if digest(partial) != sha256:
            partial.unlink()
            raise OSError(f"{fetched.name} changed while it was archived; refresh again")
        partial.chmod(0o400)
        partial.replace(folder / name)

    def _kept(self, folder: Path) -> Path | None:
        if not folder.is_dir():
            return None
        return next((path for path in folder.iterdir() if not path.name.startswith(".")), None)

    def _received(
        self, source: Source, fetched: Fetched, sha256: str, requested_by: str, synthetic: bool
    ) -> None:
        self._append(
            "received",
            source_id=source.source_id,
            sha256=sha256,
            name=fetched.name,
            origin=fetched.origin,
            retrieved_at=fetched.retrieved_at.isoformat(timespec="seconds"),
            bytes=fetched.path.stat().st_size,
            licence=source.licence.en,
            requested_by=requested_by,
            synthetic=synthetic,
        )

    def understood(self, understood: Understood) -> None:
        """Note that a file could be read, and as which edition."""
        self._append(
            "understood",
            source_id=understood.source_id,
            sha256=understood.sha256,
            vintage=understood.vintage,
            edition=understood.edition,
            stamp=understood.stamp,
        )

    def rejected(self, source_id: str, sha256: str, reason: str) -> None:
        """Note that a file could not be read, and why. Its bytes stay."""
        self._append("rejected", source_id=source_id, sha256=sha256, reason=reason)

    def published(self, run_id: str, files: Iterable[tuple[str, str]]) -> None:
        """Note which files a published warehouse was made of."""
        self._append("published", run_id=run_id, files=sorted(files))

    def _events(self) -> list[dict[str, Any]]:
        if not self.ledger.exists():
            return []
        # A crash while writing can only cut the last line, which then was never acted upon.
        whole = self.ledger.read_bytes().split(b"\n")[:-1]
        return [self._event(number, line) for number, line in enumerate(whole, 1) if line]

    def _event(self, number: int, line: bytes) -> dict[str, Any]:
        try:
            event: dict[str, Any] = json.loads(line)
        except ValueError as error:
            raise InputError(
                str(self.ledger),
                place=f"line {number}",
                found=line[:80].decode("utf-8", errors="replace"),
                expected="one event as JSON",
                do="restore the ledger from a backup; or keep a copy and take this line out:"
                " what it noted of a file is noted again when that file is offered",
            ) from error
        return event

    def _append(self, event: str, **content: Any) -> None:
        self.folder.mkdir(mode=PRIVATE, parents=True, exist_ok=True)
        at = dt.datetime.now(dt.UTC).isoformat(timespec="seconds")
        line = json.dumps({"event": event, "at": at, **content}, ensure_ascii=False)
        self.ledger.touch()
        with self.ledger.open("r+b") as file:
            # Files are read by threads at once: two that saw the same end would both write there.
            fcntl.flock(file, fcntl.LOCK_EX)
            whole = file.read().rfind(b"\n") + 1
            file.truncate(whole)
            file.seek(whole)
            file.write(line.encode() + b"\n")
            file.flush()
            os.fsync(file.fileno())


def _damaged(entry: Entry, place: Path, found: str) -> InputError:
    return InputError(
        str(place),
        found=found,
        expected=f"{entry.name} as it came on {entry.retrieved_at[:10]}: {entry.bytes:,} bytes, by"
        " whose sha256 the folder is named",
        do="look after the disk, and refresh with the same file in the mirror or the inbox, or with"
        " the folder laid back from a backup",
    )


def digest(path: Path) -> str:
    """sha256 of a file's bytes, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()

"""Whether somebody dropped files into the inbox, and has finished doing so.

A drop is many files, and a large one takes minutes to arrive: a refresh is asked for once, when
nothing has changed for a while. What was seen is kept as hashes, since names may tell of persons.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path

from ingest.fetch.inbox import UNFINISHED
from ingest.source import Source

STILL_SECONDS = 60.0
FORMS = "programme"
"""Parser of what settlements hand in, whose folders are named after settlements."""
_OVERLOOKED = (".", "~$")


@dataclass(frozen=True)
class Drop:
    """A refresh to ask for: a key of its own, and the sources whose folders were dropped into."""

    key: str
    sources: tuple[str, ...]


@dataclass(frozen=True)
class Seen:
    """``taken``: what a refresh was asked for; ``standing``: what lies there since ``since``."""

    taken: frozenset[str] = frozenset()
    standing: frozenset[str] = frozenset()
    since: float = 0.0

    def as_text(self) -> str:
        return json.dumps([sorted(self.taken), sorted(self.standing), self.since])

    @staticmethod
    def of_text(text: str | None) -> Seen:
        """What an earlier look wrote down; nothing, if it is not to be read."""
        try:
            taken, standing, since = json.loads(text or "")
            return Seen(frozenset(taken), frozenset(standing), float(since))
        except (ValueError, TypeError):
            return Seen()


def look(seen: Seen, inbox: Path, sources: dict[str, Source], now: float) -> tuple[Seen, Drop]:
    """Look into the inbox once more.

    Args:
        now: seconds of any clock that is the same at each look.

    Returns:
        What is seen now, and what to ask for: without a key, nothing.
    """
    files, unfinished = _files(inbox)
    lying = frozenset(files)
    taken = seen.taken & lying
    if lying != seen.standing or unfinished:
        return Seen(taken, lying, now), Drop("", ())
    new = lying - taken
    if not new or now - seen.since < STILL_SECONDS:
        return Seen(taken, lying, seen.since), Drop("", ())
    of_settlements = [source.source_id for source in sources.values() if source.parser == FORMS]
    asked = set()
    for digest in new:
        folder = files[digest]
        asked |= {folder} if folder in sources else set(of_settlements)
    key = hashlib.sha256(f"{sorted(new)} {seen.since}".encode()).hexdigest()[:24]
    return Seen(lying, lying, seen.since), Drop(key, tuple(sorted(asked)))


def _files(inbox: Path) -> tuple[dict[str, str], bool]:
    """A hash of each file's place, size and time, with its first folder; is any unfinished?"""
    files, unfinished = {}, False
    for path in sorted(inbox.rglob("*")) if inbox.is_dir() else []:
        inside = path.relative_to(inbox)
        if any(part.startswith(_OVERLOOKED) for part in inside.parts):
            continue
        try:
            if not path.is_file():
                continue
            about = path.stat()
        except OSError:  # moved away since it was listed
            unfinished = True
            continue
        unfinished = unfinished or path.name.lower().endswith(UNFINISHED)
        told = f"{inside}\n{about.st_size}\n{about.st_mtime_ns}"
        files[hashlib.sha256(told.encode()).hexdigest()[:16]] = inside.parts[0]
    return files, unfinished

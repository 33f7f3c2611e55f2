"""What every fetcher hands on: files as the publisher issued them, and what could not be had."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from ingest.errors import InputError


@dataclass(frozen=True, slots=True)
class Fetched:
    """One file. ``name`` is the publisher's, ``origin`` the url or folder it came from.

    ``path`` is where the bytes are now; ``retrieved_at`` is an aware UTC time.
    """

    source_id: str
    name: str
    path: Path
    origin: str
    retrieved_at: datetime


@dataclass(frozen=True, slots=True)
class HttpResult:
    """What came and what did not: the failure of one file does not lose the others."""

    fetched: list[Fetched]
    failures: list[InputError]


def utc_now() -> datetime:
    return datetime.now(UTC)


def plain_name(source_id: str, name: str, taken: set[str]) -> str:
    """The name itself, once it is known to be a new file inside one folder; adds it to ``taken``.

    Raises:
        InputError: the name holds a folder, is hidden, or was used before in the same declaration.
    """
    if not name or name.startswith(".") or any(mark in name for mark in "/\\\0"):
        raise InputError(
            f"{source_id}.yml",
            place="fetch",
            found=f"the file name {name!r}",
            expected="a plain file name without folders",
            do="correct name in the declaration",
        )
    # Casefolded, since on some file systems the two would be one file.
    if name.casefold() in taken:
        raise InputError(
            f"{source_id}.yml",
            place="fetch",
            found=f"the file name {name!r} more than once",
            expected="another name for each file, or the second would overwrite the first",
            do="correct name in the declaration; {year} in url asks for {year} or {yy} in name",
        )
    taken.add(name.casefold())
    return name


@contextmanager
def part_file(path: Path) -> Iterator[Path]:
    """Write to ``<name>.part``; it takes its name when all went well and is deleted otherwise.

    Whoever finds that there is nothing to write deletes it.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f"{path.name}.part")
    try:
        yield part
        if part.exists():
            part.replace(path)
    finally:
        part.unlink(missing_ok=True)

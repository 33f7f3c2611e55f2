"""Which archived files a refresh is made of, and the vintage of each."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from ingest.archive import Archive, Entry
from ingest.parse.raw import Understood, raw_folder, read_report
from ingest.source import Source


@dataclass(frozen=True)
class InputFile:
    """A file of a refresh.

    ``vintage`` is the edition, with the publisher's date of revision where there is one
    (``2021-r2023-07-13``) and a running number where other bytes claim the same (``-2``).
    ``rank`` orders the vintages of a source, oldest first. ``offered`` says that its publisher, or
    whoever laid it there, offers it still.
    """

    entry: Entry
    understood: Understood
    vintage: str
    rank: tuple[int, str, str, int]
    raw: Path
    arrived_now: bool
    offered: bool

    @property
    def source_id(self) -> str:
        return self.entry.source_id

    @property
    def sha256(self) -> str:
        return self.entry.sha256

    @property
    def key(self) -> tuple[str, str]:
        return (self.entry.source_id, self.entry.sha256)


def is_wanted(
    entry: Entry, sources: dict[str, Source], present: set[tuple[str, str]], *, synthetic: bool
) -> bool:
    """Whether a refresh reads an archived file: it is offered now, or was published before."""
    return (
        entry.source_id in sources
        and entry.synthetic == synthetic
        and ((entry.source_id, entry.sha256) in present or bool(entry.published_in))
    )


def select_inputs(
    archive: Archive,
    sources: dict[str, Source],
    present: set[tuple[str, str]],
    *,
    synthetic: bool,
) -> list[InputFile]:
    """The files that a refresh reads: those present now, and those a publication rests on already.

    A file that was received once, never published and is no longer offered is left out: somebody
    took it away. So is, of a source that feeds no mart, whatever a newer file of the same edition
    stands for. Real and synthetic files never meet.
    """
    taken: dict[tuple[str, str], list[tuple[str, ...]]] = {}
    files = []
    for entry in archive.entries().values():
        if not is_wanted(entry, sources, present, synthetic=synthetic):
            continue
        folder = raw_folder(archive.home, sources[entry.source_id], entry.sha256)
        understood = read_report(folder)
        if understood is None or (understood.says_synthetic and not synthetic):
            continue
        name = understood.vintage
        others = taken.setdefault((entry.source_id, name), [])
        same_tables = sum(1 for tables in others if set(tables) & set(understood.table_ids))
        others.append(understood.table_ids)
        vintage = name if not same_tables else f"{name}-{same_tables + 1}"
        order = order_of(understood)
        rank = (order, understood.edition, understood.stamp or "", entry.order)
        offered = (entry.source_id, entry.sha256) in present
        files.append(
            InputFile(entry, understood, vintage, rank, folder, not entry.published_in, offered)
        )
    files = [file for file in files if sources[file.source_id].feeds_marts] + _newest(
        file for file in files if not sources[file.source_id].feeds_marts
    )
    return sorted(files, key=lambda file: (file.source_id, file.rank))


def _newest(files: Iterable[InputFile]) -> list[InputFile]:
    """Of files of the same edition and table the one offered now, or else that came last.

    A register that is loaded anew each night is a new file each night: nobody asks for its figures
    of all nights, and a refresh that read them all would take longer each time.
    """
    kept: dict[tuple[str, str, tuple[str, ...]], InputFile] = {}
    for file in sorted(files, key=lambda file: (file.offered, file.rank)):
        kept[file.source_id, file.understood.edition, file.understood.table_ids] = file
    return list(kept.values())


def revised_editions(files: list[InputFile]) -> list[str]:
    """In words, which editions publishers issued again: same edition, other bytes, same tables."""
    said = []
    for position, later in enumerate(files):
        earlier = next(
            (
                file
                for file in reversed(files[:position])
                if file.source_id == later.source_id
                and file.understood.edition == later.understood.edition
                and set(file.understood.table_ids) & set(later.understood.table_ids)
            ),
            None,
        )
        if earlier is not None:
            said.append(
                f"{later.source_id}: {later.vintage} ({later.entry.name}) revises"
                f" {earlier.vintage} ({earlier.entry.name})"
            )
    return said


def order_of(understood: Understood) -> int:
    """An edition's place in time: its year, or the number in it (Knesset 25), or 0 if undated."""
    if understood.edition_year:
        return understood.edition_year
    digits = re.sub(r"\D", "", understood.edition)
    return int(digits) if digits else 0

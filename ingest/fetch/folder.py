"""Publishers' files that lie in a mirror folder: ``root/<source_id>/…``."""

from __future__ import annotations

import os
from fnmatch import fnmatchcase
from pathlib import Path

from ingest.errors import InputError
from ingest.fetch.fetched import Fetched, utc_now
from ingest.source import Source


def fetch_folder(source: Source, root: Path) -> tuple[list[Fetched], list[Path]]:
    """The files of a source, by name, and what lies beside them but matches none of its patterns.

    The second list is there to be reported: nothing that people put in is dropped in silence. A
    sub-folder is in it as a whole. No folder gives two empty lists.

    Raises:
        InputError: a link leads out of ``root``.
    """
    folder = root / source.source_id
    refuse_way_out(folder, root)
    if not folder.is_dir():
        return [], []
    now, found, unmatched = utc_now(), list[Fetched](), list[Path]()
    for path in sorted(folder.iterdir(), key=lambda entry: entry.name):
        if path.name.startswith((".", "~$")):  # hidden, or the lock of a file open in Office
            continue
        refuse_way_out(path, root)
        if path.is_file() and _matches(path.name, source.files):
            found.append(Fetched(source.source_id, path.name, path, str(folder), now))
        elif not _matches(path.name, ("README*", "SHA256SUMS*")):
            unmatched.append(path)
    return found, unmatched


def _matches(name: str, patterns: tuple[str, ...]) -> bool:
    return any(fnmatchcase(name.casefold(), pattern.casefold()) for pattern in patterns)


def refuse_way_out(path: Path, root: Path) -> None:
    target = Path(os.path.realpath(path))
    if not target.is_relative_to(os.path.realpath(root)):
        raise InputError(
            str(path),
            found=f"a link to {target}",
            expected=f"files inside {root}",
            do="copy the file itself into the folder",
        )

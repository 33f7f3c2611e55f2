"""Forms that settlements hand in: ``<settlement>/<file>``, in the inbox or in a mirror."""

from __future__ import annotations

import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path

from ingest.errors import InputError
from ingest.fetch.fetched import Fetched, utc_now
from ingest.fetch.folder import refuse_way_out
from ingest.fetch.inbox import SETTLE_SECONDS, being_written
from ingest.programmes.personal import personal_kinds
from ingest.programmes.settlement import SYNTHETIC
from ingest.source import Source

BETWEEN = "__"
"""Between the folder and the file in the name under which a form is archived."""
_MARK = f"· {SYNTHETIC}".encode()
_TEXTS = (".xml", ".rels")
_LARGEST = 50_000_000


def fetch_forms(source: Source, root: Path) -> tuple[list[Fetched], list[Path]]:
    """The forms of ``root/<source_id>/<settlement>/``, in the order in which they were saved.

    The second list holds what lies beside the folders of settlements, and folders inside them.

    Raises:
        InputError: a link leads out of ``root``.
    """
    folder = root / source.source_id
    return _in_folders(source, root, folder.iterdir() if folder.is_dir() else ())


def fetch_inbox_forms(
    source: Source,
    inbox: Path,
    declared: Iterable[str],
    *,
    synthetic: bool,
    settle_seconds: float = SETTLE_SECONDS,
) -> tuple[list[Fetched], list[Path], list[str]]:
    """As ``fetch_forms``, for ``inbox/<settlement>/``: every folder that is not of a source.

    The third list says in words which files stay where they are for now: those still being
    written, made-up ones while real figures are refreshed, real ones while the sample is, and
    those whose very name holds personal data, since names are published.
    """
    folders = settlement_folders(inbox, declared)
    found, others = _in_folders(source, inbox, folders)
    ready, left = [], []
    for file in found:
        place = f"{file.path.parent.name}/{file.path.name}"
        if name_is_personal(file.path.name):
            left.append(
                f"{file.path.parent.name}/…: a file whose name holds personal data; rename it"
            )
        elif being_written(file.path, settle_seconds):
            left.append(f"{place} is still being written; the next refresh takes it")
        elif (made_up := says_synthetic(file.path)) is not None and made_up != synthetic:
            kind = {True: "synthetic", False: "real"}
            left.append(
                f"{place} is {kind[made_up]}, and this refresh is of {kind[synthetic]} data"
            )
        else:
            ready.append(file)
    return ready, others, left


def settlement_folders(inbox: Path, declared: Iterable[str]) -> list[Path]:
    """The folders of an inbox that are of settlements."""
    if not inbox.is_dir():
        return []
    known = set(declared)
    return [path for path in sorted(inbox.iterdir()) if path.is_dir() and path.name not in known]


def name_is_personal(name: str) -> bool:
    """Whether the name of a file holds a phone, an identity number or a mail address."""
    return bool(personal_kinds(Path(name).stem.replace("_", " ")))


def says_synthetic(path: Path) -> bool | None:
    """Whether a form bears the mark of made-up rows; ``None`` if its texts cannot be read."""
    try:
        return any(_MARK in text for text in _texts(path))
    except (OSError, zipfile.BadZipFile, RuntimeError, NotImplementedError):
        return None


def _texts(path: Path) -> Iterator[bytes]:
    if path.suffix.lower() == ".csv":
        content = path.read_bytes()
        yield content
        yield content.decode("cp1255", errors="ignore").encode()
        return
    with zipfile.ZipFile(path) as parts:
        for part in parts.infolist():
            if part.filename.endswith(_TEXTS) and part.file_size < _LARGEST:
                yield parts.read(part)


def _in_folders(
    source: Source, root: Path, folders: Iterable[Path]
) -> tuple[list[Fetched], list[Path]]:
    now, found, others = utc_now(), list[Fetched](), list[Path]()
    for folder in sorted(folders):
        if folder.name.startswith("."):
            continue
        refuse_way_out(folder, root)
        if not folder.is_dir():
            others += [] if folder.name.startswith("README") else [folder]
            continue
        for path in sorted(folder.iterdir()):
            if path.name.startswith((".", "~$")):  # hidden, or the lock of a file open in Office
                continue
            refuse_way_out(path, root)
            if path.is_file():
                name = f"{folder.name}{BETWEEN}{path.name}"
                found.append(Fetched(source.source_id, name, path, str(folder), now))
            else:
                others.append(path)
    # Of two files that come together the one saved later holds.
    found.sort(key=lambda file: (file.path.parent.name, file.path.stat().st_mtime, file.name))
    return found, others


def parts_of(name: str) -> tuple[str, str]:
    """Folder and file of an archived name.

    Raises:
        InputError: a name without a folder, which no fetcher gives.
    """
    folder, between, file = name.partition(BETWEEN)
    if not between:
        raise InputError(name, found="no folder in the name", expected=f"folder{BETWEEN}file")
    return folder, file

"""Forms that settlements hand in: ``<settlement>/<file>``, in the inbox or in a mirror."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path

from ingest.fetch.fetched import Fetched, utc_now
from ingest.fetch.folder import refuse_way_out
from ingest.fetch.inbox import SETTLE_SECONDS, being_written
from ingest.parse.guard import DAMAGE
from ingest.programmes.personal import personal_kinds
from ingest.programmes.settlement import SYNTHETIC
from ingest.source import Source

_MARK = re.compile(rf"·\s*\(?(?:{SYNTHETIC}|synthetic)", re.IGNORECASE)
_TAGS = re.compile(r"<[^>]*>")
_TEXTS = (".xml", ".rels")
_LARGEST = 50_000_000
_PERSONAL = "…: a file or folder whose name holds personal data; rename it"
_OVERLOOKED = (".", "~$", "README")
"""How files begin that are no forms: hidden ones, locks of files open in Office, notes."""


def fetch_forms(source: Source, root: Path) -> tuple[list[Fetched], list[Path], list[str]]:
    """The forms of ``root/<source_id>/<settlement>/``, in the order in which they were saved.

    The second list holds what lies beside the folders of settlements, and folders inside them. The
    third says which are left where they are since their very name holds personal data, and names
    are published.

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

    The second list also holds files that lie in the inbox itself, of no settlement. The third also
    says which files stay where they are for now: those still being written, made-up ones while
    real figures are refreshed, real ones while the sample is.
    """
    folders = settlement_folders(inbox, declared)
    found, others, left = _in_folders(source, inbox, folders)
    ready = []
    for path in loose_files(inbox):
        if name_is_personal(path.name):
            left.append(_PERSONAL)
        else:
            others.append(path)
    for file in found:
        place = f"{file.path.parent.name}/{file.path.name}"
        if being_written(file.path, settle_seconds):
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


def loose_files(inbox: Path) -> list[Path]:
    """The files of an inbox that lie in no folder, so that nobody knows whose they are."""
    if not inbox.is_dir():
        return []
    return [path for path in sorted(inbox.iterdir()) if path.is_file() and not overlooked(path)]


def overlooked(path: Path) -> bool:
    """Whether a file of the inbox is no form, by its name: hidden, a lock, a README."""
    return path.name.startswith(_OVERLOOKED)


def name_is_personal(name: str) -> bool:
    """Whether the name of a file or folder holds a phone, an identity number or a mail address."""
    path = Path(name)
    bare = name if path.suffix[1:].isdigit() else path.stem
    return bool(personal_kinds(bare.replace("_", " ")))


def says_synthetic(path: Path) -> bool | None:
    """Whether a form bears the mark of made-up rows; ``None`` if its texts cannot be read."""
    try:
        return any(_MARK.search(text) for text in _texts(path))
    except DAMAGE:
        return None


def _texts(path: Path) -> Iterator[str]:
    """The texts of a form; one that a program keeps in several runs is one text here."""
    if path.suffix.lower() == ".csv":
        content = path.read_bytes()
        for encoding in ("utf-8", "cp1255", "utf-16"):
            yield content.decode(encoding, errors="ignore")
        return
    with zipfile.ZipFile(path) as parts:
        for part in parts.infolist():
            if part.filename.endswith(_TEXTS) and part.file_size < _LARGEST:
                yield _TAGS.sub("", parts.read(part).decode("utf-8", errors="ignore"))


def _in_folders(
    source: Source, root: Path, folders: Iterable[Path]
) -> tuple[list[Fetched], list[Path], list[str]]:
    now, found, others, left = utc_now(), list[Fetched](), list[Path](), list[str]()
    for folder in sorted(folders):
        if folder.name.startswith("."):
            continue
        refuse_way_out(folder, root)
        if name_is_personal(folder.name):
            left.append(_PERSONAL)
            continue
        if not folder.is_dir():
            others += [] if folder.name.startswith("README") else [folder]
            continue
        for path in sorted(folder.iterdir()):
            if path.name.startswith((".", "~$")):  # hidden, or the lock of a file open in Office
                continue
            refuse_way_out(path, root)
            if name_is_personal(path.name):
                left.append(_PERSONAL)
            elif path.is_file():
                found.append(Fetched(source.source_id, path.name, path, str(folder), now))
            else:
                others.append(path)
    # Of two files that come together the one saved later holds.
    found.sort(key=lambda file: (file.path.parent.name, file.path.stat().st_mtime, file.name))
    return found, others, left

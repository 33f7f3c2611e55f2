"""A form on its way into the archive: the file, the folder it lay in, and what it came after.

The archive knows files by their bytes. Of a form the folder says whose it is, and the very bytes of
before, laid in again, undo what came between. So what is archived is a bundle that names both: the
same bytes in another folder, or after another file, are another thing that was handed in.
"""

from __future__ import annotations

import json
import shutil
import zipfile
from dataclasses import dataclass, replace
from pathlib import Path

from ingest.archive import Archive, Entry, digest
from ingest.fetch.fetched import Fetched

SUFFIX = ".form"
BETWEEN = "__"
"""Between the folder and the file in the name of a bundle."""
_FACTS, _CONTENT = "form.json", "content"
_NO_TIME = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True)
class Facts:
    """What a bundle says of its file. ``after`` is the sha256 of the bundle it came after."""

    folder: str
    file: str
    sha256: str
    after: str


def shown_name(name: str) -> str:
    """The name of a bundle as people are shown it: folder and file."""
    return name.removesuffix(SUFFIX)


def bundled(forms: list[Fetched], archive: Archive, into: Path) -> list[Fetched]:
    """Each form as a bundle: the newest of its place if it holds these bytes, else a new one.

    A place is a folder and a name: that of a mirror and that of the inbox are two, or each refresh
    would take the one for a change of the other.

    Args:
        forms: files in folders of settlements, those saved later later.
        into: a private folder for new bundles.
    """
    heads = _heads(archive, {form.source_id for form in forms})
    return [
        _bundle(form, heads.get((_place(form.origin), _name(form))), archive, into)
        for form in forms
    ]


def read_facts(path: Path) -> Facts:
    """What the bundle at a path says of its file."""
    with zipfile.ZipFile(path) as parts:
        return Facts(**json.loads(parts.read(_FACTS)))


def unpack(path: Path, into: Path) -> Path:
    """Write the file of a bundle into a folder; its suffix is that of the file."""
    facts = read_facts(path)
    target = into / f"{_CONTENT}{Path(facts.file).suffix}"
    with zipfile.ZipFile(path) as parts, parts.open(_CONTENT) as content, target.open("wb") as out:
        shutil.copyfileobj(content, out)
    return target


def _name(form: Fetched) -> str:
    return f"{form.path.parent.name}{BETWEEN}{form.path.name}{SUFFIX}"


def _place(origin: str) -> str:
    """The inbox or a mirror, wherever they have been moved since."""
    return Path(origin).parent.name


def _heads(archive: Archive, source_ids: set[str]) -> dict[tuple[str, str], Entry]:
    """The bundle that came last from each place."""
    entries = archive.entries().values()
    return {
        (_place(entry.origin), entry.name): entry
        for entry in entries
        if entry.source_id in source_ids
    }


def _bundle(form: Fetched, head: Entry | None, archive: Archive, into: Path) -> Fetched:
    name, sha256 = _name(form), digest(form.path)
    if head is not None:
        path = archive.path_of(head)
        if read_facts(path).sha256 == sha256:
            return replace(form, name=name, path=path)
    facts = Facts(form.path.parent.name, form.path.name, sha256, head.sha256 if head else "")
    folder = into / sha256[:16]
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = folder / name
    with zipfile.ZipFile(path, "w") as parts:
        parts.writestr(zipfile.ZipInfo(_FACTS, _NO_TIME), json.dumps(facts.__dict__))
        with (
            parts.open(zipfile.ZipInfo(_CONTENT, _NO_TIME), "w") as content,
            form.path.open("rb") as file,
        ):
            shutil.copyfileobj(file, content)
    return replace(form, name=name, path=path)

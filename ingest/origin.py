"""Where a refresh takes its files from: the sample, a mirror folder, or the publishers."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from ingest.errors import InputError
from ingest.parse.raw import FORM_LISTS, SEEDS
from ingest.source import load_sources

SAMPLE_MARK = "SYNTHETIC"
"""A file at the root of the sample: whatever lies beside it is made up."""


@dataclass(frozen=True)
class Origin:
    """Where a refresh takes its files from."""

    kind: Literal["sample", "folder", "live"]
    folder: Path | None = None

    @property
    def synthetic(self) -> bool:
        """The sample, or a copy of it: its folder bears the mark wherever it is carried."""
        return self.kind == "sample" or bool(self.folder and (self.folder / SAMPLE_MARK).exists())

    def __str__(self) -> str:
        return str(self.folder) if self.folder else self.kind


def origin_of(text: str, home: Path) -> Origin:
    """Read the value of ``--from``; the sample is written into the home folder if it is not there.

    Raises:
        InputError: a folder that is not there.
    """
    if text == "sample":
        return Origin("sample", _sample(home / "sample"))
    if text == "live":
        return Origin("live")
    folder = Path(text).expanduser().resolve()
    if not folder.is_dir():
        raise InputError(
            f"--from {text}",
            found="no such folder",
            expected="sample, live, or a mirror folder with one sub-folder per source",
        )
    if not _is_mirror(folder):
        inside = [path for path in sorted(folder.iterdir()) if path.is_dir() and _is_mirror(path)]
        hint = [folder.parent] if _is_mirror(folder.parent) else inside
        raise InputError(
            f"--from {text}",
            found="no folder named after a declared source",
            expected="one sub-folder per source, such as cbs_local_authorities/",
            do=f"did you mean {hint[0]}?"
            if hint
            else "lay the publishers' files into such folders",
        )
    return Origin("folder", folder)


def misplaced(declared: Iterable[str], origin: Origin) -> list[Path]:
    """What lies at the root of a mirror and belongs to no declared source: misspelt folders."""
    if origin.folder is None:
        return []
    known = {*declared, SAMPLE_MARK}
    return [
        path
        for path in sorted(origin.folder.iterdir())
        if path.name not in known and not path.name.startswith((".", "README", "SHA256SUMS"))
    ]


def _is_mirror(folder: Path) -> bool:
    return any((folder / source_id).is_dir() for source_id in load_sources())


def _sample(folder: Path) -> Path:
    """The sample of this very generator, written whole or not at all."""
    code = sorted((Path(__file__).parent / "sample").rglob("*.py"))
    forms = sorted((Path(__file__).parent / "programmes").rglob("*.*"))
    rules = [path for path in (*code, *forms) if path.suffix in (".py", ".yml")]
    rules += [SEEDS / name for name in FORM_LISTS]
    stamp = hashlib.sha256(b"".join(path.read_bytes() for path in rules)).hexdigest()
    written = folder / SAMPLE_MARK
    if written.exists() and written.read_text() == stamp:
        return folder
    from ingest.sample import write_sample

    partial = folder.with_name(".sample.part")
    shutil.rmtree(partial, ignore_errors=True)
    partial.mkdir(parents=True)
    write_sample(partial)
    (partial / SAMPLE_MARK).write_text(stamp)
    shutil.rmtree(folder, ignore_errors=True)
    partial.rename(folder)
    return folder

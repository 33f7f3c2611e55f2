"""Survey waves that lie in a mirror or in the inbox: pairs of a declaration and a data file."""

from __future__ import annotations

from pathlib import Path

import yaml

from ingest.fetch.fetched import Fetched
from ingest.fetch.folder import fetch_folder
from ingest.fetch.inbox import SETTLE_SECONDS, being_written
from ingest.source import Source
from ingest.survey.bundle import data_name, write_bundle


def fetch_waves(source: Source, root: Path, into: Path) -> tuple[list[Fetched], list[Path]]:
    """Bundle each wave of ``root/<source_id>/`` as one file of the private folder ``into``.

    The second list holds what belongs to no declaration.

    Raises:
        InputError: a link leads out of ``root``.
    """
    found, others = fetch_folder(source, root)
    if not found:
        return [], others
    into.mkdir(mode=0o700, parents=True, exist_ok=True)
    named = {data_name(file.path) for file in found}
    waves = []
    for file in found:
        bundle = write_bundle(file.path, into)
        waves.append(Fetched(source.source_id, bundle.name, bundle, file.origin, file.retrieved_at))
    return waves, [path for path in others if path.name not in named]


def fetch_inbox_waves(
    source: Source,
    inbox: Path,
    into: Path,
    *,
    synthetic: bool,
    settle_seconds: float = SETTLE_SECONDS,
) -> tuple[list[Fetched], list[Path], list[str]]:
    """As ``fetch_waves``, for whatever refresh is under way.

    The third list says in words which waves stay where they are for now: synthetic ones while real
    figures are refreshed, real ones while the sample is, and those still being written.
    """
    waves, others = fetch_waves(source, inbox, into)
    ready, left = [], []
    for wave in waves:
        declaration = _declaration_of(wave, inbox / source.source_id)
        data = data_name(declaration)
        files = [declaration, *([declaration.with_name(data)] if data else [])]
        place = f"{source.source_id}/{declaration.name}"
        if any(path.exists() and being_written(path, settle_seconds) for path in files):
            left.append(f"{place} is still being written; the next refresh takes it")
        elif (made_up := _says_synthetic(declaration)) is not None and made_up != synthetic:
            kind = {True: "synthetic", False: "real"}
            left.append(
                f"{place} is {kind[made_up]}, and this refresh is of {kind[synthetic]} data"
            )
        else:
            ready.append(wave)
    return ready, others, left


def _declaration_of(wave: Fetched, folder: Path) -> Path:
    stem = wave.name.partition(".")[0]
    return next(path for path in sorted(folder.glob("*.y*ml")) if path.stem == stem)


def _says_synthetic(declaration: Path) -> bool | None:
    """``None`` if the declaration cannot be read, which its refusal will say."""
    try:
        content = yaml.safe_load(declaration.read_text("utf-8-sig"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError):
        return None
    return bool(content.get("synthetic")) if isinstance(content, dict) else None

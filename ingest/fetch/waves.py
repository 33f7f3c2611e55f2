"""Survey waves that lie in a mirror or in the inbox: pairs of a declaration and a data file."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from ingest.fetch.fetched import Fetched
from ingest.fetch.folder import fetch_folder
from ingest.fetch.inbox import SETTLE_SECONDS, being_written
from ingest.source import Source
from ingest.survey.bundle import data_name, read_unchecked, write_bundle


def fetch_waves(source: Source, root: Path, into: Path) -> tuple[list[Fetched], list[Path]]:
    """Bundle each wave of ``root/<source_id>/`` as one file of the private folder ``into``.

    The second list holds what belongs to no declaration.

    Raises:
        InputError: a link leads out of ``root``.
    """
    declarations, others = fetch_folder(source, root)
    return [_bundled(file, into) for file in declarations], _undeclared(declarations, others)


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
    declarations, others = fetch_folder(source, inbox)
    ready, left = [], []
    for file in declarations:
        data = data_name(file.path)
        files = [file.path, *([file.path.with_name(data)] if data else [])]
        place = f"{source.source_id}/{file.name}"
        if any(path.exists() and being_written(path, settle_seconds) for path in files):
            left.append(f"{place} is still being written; the next refresh takes it")
        elif (made_up := _says_synthetic(file.path)) is not None and made_up != synthetic:
            kind = {True: "synthetic", False: "real"}
            left.append(
                f"{place} is {kind[made_up]}, and this refresh is of {kind[synthetic]} data"
            )
        else:
            ready.append(_bundled(file, into))
    return ready, _undeclared(declarations, others), left


def _bundled(declaration: Fetched, into: Path) -> Fetched:
    into.mkdir(mode=0o700, parents=True, exist_ok=True)
    bundle = write_bundle(declaration.path, into)
    return replace(declaration, name=bundle.name, path=bundle)


def _undeclared(declarations: list[Fetched], others: list[Path]) -> list[Path]:
    named = {data_name(file.path) for file in declarations}
    return [path for path in others if path.name not in named]


def _says_synthetic(declaration: Path) -> bool | None:
    """``None`` if the declaration cannot be read, which its refusal will say."""
    content = read_unchecked(declaration)
    return content.get("synthetic") is True if content else None

"""Estimates of a wave kept from one refresh to the next, as long as nothing they rest on changes.

What is kept is what the build would hold: estimates after disclosure control, never answers.
"""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Callable
from pathlib import Path

import polars as pl

from orchestration.home import PROJECT
from orchestration.surveys.waves import WaveFile

RULES = (
    ("estimation", "**/*.py"),
    ("ingest/survey", "*.py"),
    ("orchestration/surveys", "*.py"),
    ("seeds", "*.csv"),
)
Tables = dict[str, pl.DataFrame]


def kept(folder: Path, key: str, make: Callable[[], Tables]) -> Tables:
    """The tables of a key, made only if they are not kept; those of other keys are dropped."""
    own = folder / key
    if own.is_dir():
        return {path.stem: pl.read_parquet(path) for path in sorted(own.glob("*.parquet"))}
    tables = make()
    partial = folder / f".{key}.part"
    shutil.rmtree(folder, ignore_errors=True)
    partial.mkdir(mode=0o700, parents=True)
    for name, table in tables.items():
        table.write_parquet(partial / f"{name}.parquet")
    partial.rename(own)
    return tables


def key_of(wave: WaveFile, resolutions: pl.DataFrame, earlier: pl.DataFrame, rules: bytes) -> str:
    """A hash over a wave, to whom its rows belong, its earlier releases, and all rules."""
    hasher = hashlib.sha256(rules + wave.file.sha256.encode())
    for frame in (resolutions.select("row_no", "settlement_code"), earlier):
        hasher.update(frame.sort(pl.all()).write_csv().encode())
    return hasher.hexdigest()[:32]


def hash_of_rules() -> bytes:
    """Over everything that makes estimates of answers."""
    hasher = hashlib.sha256()
    for folder, pattern in RULES:
        for path in sorted((PROJECT / folder).glob(pattern)):
            hasher.update(path.name.encode() + path.read_bytes())
    return hasher.digest()

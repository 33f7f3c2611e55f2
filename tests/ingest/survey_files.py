"""Small survey waves for the tests of the intake, laid as people lay them."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any
from unittest.mock import patch

import polars as pl
import yaml

from ingest.errors import InputError
from ingest.intake import Intake, take_in
from ingest.origin import Origin
from ingest.parse.file import parse_file
from ingest.parse.pool import Job
from ingest.parse.raw import Understood
from ingest.source import load_sources
from ingest.survey.declaration import Wave, load_wave
from ingest.survey.table import ROW

KIND = "community_survey"
INCOMES = "household_income_survey"
ITEM: dict[str, object] = {"column": "q1", "lowest": 1, "highest": 5, "higher_is": "more"}
SETTLED = 60.0
"""Seconds since a laid file was saved, so that nobody takes it for one still being written."""


def declared(**changes: object) -> dict[str, object]:
    """The least declaration of a community survey, with changes; ``None`` takes a key away."""
    content: dict[str, object] = {
        "wave_id": "wave_2025",
        "kind": KIND,
        "title": {"he": "סקר", "en": "Survey"},
        "producer": {"he": "מכון", "en": "Institute"},
        "licence": "internal",
        "reference_year": 2025,
        "fieldwork_from": "2025-03-01",
        "fieldwork_to": "2025-04-01",
        "population": {"he": "בני 18 ומעלה", "en": "aged 18 and over"},
        "coverage": "settlements",
        "data": "wave.csv",
        "settlement": {"column": "place", "given_as": "code"},
        "weight": "w",
        "items": {"control_truancy": ITEM},
    }
    return {key: value for key, value in {**content, **changes}.items() if value is not None}


def incomes(**changes: object) -> dict[str, object]:
    """The least declaration of an income survey, with changes."""
    content: dict[str, object] = {
        "kind": INCOMES,
        "household": "hh",
        "age": "age",
        "items": None,
        "income": {"disposable": "money"},
        "national_thresholds": {"eu_60": {"value": 4030, "source": "Eurostat"}},
    }
    return declared(**{**content, **changes})


def text_of(content: Mapping[str, object]) -> str:
    return yaml.safe_dump(dict(content), allow_unicode=True, sort_keys=False)


def wave_of(content: Mapping[str, object]) -> Wave:
    return load_wave(text_of(content), "wave.yml")


def table_of(columns: Mapping[str, Sequence[str]]) -> pl.DataFrame:
    """What the reader of data files hands on: texts, and the rows as a spreadsheet counts them."""
    frame = pl.DataFrame(dict(columns), schema=dict.fromkeys(columns, pl.String))
    return frame.with_row_index(ROW, offset=2).with_columns(pl.col(ROW).cast(pl.Int64))


def lines(*rows: Iterable[object]) -> bytes:
    return "".join(",".join(map(str, row)) + "\n" for row in rows).encode()


GOOD = lines(["place", "w", "q1"], ["8000", "1.5", "4"], ["70", "2", "1"])


def lay(
    root: Path,
    content: Mapping[str, object] | str,
    data: bytes | None = GOOD,
    *,
    stem: str = "wave",
    kind: str = KIND,
    seconds_ago: float = SETTLED,
) -> Path:
    """Lay a declaration and its data file into ``root/<kind>/``; the declaration's path."""
    folder = root / kind
    folder.mkdir(parents=True, exist_ok=True)
    declaration = folder / f"{stem}.yml"
    text = content if isinstance(content, str) else text_of(content)
    declaration.write_text(text, "utf-8")
    files = [declaration]
    if data is not None:
        loaded = yaml.safe_load(text)
        files.append(folder / str(loaded["data"]))
        files[-1].write_bytes(data)
    for path in files:
        settle(path, seconds_ago)
    return declaration


def settle(path: Path, seconds_ago: float = SETTLED) -> None:
    moment = path.stat().st_mtime - seconds_ago
    os.utime(path, (moment, moment))


def parse_here(
    jobs: Sequence[Job], home: Path, done: Callable[[Job, Understood | InputError], None]
) -> None:
    """What the pool of workers does, without the second that a worker needs to start."""
    for job in jobs:
        try:
            done(job, parse_file(job.source, job.path, job.name, job.sha256, home))
        except InputError as error:
            done(job, error)


def refresh(
    home: Path, *, synthetic: bool = False, kinds: Sequence[str] = (KIND,), worker: bool = False
) -> Intake:
    """Take in what lies in the inbox of a home whose mirror is empty."""
    if not worker:
        with patch("ingest.intake.parse_all", parse_here):
            return refresh(home, synthetic=synthetic, kinds=kinds, worker=True)
    mirror = home.parent / ("synthetic_mirror" if synthetic else "mirror")
    mirror.mkdir(parents=True, exist_ok=True)
    if synthetic:
        (mirror / "SYNTHETIC").touch()
    sources = load_sources()
    return take_in(
        [sources[kind] for kind in kinds], Origin("folder", mirror), home, requested_by="tests"
    )


def respondents(home: Path, kind: str = KIND) -> pl.DataFrame:
    """The only wave that was read."""
    (path,) = (home / "archive" / "respondents" / kind).glob("*.parquet")
    return pl.read_parquet(path)


def refusal(intake: Intake) -> str:
    """The only failure, in words."""
    (failure,) = intake.failures
    return str(failure)


def rows_of(frame: pl.DataFrame, *columns: str) -> list[tuple[Any, ...]]:
    return frame.select(columns).rows()

"""The waves of a refresh, and the view of their respondents."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, overload

import duckdb
import polars as pl

from estimation.survey.design import Design
from estimation.survey.release import EVERYBODY, NATION
from ingest.inputs import InputFile
from ingest.parse.raw import respondents_file
from ingest.source import Source
from ingest.survey.declaration import Wave
from ingest.survey.parse import read_facts
from orchestration.home import Home

DESIGN = Design(weight="weight", stratum="stratum", psu="psu", reference="wr")
"""``wr``: programmes scale their weights, so these need not sum to the population."""

ROUND = 10
"""As wide as the interval that is left around a hidden number (``seeds/cutoffs.csv``)."""

FAMILIES: tuple[str | None, ...] = (None, "sex", "age_band", "population_group")
"""Columns of ``persons`` by which respondents are grouped; none is everybody."""

WAVES = {
    **dict.fromkeys(("wave_id", "source_id", "sha256"), pl.String),
    **dict.fromkeys(("title_he", "title_en", "producer_he", "producer_en", "licence"), pl.String),
    "reference_year": pl.Int32,
    **dict.fromkeys(("fieldwork_from", "fieldwork_to"), pl.String),
    **dict.fromkeys(("surveyed_he", "surveyed_en", "covers"), pl.String),
    "respondents": pl.Int64,
    **dict.fromkeys(("settlements", "strata", "psus"), pl.Int32),
    "households": pl.Int64,
}


@dataclass(frozen=True)
class WaveFile:
    """A wave: its declaration, counts over all of it, and where its answers stand."""

    wave: Wave
    file: InputFile
    facts: dict[str, Any]
    respondents: Path


def survey_waves(home: Home, files: list[InputFile], sources: dict[str, Source]) -> list[WaveFile]:
    """The latest issue of each wave.

    Earlier issues are not published beside it: the difference of two is the answers of a few.
    """
    latest: dict[str, WaveFile] = {}
    for file in sorted(files, key=lambda file: file.rank):
        source = sources[file.source_id]
        if source.parser == "survey":
            facts = read_facts(file.raw)
            wave = Wave.model_validate(facts["declaration"])
            path = respondents_file(home.folder, source, file.sha256)
            latest[wave.wave_id] = WaveFile(wave, file, facts, path)
    return [latest[wave_id] for wave_id in sorted(latest)]


def wave_row(wave_file: WaveFile, settlements: int) -> dict[str, Any]:
    """One row of ``WAVES``."""
    wave, facts = wave_file.wave, wave_file.facts
    return {
        "wave_id": wave.wave_id,
        "source_id": wave_file.file.source_id,
        "sha256": wave_file.file.sha256,
        "title_he": wave.title.he,
        "title_en": wave.title.en,
        "producer_he": wave.producer.he,
        "producer_en": wave.producer.en,
        "licence": wave.licence,
        "reference_year": wave.reference_year,
        "fieldwork_from": wave.fieldwork_from.isoformat(),
        "fieldwork_to": wave.fieldwork_to.isoformat(),
        "surveyed_he": wave.population.he,
        "surveyed_en": wave.population.en,
        "covers": wave.coverage,
        "settlements": settlements,
        "strata": facts["strata"],
        "psus": facts["psus"],
        **{name: in_round_numbers(facts[name]) for name in ("respondents", "households")},
    }


@overload
def in_round_numbers(count: int) -> int: ...
@overload
def in_round_numbers(count: None) -> None: ...
def in_round_numbers(count: int | None) -> int | None:
    """A count over a whole wave, to the nearest ten.

    The exact one, less all settlements that are published, would be the number that is hidden.
    """
    return None if count is None else round(count / ROUND) * ROUND


def show_persons(
    connection: duckdb.DuckDBPyConnection, wave_file: WaveFile, resolutions: pl.DataFrame
) -> int:
    """Make the view ``persons``: respondents with their settlement and their place in the design.

    Without sampling units the household is one, without households the respondent.

    Returns:
        The number of settlements.
    """
    places = resolutions.filter(
        pl.col("sha256") == wave_file.file.sha256, pl.col("settlement_code").is_not_null()
    ).select("row_no", "settlement_code")
    connection.execute("create or replace temp table places (row_no integer, code varchar)")
    if len(places):
        connection.executemany("insert into places values (?, ?)", places.rows())
    path = str(wave_file.respondents).replace("'", "''")
    connection.execute(
        f"""
        create or replace temp view persons as
        select
            answers.* exclude (stratum, psu, sex, age_band, population_group),
            places.code as settlement_code,
            coalesce(answers.stratum, '') as stratum,
            coalesce(answers.psu, answers.household, cast(answers."row" as varchar)) as psu,
            coalesce(answers.sex, 'sex_not_stated') as sex,
            coalesce(answers.age_band, 'age_not_stated') as age_band,
            coalesce(answers.population_group, 'population_group_not_stated') as population_group
        from read_parquet('{path}') as answers
        inner join places on answers.row_no = places.row_no
        """
    )
    return places["settlement_code"].n_unique()


def domains() -> Iterator[tuple[list[str], str | None, bool]]:
    """Keys of each kind of domain, its family of groups, and whether it is of the nation."""
    for family in FAMILIES:
        group = [family] if family else []
        yield ["settlement_code", *group], family, False
        yield group, family, True


def in_groups(found: pl.DataFrame, family: str | None, *, national: bool) -> pl.DataFrame:
    """Columns of domains under the names of publication: ``settlement_code, population_group``."""
    named = found.with_columns(
        settlement_code=pl.lit(NATION) if national else pl.col("settlement_code"),
        population_group=pl.lit(EVERYBODY) if family is None else pl.col(family),
    )
    return named if family is None or family == "population_group" else named.drop(family)

"""All waves of a refresh → the raw tables of surveys."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial

import duckdb
import polars as pl

from estimation.survey.release import (
    BOUNDS,
    NATION,
    Limits,
    hidden_rows,
    limits_of,
    release,
)
from orchestration.home import PROJECT, Home
from orchestration.surveys.cache import Tables, hash_of_rules, kept, key_of
from orchestration.surveys.community import ITEM_QUALITY, community_estimates, item_quality
from orchestration.surveys.income import income_estimates
from orchestration.surveys.waves import WAVES, WaveFile, show_persons, wave_row

MEMORY_LIMIT = "700MB"
AT_ONCE = 2
"""Waves at work together: scans and linear programs leave the interpreter to each other."""
ESTIMATES = {
    **dict.fromkeys(("wave_id", "source_id", "sha256", "settlement_code"), pl.String),
    **dict.fromkeys(("population_group", "measure_id", "statistic", "indicator_id"), pl.String),
    "reference_year": pl.Int32,
    **dict.fromkeys(("value", "standard_error", "ci_low", "ci_high"), pl.Float64),
    **dict.fromkeys(("n", "n_with"), pl.Int64),
    **dict.fromkeys(("effective_n", "design_effect", "coefficient_of_variation"), pl.Float64),
    "degrees_of_freedom": pl.Int32,
    **dict.fromkeys(("threshold", "direct_value"), pl.Float64),
    **dict.fromkeys(("reliability", "value_status", "hidden_because", "locator"), pl.String),
}


@dataclass(frozen=True)
class Seeds:
    """What people agreed of surveys."""

    measures: pl.DataFrame
    definitions: pl.DataFrame
    scales: pl.DataFrame
    limits: Limits

    @classmethod
    def read(cls) -> Seeds:
        """The seeds of the project."""
        folder = PROJECT / "seeds"
        cutoffs = pl.read_csv(folder / "cutoffs.csv").select("cutoff", "value")
        return cls(
            pl.read_csv(folder / "survey_measures.csv"),
            pl.read_csv(folder / "poverty_definitions.csv"),
            pl.read_csv(folder / "equivalence_scales.csv", infer_schema=False),
            limits_of(dict(cutoffs.iter_rows())),
        )

    def indicators(self) -> pl.DataFrame:
        """``measure_id, statistic, indicator_id``: which estimates are indicators."""
        shares = self.measures.select(
            "measure_id", statistic=pl.lit("share"), indicator_id="share_indicator_id"
        )
        named = {
            "rate": "rate_indicator_id",
            "gap": "gap_indicator_id",
            "gini": "gini_indicator_id",
            "quintile_share_ratio": "ratio_indicator_id",
        }
        of_poverty = [
            self.definitions.select(
                pl.col("definition_id").alias("measure_id"),
                pl.lit(statistic).alias("statistic"),
                pl.col(column).alias("indicator_id"),
            )
            for statistic, column in named.items()
        ]
        return pl.concat([shares, *of_poverty]).drop_nulls("indicator_id")


def estimate_surveys(
    home: Home, waves: list[WaveFile], resolutions: pl.DataFrame, earlier: pl.DataFrame
) -> Tables:
    """Estimate every wave, and hide what has to be hidden; a wave that is known is not read again.

    Args:
        resolutions: settlement of each row of the raw layer.
        earlier: what was released before: ``wave_id`` and as in ``audit_wave``.

    Returns:
        The raw tables ``survey_waves``, ``survey_item_quality``, ``survey_estimates`` and
        ``hidden_cells``, by name.
    """
    found: Tables = {
        "survey_waves": pl.DataFrame(schema=WAVES),
        "survey_item_quality": pl.DataFrame(schema=ITEM_QUALITY),
        "survey_estimates": pl.DataFrame(schema=ESTIMATES),
    }
    seeds, rules = Seeds.read(), hash_of_rules()

    def known_or_new(file: WaveFile) -> Tables:
        of_wave = resolutions.filter(pl.col("sha256") == file.file.sha256)
        before = earlier.filter(pl.col("wave_id") == file.wave.wave_id)
        return kept(
            home.build / "surveys" / file.wave.wave_id,
            key_of(file, of_wave, before, rules),
            partial(estimate_wave, home, file, of_wave, before, seeds),
        )

    with ThreadPoolExecutor(AT_ONCE) as pool:
        for tables in pool.map(known_or_new, waves):
            found = {name: pl.concat([found[name], tables[name]]) for name in found}
    # The gate fills it, from what would be published.
    return {**found, "hidden_cells": pl.DataFrame(schema=BOUNDS)}


def estimate_wave(
    home: Home, file: WaveFile, resolutions: pl.DataFrame, earlier: pl.DataFrame, seeds: Seeds
) -> Tables:
    """The raw tables of one wave; arguments are of this wave alone."""
    wave = file.wave
    national = wave.coverage == "national"
    quality = []
    with duckdb.connect() as connection:
        connection.execute(f"set memory_limit = '{MEMORY_LIMIT}'")
        # Answers of persons, should memory not suffice: they stay where the archive is.
        spill = str(home.folder / "archive" / ".spill").replace("'", "''")
        connection.execute(f"set temp_directory = '{spill}'")
        settlements = show_persons(connection, file, resolutions)
        if wave.items:
            direct, counts, linked = community_estimates(connection, wave, seeds.measures)
            quality = item_quality(connection, wave, seeds.measures)
        else:
            direct, counts, linked = income_estimates(
                connection, wave, seeds.definitions, seeds.scales
            )
    estimates = pl.DataFrame(schema=ESTIMATES)
    if linked:
        if not national:
            direct = direct.filter(pl.col("settlement_code") != NATION)
            counts = counts.filter(pl.col("settlement_code") != NATION)
        counts = counts.with_columns(data_version=pl.lit(file.file.sha256))
        hidden = hidden_rows(counts, linked, earlier, seeds.limits, national=national)
        estimates = _rows(release(direct, hidden, seeds.limits), file, seeds.indicators())
    return {
        "survey_waves": pl.DataFrame([wave_row(file, settlements)], schema=WAVES),
        "survey_item_quality": pl.DataFrame(quality, schema=ITEM_QUALITY),
        "survey_estimates": estimates,
    }


def _rows(released: pl.DataFrame, wave_file: WaveFile, indicators: pl.DataFrame) -> pl.DataFrame:
    """Released estimates as rows of ``ESTIMATES``."""
    wave, file = wave_file.wave, wave_file.file
    place = [
        pl.lit(f"{wave.data}, respondents of "),
        "settlement_code",
        pl.lit(": "),
        "measure_id",
        pl.lit(" "),
        "statistic",
        pl.lit(", "),
        "population_group",
    ]
    if "threshold" not in released.columns:
        released = released.with_columns(threshold=pl.lit(None, pl.Float64))
    return (
        released.join(indicators, on=["measure_id", "statistic"], how="left")
        .with_columns(
            wave_id=pl.lit(wave.wave_id),
            source_id=pl.lit(file.source_id),
            sha256=pl.lit(file.sha256),
            reference_year=pl.lit(wave.reference_year),
            locator=pl.concat_str(place),
        )
        .select(pl.col(name).cast(kind) for name, kind in ESTIMATES.items())
    )

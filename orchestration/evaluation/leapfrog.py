"""The marts of the Local Leapfrog Index: programmes' settlements against their frozen figures."""

from __future__ import annotations

from dataclasses import dataclass

import duckdb
import polars as pl

from estimation.index import Settings, leapfrog_index
from estimation.index.errors import figure_errors

YEAR = ["settlement_code", "index_year"]
FIGURE = [*YEAR, "indicator_id", "population_group"]
ENTERING = ["value", "standard_error", "value_status", "reference_year", "period_key"]
DISTINCTIONS = ["effect", "subjectivity", "level", "horizon"]
WHOLE = "all"


def leapfrog_marts(
    connection: duckdb.DuckDBPyConnection, cutoffs: dict[str, float]
) -> dict[str, pl.DataFrame]:
    """The tables of ``marts`` by name, without ``synthetic``; none where no programme has a
    settlement or no indicator has goalposts.

    Of each programme its settlements are scored among all authorities of the nation: in the year
    of their reference point by what was frozen, in others, and all other authorities, by what is
    published. Indicators that enter are those of the national index: agreed, with goalposts.
    """
    inputs = _read(connection, "int_index_inputs")
    members = _read(connection, "int_leapfrog_members").sort("programme_id", "settlement_code")
    if inputs.is_empty() or members.is_empty():
        return {}
    settings = Settings(
        cell_coverage=cutoffs["leapfrog_cell_coverage"],
        cells=int(cutoffs["leapfrog_cells"]),
        gains=int(cutoffs["leapfrog_gains"]),
        of_last=int(cutoffs["leapfrog_periods"]),
    )
    series = _read(connection, "int_leapfrog_series")
    nation = pl.concat(
        [
            inputs.with_columns(population_group=pl.lit(WHOLE)).select(*FIGURE, *ENTERING),
            _read(connection, "int_index_figures")
            .filter(pl.col("population_group") != WHOLE)
            .join(members, on="settlement_code", how="semi")
            .select(*FIGURE, *ENTERING),
        ]
    )
    frozen = _read(connection, "int_leapfrog_frozen")
    catalogue = pl.DataFrame(
        connection.sql(
            "select distinct i.indicator_id, effect, subjectivity, level, horizon,"
            " i.desired_direction, low, high, weight"
            " from intermediate.int_index_inputs i join seeds.indicators using (indicator_id)"
            " order by 1"
        )
    )
    matrix = pl.DataFrame(
        connection.sql(
            "select distinct effect, subjectivity, level, horizon from marts.logic_matrix"
        )
    )
    known = _Known(catalogue, matrix, figure_errors(nation, series), figure_errors(frozen, series))
    parts = [
        known.of_programme(own, settings)
        for _, own in members.group_by("programme_id", maintain_order=True)
    ]
    return {name: pl.concat([part[name] for part in parts]) for name in parts[0]}


@dataclass(frozen=True)
class _Known:
    """What the index is made of: ``nation`` and ``frozen`` with the columns ``FIGURE`` and
    ``ENTERING``, ``frozen`` in the year of the reference point and of a ``programme_id``."""

    catalogue: pl.DataFrame
    matrix: pl.DataFrame
    nation: pl.DataFrame
    frozen: pl.DataFrame

    def of_programme(self, members: pl.DataFrame, settings: Settings) -> dict[str, pl.DataFrame]:
        """The three marts of one programme."""
        frozen = self.frozen.join(members, on=["programme_id", "settlement_code"], how="semi")
        figures = self._figures(members, frozen)
        worst = self._lower_groups(frozen)
        lower = figures.join(
            worst, on=["settlement_code", "indicator_id", "population_group"], how="semi"
        )
        made = leapfrog_index(
            figures.filter(pl.col("population_group") == WHOLE),
            self.catalogue,
            members.select("settlement_code", "reference_year", start_year="began_year"),
            settings,
            None if lower.is_empty() else lower,
        )
        programme = members.select("programme_id").head(1)
        own = {
            name: programme.join(frame.join(members, on="settlement_code", how="semi"), how="cross")
            for name, frame in made.items()
        }
        index = _index(own["leapfrog_index"], members, settings).join(
            _compared(own["leapfrog_steps"]), on=YEAR, how="left", maintain_order="left"
        )
        return {
            "leapfrog_index": index.join(
                _renewed(figures, frozen), on=YEAR, how="left", maintain_order="left"
            ).join(
                worst.group_by("settlement_code").agg(
                    lower_groups=pl.col("population_group").unique().sort().str.join("; ")
                ),
                on="settlement_code",
                how="left",
                maintain_order="left",
            ),
            "leapfrog_cells": self._cells(own["leapfrog_cells"]),
            "leapfrog_steps": _steps(own["leapfrog_steps"], figures, frozen),
        }

    def _figures(self, members: pl.DataFrame, frozen: pl.DataFrame) -> pl.DataFrame:
        """Of each year the figures that count; at a reference point the frozen ones alone."""
        at = members.filter(pl.col("reference_year").is_not_null()).select(
            "settlement_code", index_year="reference_year"
        )
        points = at.join(self.catalogue.select("indicator_id"), how="cross").join(
            frozen.filter(pl.col("population_group") == WHOLE).drop("population_group"),
            on=[*YEAR, "indicator_id"],
            how="left",
        )
        groups = frozen.filter(pl.col("population_group") != WHOLE)
        columns = [*FIGURE, *ENTERING]
        return pl.concat(
            [
                self.nation.join(at, on=YEAR, how="anti").select(columns),
                points.with_columns(population_group=pl.lit(WHOLE)).select(columns),
                groups.select(columns),
            ]
        )

    def _lower_groups(self, frozen: pl.DataFrame) -> pl.DataFrame:
        """Of each settlement and indicator the group that stood worst at the reference point."""
        worse_first = pl.when(pl.col("desired_direction") == "lower").then(-1).otherwise(1)
        return (
            frozen.filter(pl.col("population_group") != WHOLE)
            .join(self.catalogue, on="indicator_id", how="inner")
            .sort(
                "settlement_code", "indicator_id", pl.col("value") * worse_first, "population_group"
            )
            .unique(["settlement_code", "indicator_id"], keep="first", maintain_order=True)
            .select("settlement_code", "indicator_id", "population_group")
        )

    def _cells(self, made: pl.DataFrame) -> pl.DataFrame:
        """All cells of the matrix, also those that no indicator of the index stands in."""
        every = self.matrix.with_columns(cell=pl.concat_str(DISTINCTIONS, separator=" · "))
        keys = made.select("programme_id", *YEAR).unique()
        reason = (
            pl.when(pl.col("indicators") == 0)
            .then(pl.lit("no_indicator"))
            .when(pl.col("cell_score").is_null())
            .then(pl.lit("cell_below_coverage"))
        )
        return (
            keys.join(every, how="cross")
            .join(made, on=["programme_id", *YEAR, "cell"], how="left")
            .with_columns(pl.col("indicators", "indicators_known").fill_null(0))
            .with_columns(cell_reason=reason)
            .sort("programme_id", *YEAR, "cell")
        )


def _index(made: pl.DataFrame, members: pl.DataFrame, settings: Settings) -> pl.DataFrame:
    """With the baseline of each row, and no change or gain that is not told against one."""
    since = pl.col("index_year") > pl.col("reference_year")
    own = made.join(
        members.select(
            "settlement_code", "baseline_id", "baseline_version", "start_year", "start_from"
        ),
        on="settlement_code",
        how="left",
        maintain_order="left",
    ).with_columns(
        change_reason=pl.when(
            pl.col("baseline_id").is_not_null() & pl.col("reference_year").is_null()
        )
        .then(pl.lit("no_index_before_start"))
        .otherwise("change_reason"),
        replicates=pl.lit(settings.replicates),
        seed=pl.lit(settings.seed),
        **{name: pl.when(since).then(name) for name in ("gain_since", "gain", "gain_error")},
        gain_is=pl.when(since).then("gain_is"),
    )
    periods = pl.col("gain_since").is_not_null().cum_sum().over("settlement_code")
    return own.with_columns(
        sustained_reason=pl.when(pl.col("sustained_growth").is_null()).then(
            pl.when(since.not_() | since.is_null())
            .then(pl.lit("change_not_known"))
            .when(periods < settings.of_last)
            .then(pl.lit("too_few_periods"))
            .otherwise(pl.lit("periods_not_known"))
        )
    )


def _compared(steps: pl.DataFrame) -> pl.DataFrame:
    """The two scores that a change lies between: of the indicators known at both times alone."""
    scores = [
        steps.filter(pl.col("step") == name).select(*YEAR, pl.col("step_value").alias(name))
        for name in ("reference_compared", "score_compared")
    ]
    return scores[0].join(scores[1], on=YEAR, how="full", coalesce=True)


def _renewed(figures: pl.DataFrame, frozen: pl.DataFrame) -> pl.DataFrame:
    """How many indicators of each year have a figure of a later period than the frozen one."""
    then = frozen.select(
        "settlement_code",
        "indicator_id",
        "population_group",
        at="index_year",
        was="period_key",
        was_year="reference_year",
    )
    later = (pl.col("reference_year") > pl.col("was_year")) | (
        (pl.col("reference_year") == pl.col("was_year")) & (pl.col("period_key") > pl.col("was"))
    )
    return (
        figures.filter(pl.col("population_group") == WHOLE)
        .join(then, on=["settlement_code", "indicator_id", "population_group"], how="inner")
        .filter(pl.col("index_year") > pl.col("at"))
        .group_by(YEAR)
        .agg(indicators_renewed=later.fill_null(False).sum().cast(pl.Int32))
    )


def _steps(made: pl.DataFrame, figures: pl.DataFrame, frozen: pl.DataFrame) -> pl.DataFrame:
    """The steps, a figure with the year it speaks of and whether it is the frozen one."""
    is_frozen = frozen.select(
        *YEAR, pl.lit(", frozen").alias("mark"), pl.lit(", מוקפא").alias("mark_he")
    ).unique()
    told = (
        figures.filter(pl.col("population_group") == WHOLE, pl.col("value").is_not_null())
        .join(is_frozen, on=YEAR, how="left")
        .select(
            *YEAR,
            node="indicator_id",
            step_no=pl.lit(1, dtype=pl.Int32),
            told=pl.format("of {}{}", "reference_year", pl.col("mark").fill_null("")),
            told_he=pl.format("שנת {}{}", "reference_year", pl.col("mark_he").fill_null("")),
        )
    )
    return made.join(told, on=[*YEAR, "step_no", "node"], how="left", maintain_order="left").select(
        pl.exclude("told", "told_he", "detail", "detail_he"),
        detail=pl.coalesce("told", "detail"),
        detail_he=pl.coalesce("told_he", "detail_he"),
    )


def _read(connection: duckdb.DuckDBPyConnection, model: str) -> pl.DataFrame:
    return pl.DataFrame(connection.sql(f"from intermediate.{model}"))

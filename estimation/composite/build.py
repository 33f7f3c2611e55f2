"""The whole road from data to index, every step of it kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import polars as pl

from estimation.composite.aggregation import Aggregations, aggregate
from estimation.composite.frames import Step, array_of, checked, notes_of
from estimation.composite.framework import CompositeError, Framework
from estimation.composite.normalisation import Normalisations, normalise
from estimation.composite.preparation import Imputation, Screening, denominate, impute, screen
from estimation.composite.ranking import Ties, ranks
from estimation.composite.treatment import Treatments, treat

Preparation = Literal["denominate", "screen", "impute", "treat"]
ORDER: tuple[Preparation, ...] = ("denominate", "screen", "impute", "treat")


@dataclass(frozen=True)
class Index:
    """An index and how it came about.

    ``steps``: by name, in the order taken (``raw``, then ``denominated``, ``screened``,
    ``imputed``, ``treated`` as far as they were, ``normalised``, ``aggregated``): a frame of the
    unit column and the indicators (``aggregated``: and the groups), and the notes of that step.

    ``scores``: every unit of the data in its order, whether screened out or not: the unit column,
    ``rank`` (1 is the highest; null without an index), the index, the groups below it from the
    highest level down, ``reason`` (why there is no index; null where there is one).
    """

    framework: Framework
    unit: str
    steps: dict[str, Step]
    scores: pl.DataFrame


def build_index(
    data: pl.DataFrame,
    framework: Framework,
    *,
    unit: str,
    screening: Screening | None = None,
    imputation: Imputation | None = None,
    treatment: Treatments | None = None,
    normalisation: Normalisations | None = None,
    aggregation: Aggregations | None = None,
    order: Sequence[Preparation] = ORDER,
    ties: Ties = "min",
) -> Index:
    """The index of each unit, or the reason why it has none.

    Args:
        data: one row per unit: the column ``unit``, the indicators, their denominators, and the
            column that groups units for imputation. Null and NaN are missing.
        screening, imputation, treatment: None leaves the step out.
        normalisation: None is min-max onto 0 to 100.
        aggregation: None is arithmetic, of groups of which two thirds of the weight is there.
        order: the steps before normalisation, of those that are asked for. Denominators that the
            framework declares are applied, unless ``denominate`` is not named here: leave it out
            where the data are denominated already. COINr's example imputes before it screens,
            and then nothing is screened out for what is missing.
        ties: as ``ranks``.

    Raises:
        CompositeError: data, framework or a parameter is wrong, or no unit passes the screening.
    """
    asked = {"screen": screening, "impute": imputation, "treat": treatment}
    if unknown := set(order) - set(ORDER):
        raise CompositeError(f"order: {', '.join(sorted(unknown))}; expected of {ORDER}")
    if repeated := {name for name in order if order.count(name) > 1}:
        raise CompositeError(f"order: {', '.join(sorted(repeated))} more than once")
    wanted = {name for name, rule in asked.items() if rule is not None}
    if left_out := wanted - set(order):
        raise CompositeError(f"order: without {', '.join(sorted(left_out))}, which is asked for")
    if any(node.denominator for node in framework.nodes):
        wanted.add("denominate")

    frame = checked(data, framework, unit)
    steps = {"raw": Step(frame, notes_of([], {}))}
    for name in order:
        if name not in wanted:
            continue
        if name == "denominate":
            steps["denominated"] = denominate(frame, framework, unit=unit)
        elif name == "screen":
            steps["screened"] = screen(frame, framework, screening, unit=unit)
        elif name == "impute":
            steps["imputed"] = impute(frame, framework, imputation, unit=unit)
        else:
            steps["treated"] = treat(frame, framework, treatment, unit=unit)
        frame = [*steps.values()][-1].frame
        if frame.is_empty():
            raise CompositeError("screening: no unit has enough of its indicators")
    columns = [unit, *framework.indicators]
    steps["normalised"] = normalise(frame.select(columns), framework, normalisation, unit=unit)
    steps["aggregated"] = aggregate(steps["normalised"].frame, framework, aggregation, unit=unit)
    steps = {
        name: Step(step.frame if name == "aggregated" else step.frame.select(columns), step.notes)
        for name, step in steps.items()
    }
    return Index(framework, unit, steps, _scores(data, framework, unit, steps, ties))


def long_table(index: Index) -> pl.DataFrame:
    """Every value of every step: unit (text), code, step, value (null where missing)."""
    tables = [
        step.frame.unpivot(index=index.unit, variable_name="code", value_name="value").select(
            pl.col(index.unit).cast(pl.String).alias("unit"),
            "code",
            pl.lit(name).alias("step"),
            "value",
        )
        for name, step in index.steps.items()
    ]
    return pl.concat(tables)


def _scores(
    data: pl.DataFrame, framework: Framework, unit: str, steps: dict[str, Step], ties: Ties
) -> pl.DataFrame:
    made = steps["aggregated"].frame
    groups = framework.groups[::-1]
    [values] = array_of(made, [framework.root])
    ranked = pl.Series("rank", ranks(values, ties=ties), dtype=pl.Float64).fill_nan(None)
    ranked = ranked if ties == "average" else ranked.cast(pl.Int64)
    root = pl.col("code") == framework.root
    reasons = steps["aggregated"].notes.filter(root).select("unit", "reason")
    if "screened" in steps:
        out = steps["screened"].notes.filter(~pl.col("kept")).select("unit", "reason")
        reasons = pl.concat([reasons, out])
    return (
        data.select(unit, pl.col(unit).cast(pl.String).alias("__unit"))
        .join(made.select(unit, ranked, *groups), on=unit, how="left", maintain_order="left")
        .join(reasons.rename({"unit": "__unit"}), on="__unit", how="left", maintain_order="left")
        .select(unit, "rank", *groups, "reason")
    )

"""The rows of a sample as the estimators of ``estimation.survey`` need them, checked."""

from __future__ import annotations

import math
from collections.abc import Sequence

import polars as pl

from estimation.survey.design import Design

DOMAIN = "__domain"


def domains(frame: pl.DataFrame, keys: Sequence[str]) -> tuple[pl.DataFrame, pl.Series]:
    """The combinations of the keys, numbered and sorted, and the number of each row.

    Returns:
        One row per combination, ``DOMAIN`` its number; and for each row of the frame the number,
        null where a key is.
    """
    if not keys:
        one = pl.Series(DOMAIN, [0], dtype=pl.UInt32)
        return one.to_frame(), one.new_from_index(0, frame.height)
    groups = frame.select(keys).drop_nulls().unique().sort(keys).with_row_index(DOMAIN)
    rows = frame.select(keys).join(groups, on=keys, how="left", maintain_order="left")
    return groups, rows[DOMAIN]


def sample_of(frame: pl.DataFrame, design: Design) -> pl.DataFrame:
    """The design's columns under the names that ``Design`` gives them, checked.

    Returns:
        One row per row of the frame: ``weight``, units as numbers, sizes of populations.

    Raises:
        ValueError: a null unit or size; a weight that is null, negative or infinite; sizes that
            vary or are below the sample; one PSU in a stratum where the design says ``error``.
    """
    units = {"stratum": design.stratum, "psu": design.psu, "ssu": design.ssu}
    sizes = {
        "population_size": design.population_size,
        "ssu_population_size": design.ssu_population_size,
    }
    for name in filter(None, (*units.values(), *sizes.values())):
        if nulls := frame[name].null_count():
            raise ValueError(
                f"estimate: {nulls} rows have no {name}; expected every row to have its place in"
                " the design, also one that is in no domain"
            )
    weight = numeric(frame, design.weight) if design.weight else pl.repeat(1.0, pl.len())
    sample = frame.select(
        weight.alias("weight"),
        # Ranks, since svy joins units as texts and a text may hold anything.
        *(pl.col(name).rank("dense").alias(own) for own, name in units.items() if name),
        *(numeric(frame, name).alias(own) for own, name in sizes.items() if name),
    )
    wrong = sample.filter(
        ~pl.col("weight").is_between(0, math.inf, closed="left").fill_null(False)
        | pl.col("weight").is_nan()
    )
    if wrong.height:
        raise ValueError(
            f"estimate: {wrong.height} rows have a weight {design.weight} like"
            f" {wrong['weight'][0]}; expected a number from 0 up; drop or weight them"
        )
    stratum = ["stratum"] if design.stratum else []
    psus = _units(sample, stratum, "psu", "population_size")
    if design.ssu_population_size:
        _units(sample, [*stratum, "psu"], "ssu", "ssu_population_size")
    lonely = psus.filter((pl.col("sampled") == 1) & (pl.col("population") > 1))
    if design.stratum and design.single_psu == "error" and lonely.height:
        raise ValueError(
            f"estimate: {lonely.height} strata of {design.stratum} have one PSU; expected two or"
            " more; merge strata, or choose single_psu centre or certainty"
        )
    return sample


def _units(sample: pl.DataFrame, within: Sequence[str], unit: str, size: str) -> pl.DataFrame:
    """Units in the sample and in the population of each stratum (or PSU)."""
    there = sample.columns
    counted = sample.group_by(within or [pl.lit(0).alias("all")]).agg(
        (pl.col(unit).n_unique() if unit in there else pl.len()).alias("sampled"),
        (pl.col(size) if size in there else pl.lit(math.inf)).min().alias("population"),
        (pl.col(size) if size in there else pl.lit(math.inf)).max().alias("most"),
    )
    wrong = counted.filter(
        (pl.col("population") != pl.col("most")) | ~(pl.col("population") >= pl.col("sampled"))
    )
    if wrong.height:
        first = wrong.row(0, named=True)
        raise ValueError(
            f"estimate: {size} is {first['population']:g} to {first['most']:g} where"
            f" {first['sampled']} units were sampled; expected one number in each"
            f" {within[-1] if within else 'sample'}, no smaller than the sample"
        )
    return counted


def numeric(frame: pl.DataFrame, name: str) -> pl.Expr:
    """The column as floating-point numbers; true is 1.

    Raises:
        ValueError: a column of another kind.
    """
    dtype = frame.schema[name]
    if not (dtype.is_numeric() or dtype in (pl.Boolean, pl.Null)):
        raise ValueError(
            f"estimate: column {name} is {dtype}; expected numbers or true/false; cast it, or"
            " estimate a proportion"
        )
    return pl.col(name).cast(pl.Float64)

"""Survey estimates and their errors from a sample design, by Taylor linearisation.

Sources: Särndal, Swensson and Wretman (1992), Model Assisted Survey Sampling, 5.5 and 5.8 for the
linearised variance of ratios and of domains; Lumley (2010), Complex Surveys. The variances are
computed by ``svy``; what R's ``survey`` prints is what the tests hold them to.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, get_args

import polars as pl

from estimation.survey.design import (
    RESULT,
    Design,
    design_of,
    require_columns,
    result_columns,
)
from estimation.survey.sample import DOMAIN, domains, numeric, sample_of

Kind = Literal["mean", "total", "ratio", "proportion"]

_SINGLE_PSU: dict[str, Literal["center", "skip"]] = {"centre": "center", "certainty": "skip"}
_DOMAINS_AT_ONCE = 16
"""svy makes the covariance of all domains of a call: its time goes with their square."""
_ROUNDING = 1e-24
"""Relative to the square of the estimate: below it a variance is what rounding left of 0."""


@dataclass(frozen=True)
class Statistic:
    """What is estimated; made by ``mean``, ``total``, ``ratio`` or ``proportion``."""

    kind: Kind
    column: str
    denominator: str | None = None
    level: Any = None

    def __post_init__(self) -> None:
        if self.kind not in get_args(Kind):
            raise ValueError(
                f"statistic: {self.kind!r}; expected one of {', '.join(get_args(Kind))}"
            )
        if (self.kind == "ratio") != (self.denominator is not None):
            raise ValueError(
                f"statistic: {self.kind} of {self.column}: a ratio, and nothing else, names a"
                " denominator; write ('ratio', numerator, denominator)"
            )


def mean(column: str) -> Statistic:
    """The mean of a numeric or true/false column."""
    return Statistic("mean", column)


def total(column: str) -> Statistic:
    """The sum over the population of a numeric or true/false column."""
    return Statistic("total", column)


def ratio(numerator: str, denominator: str) -> Statistic:
    """One total over another."""
    return Statistic("ratio", numerator, denominator=denominator)


def proportion(column: str, level: Any = None) -> Statistic:
    """The share (0 to 1) that has a level of a column; without ``level``, of each there is."""
    return Statistic("proportion", column, level=level)


def estimate(
    frame: pl.DataFrame,
    design: Design | Mapping[str, Any],
    statistic: Statistic | Sequence[Any],
    by: str | Sequence[str] | None = None,
) -> pl.DataFrame:
    """A statistic of the population, or of each domain, with its error.

    A domain is estimated with the whole design. Missing (null, NaN) values take a row out of the
    domain, not out of the design; so does a null in a ``by`` column.

    Args:
        frame: one row per respondent.
        design: a ``Design``, or a mapping with its attributes.
        statistic: a ``Statistic``, or ``("mean", column)``, ``("total", column)``,
            ``("ratio", numerator, denominator)``, ``("proportion", column)`` or
            ``("proportion", column, level)``.
        by: columns whose combinations are the domains.

    Returns:
        One row per combination there is, sorted: the ``by`` columns; ``level`` for a proportion of
        which none was named; ``value``, ``standard_error`` and the interval ``ci_low, ci_high`` at
        95 %, in the unit of the column; ``n`` rows with an answer and a weight above 0;
        ``design_effect``, ``effective_n`` = n / design effect; ``coefficient_of_variation``
        (0.1 is 10 %); ``degrees_of_freedom`` = PSUs - strata that hold the domain.
        Intervals are by Student's t, of proportions on the logit scale. Error and interval are
        null where the design cannot tell them (``result_columns`` says when).

    Raises:
        ValueError: a column that is not there or not numeric; no rows; a weight that is null,
            negative or infinite; a null stratum or PSU; a population size that is null, varies
            within the stratum or is below the sample; a level nobody has; one PSU in a stratum
            where the design says ``error``.
    """
    design = design_of(design)
    asked = statistic if isinstance(statistic, Statistic) else statistic_of(statistic)
    keys = [by] if isinstance(by, str) else list(by or [])
    measured = [asked.column] + ([asked.denominator] if asked.denominator else [])
    require_columns(frame, [*design.columns, *measured, *keys], "estimate")
    if taken := [name for name in keys if name in (*RESULT, "level", DOMAIN)]:
        raise ValueError(f"estimate: by {', '.join(taken)}: a column of the result; rename it")
    if frame.is_empty():
        raise ValueError("estimate: the frame has no rows; expected one row per respondent")
    groups, domain = domains(frame, keys)
    sample = sample_of(frame, design).with_columns(domain)
    by_level = asked.kind == "proportion" and asked.level is None
    parts = []
    for level, values in _values(frame, asked):
        found = _estimate(sample.with_columns(values), design, asked.kind)
        parts.append(
            groups.join(found, on=DOMAIN, how="left").with_columns(
                level.new_from_index(0, groups.height),
                pl.col("n", "degrees_of_freedom").fill_null(0),
            )
        )
    order = [DOMAIN, "level"] if by_level else [DOMAIN]
    return result_columns(
        pl.concat(parts).sort(order),
        design,
        [*keys, *order[1:]],
        proportion=pl.lit(asked.kind == "proportion"),
    )


def statistic_of(written: Sequence[Any]) -> Statistic:
    """A statistic from a tuple or list, as a YAML file has it.

    Raises:
        ValueError: a kind there is not, or words too many or too few.
    """
    kinds: dict[str, Any] = {
        "mean": mean, "total": total, "ratio": ratio, "proportion": proportion
    }  # fmt: skip
    kind, *arguments = written if not isinstance(written, str) else [written]
    most = 1 if kind in ("mean", "total") else 2
    least = 2 if kind == "ratio" else 1
    if kind not in kinds or not least <= len(arguments) <= most:
        raise ValueError(
            f"statistic: {written!r}; expected (mean, column), (total, column),"
            " (ratio, numerator, denominator) or (proportion, column[, level])"
        )
    made: Statistic = kinds[kind](*arguments)
    return made


def _values(frame: pl.DataFrame, asked: Statistic) -> Iterator[tuple[pl.Series, pl.DataFrame]]:
    """What is to be averaged: ``y`` and, of a ratio, ``x``; of a proportion for each level."""
    if asked.kind != "proportion":
        named = {"y": asked.column} | ({"x": asked.denominator} if asked.denominator else {})
        values = frame.select(
            numeric(frame, name).fill_nan(None).alias(own) for own, name in named.items()
        )
        if wrong := [name for own, name in named.items() if values[own].is_infinite().any()]:
            raise ValueError(
                f"estimate: {', '.join(wrong)} has infinite values; expected finite numbers or"
                " nulls; replace them"
            )
        yield pl.Series("level", [None]), values
        return
    column = frame[asked.column]
    if column.dtype.is_float():
        column = column.fill_nan(None)
    levels = column.drop_nulls().unique().sort()
    if levels.is_empty():
        raise ValueError(
            f"estimate: column {asked.column} has no answers; expected one at least; leave it out"
        )
    if asked.level is not None:
        at = levels.to_list().index(asked.level) if asked.level in levels.to_list() else None
        if at is None:
            raise ValueError(
                f"estimate: nobody has {asked.column} = {asked.level!r}; expected one of"
                f" {', '.join(repr(level) for level in levels.head(20))}"
            )
        levels = levels[at : at + 1]
    for at in range(len(levels)):
        level = levels[at : at + 1].alias("level")
        yield level, (column == level).cast(pl.Float64).alias("y").to_frame()


def _estimate(sample: pl.DataFrame, design: Design, kind: Kind) -> pl.DataFrame:
    """Value, variances, counts and degrees of freedom of each domain that has an answer."""
    values = [name for name in ("y", "x") if name in sample.columns]
    answered = (pl.col("weight") > 0) & pl.all_horizontal(pl.col(values).is_not_null())
    sample = sample.with_columns(
        pl.col(values).fill_null(0.0), pl.when(answered).then(pl.col(DOMAIN)).alias(DOMAIN)
    )
    simple = _simple_random(sample.drop_nulls(DOMAIN), kind)
    numbers = simple[DOMAIN].sort().to_list()
    made = [
        _linearised(sample, design, kind, numbers[at : at + _DOMAINS_AT_ONCE])
        for at in range(0, len(numbers), _DOMAINS_AT_ONCE)
    ]
    schema = {
        DOMAIN: pl.UInt32,
        "value": pl.Float64,
        "variance": pl.Float64,
        "degrees_of_freedom": pl.Int64,
    }
    found = pl.concat([pl.DataFrame(schema=schema), *made]).join(simple, on=DOMAIN)
    return found.with_columns(
        pl.when(pl.col(name) > _ROUNDING * pl.col("value") ** 2)
        .then(pl.col(name))
        .otherwise(pl.when(pl.col(name).is_not_nan()).then(0.0))
        .alias(name)
        for name in ("variance", "srs_variance")
    )


def _linearised(
    sample: pl.DataFrame, design: Design, kind: Kind, numbers: Sequence[int]
) -> pl.DataFrame:
    import svy  # half a second of imports, for microdata alone

    within = pl.col(DOMAIN).is_between(numbers[0], numbers[-1])
    data = sample.with_columns(pl.when(within).then(pl.col(DOMAIN)).alias("domain"))
    size = (
        svy.PopSize("population_size", "ssu_population_size")
        if (design.ssu_population_size)
        else "population_size"
    )
    surveyed = svy.Sample(
        data.drop(DOMAIN),
        svy.Design(
            wgt="weight",
            stratum="stratum" if design.stratum else None,
            psu="psu" if design.psu else None,
            ssu="ssu" if design.ssu else None,
            pop_size=size if design.population_size else None,
            singleton=_SINGLE_PSU.get(design.single_psu) if design.stratum else None,
        ),
    )
    by: Any = {"by": "domain", "drop_nulls": True}
    if kind == "ratio":
        made = surveyed.estimation.ratio("y", "x", **by)
    elif kind == "total":
        made = surveyed.estimation.total("y", **by)
    else:
        made = surveyed.estimation.mean("y", **by)
    rows: pl.DataFrame = made.to_polars()
    return rows.select(
        pl.col("domain").cast(pl.UInt32).alias(DOMAIN),
        pl.col("est").alias("value"),
        (pl.col("se") ** 2).alias("variance"),
        pl.col("df").cast(pl.Int64).alias("degrees_of_freedom"),
    )


def _simple_random(sample: pl.DataFrame, kind: Kind) -> pl.DataFrame:
    """Rows, their weights, and the variance had as many been drawn at random, with replacement."""
    w, y = pl.col("weight"), pl.col("y")
    if kind == "ratio":
        x = pl.col("x")
        ratio_ = (w * y).sum() / (w * x).sum()
        residual, scale = y - ratio_ * x, w.sum() / (w * x).sum()
    else:
        residual = y - (w * y).sum() / w.sum()
        scale = w.sum() if kind == "total" else pl.lit(1.0)
    spread = (w * residual**2).sum() / w.sum() * pl.len() / (pl.len() - 1)
    return sample.group_by(DOMAIN).agg(
        n=pl.len().cast(pl.Int64),
        sum_of_weights=w.sum(),
        srs_variance=pl.when(pl.len() > 1).then(spread * scale**2 / pl.len()),
    )

"""Scales of several items: a person's mean, Cronbach's alpha, intraclass correlation.

Sources: Cronbach (1951), Coefficient alpha and the internal structure of tests; Shrout and Fleiss
(1979), Intraclass correlations, the one-way model ICC(1); Sampson, Raudenbush and Earls (1997),
Neighborhoods and violent crime, for persons within neighbourhoods; Wolter (2007), Introduction to
Variance Estimation, 4.5, for the stratified jackknife of their errors.

An item is a numeric column (or, in SQL, a column of the source) already turned the way of the
scale: which items are reversed is known where the answers are read.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
import polars as pl
from scipy.special import stdtrit

from estimation.survey.design import Design, quoted, require_columns
from estimation.survey.jackknife import Sums, jackknife
from estimation.survey.queries import PsuSums

_UPPER = 0.975
_ROUNDING = 1e-13
_RESULT = ("scale", "value", "standard_error", "ci_low", "ci_high", "n", "degrees_of_freedom")


@dataclass(frozen=True)
class Scale:
    """Items that together measure one thing; a person needs ``minimum`` answers for a mean."""

    name: str
    items: tuple[str, ...]
    minimum: int = 4

    def __post_init__(self) -> None:
        if len(self.items) < 2 or not 1 <= self.minimum <= len(self.items):
            raise ValueError(
                f"scale {self.name}: {len(self.items)} items, at least {self.minimum} answered;"
                " expected two items or more, and a minimum from 1 to their number"
            )


def person_mean(items: Sequence[str], minimum: int = 4) -> pl.Expr:
    """The mean of a person's answers, null with fewer than ``minimum`` of them."""
    answers = [pl.col(item).cast(pl.Float64).fill_nan(None) for item in items]
    answered = pl.sum_horizontal(answer.is_not_null().cast(pl.Int32) for answer in answers)
    return pl.when(answered >= minimum).then(pl.mean_horizontal(*answers))


def person_mean_sql(items: Sequence[str], minimum: int = 4) -> str:
    """As ``person_mean``, as an SQL expression; a ``Measure`` may have it."""
    answers = [quoted(item) for item in items]
    answered = " + ".join(f"(case when {answer} is null then 0 else 1 end)" for answer in answers)
    total = " + ".join(f"coalesce(cast({answer} as double precision), 0)" for answer in answers)
    return f"case when {answered} >= {minimum} then ({total}) / ({answered}) end"


def scale_sums(scale: Scale) -> PsuSums:
    """What the scan of ``survey_queries.sums_query`` has to bring for a scale (``further``).

    Of those who answered all items (alpha): their number, weights, and the weighted sums of each
    item, its square, and the square of the total. Of those who have a person mean (intraclass
    correlation): number, sum and squares, not weighted.
    """
    items = [f"cast({quoted(item)} as double precision)" for item in scale.items]
    complete = " and ".join(f"{quoted(item)} is not null" for item in scale.items)
    name, whole, person = scale.name, f"__total_{scale.name}", f"__person_{scale.name}"
    values = {
        whole: f"case when {complete} then {' + '.join(items)} end",
        person: person_mean_sql(scale.items, scale.minimum),
    }
    total, mean = quoted(whole), quoted(person)
    sums = {
        f"{name}__n": f"count(__weight * {total})",
        f"{name}__w": f"sum(case when {total} is not null then __weight end)",
        f"{name}__tt": f"sum(__weight * {total} * {total})",
        f"{name}__persons": f"count(__weight * {mean})",
        f"{name}__y": f"sum(case when __weight > 0 then {mean} end)",
        f"{name}__yy": f"sum(case when __weight > 0 then {mean} * {mean} end)",
    }
    for at, item in enumerate(items):
        value = f"__item_{at}_{name}"
        values[value] = f"case when {complete} then {item} end"
        sums[f"{name}__x{at}"] = f"sum(__weight * {quoted(value)})"
        sums[f"{name}__xx{at}"] = f"sum(__weight * {quoted(value)} * {quoted(value)})"
    return PsuSums(values, sums)


def cronbach_alpha(
    sums: pl.DataFrame,
    keys: Sequence[str],
    scales: Sequence[Scale],
    design: Design,
    design_keys: Sequence[str] = (),
) -> pl.DataFrame:
    """Cronbach's alpha of those who answered every item, weighted, with its jackknife error.

    Args:
        sums: one row per finest keys × stratum × PSU, as ``survey_queries.sums_query`` brings it
            with ``scale_sums`` of each scale.
        keys: whose combinations are the domains; fewer than in the sums are coarser domains.
        design_keys: those of which each combination is a sample of its own, such as the wave.

    Returns:
        One row per domain and scale: the keys, ``scale, value, standard_error, ci_low, ci_high``
        (95 %, Student's t), ``n`` persons, ``degrees_of_freedom``. Value null where fewer than two
        kinds of totals are; error and interval below one degree of freedom, where leaving out one
        PSU leaves no value, and where every PSU of the population was drawn.

    Raises:
        ValueError: a column the sums have not; a design without PSUs; rows without place in the
            design or sound weight; one PSU in a stratum where the design says ``error``.
    """
    return _of_scales(sums, keys, scales, design, design_keys, _alpha_sums, _alpha, weighted=True)


def intraclass_correlation(
    sums: pl.DataFrame,
    keys: Sequence[str],
    scales: Sequence[Scale],
    design: Design,
    design_keys: Sequence[str] = (),
) -> pl.DataFrame:
    """The share of the variance of person means that lies between PSUs, ICC(1), not weighted.

    ``(MSB - MSW) / (MSB + (n0 - 1) MSW)``, n0 the mean size of PSUs adjusted for their difference;
    below 0 where PSUs differ less than chance would have them. Arguments, columns and errors as
    ``cronbach_alpha``; ``n`` are the persons with a mean.
    """
    return _of_scales(
        sums, keys, scales, design, design_keys, _group_sums, _correlation, weighted=False
    )


def _alpha_sums(scale: Scale) -> dict[str, pl.Expr]:
    names = ["n", "w", "tt"]
    names += [f"{part}{at}" for at in range(len(scale.items)) for part in ("x", "xx")]
    return {name: pl.col(f"{scale.name}__{name}") for name in names}


def _alpha(scale: Scale, of: Sums) -> pl.Expr:
    weight, count = of("w"), len(scale.items)
    within = pl.sum_horizontal(
        of(f"xx{at}") / weight - (of(f"x{at}") / weight) ** 2 for at in range(count)
    )
    squares = of("tt") / weight
    total = pl.sum_horizontal(of(f"x{at}") for at in range(count)) / weight
    whole = squares - total**2
    return pl.when((weight > 0) & (whole > _ROUNDING * squares)).then(
        count / (count - 1) * (1 - within / whole)
    )


def _group_sums(scale: Scale) -> dict[str, pl.Expr]:
    n, y, yy = (pl.col(f"{scale.name}__{part}") for part in ("persons", "y", "yy"))
    # A PSU where nobody has a mean is no group.
    between = pl.when(n > 0).then(y**2 / n)
    return {"n": n, "groups": n > 0, "nn": n**2, "y": y, "yy": yy, "between": between}


def _correlation(_: Scale, of: Sums) -> pl.Expr:
    persons, groups = of("n"), of("groups")
    between = (of("between") - of("y") ** 2 / persons) / (groups - 1)
    within = (of("yy") - of("between")) / (persons - groups)
    size = (persons - of("nn") / persons) / (groups - 1)
    whole = between + (size - 1) * within
    varied = whole > _ROUNDING * of("yy") / persons
    return pl.when((groups > 1) & (persons > groups) & varied).then((between - within) / whole)


def _of_scales(
    sums: pl.DataFrame,
    keys: Sequence[str],
    scales: Sequence[Scale],
    design: Design,
    design_keys: Sequence[str],
    columns: Callable[[Scale], Mapping[str, pl.Expr]],
    statistic: Callable[[Scale, Sums], pl.Expr],
    *,
    weighted: bool,
) -> pl.DataFrame:
    if design.psu is None:
        raise ValueError("scales: a design without psu; expected PSUs, of which one is left out")
    parts = {
        scale.name: {f"__part_{name}": part for name, part in columns(scale).items()}
        for scale in scales
    }
    read = {name: _read(of_scale.values()) for name, of_scale in parts.items()}
    units = ["__stratum", "__psu"] if design.stratum else ["__psu"]
    needed = [column for columns_of in read.values() for column in columns_of]
    require_columns(sums, [*keys, *design_keys, *units, "__faults", *needed], "scales")
    sums = sums.drop_nulls(list(design_keys)).with_columns(__all=pl.lit(0))
    if not design.stratum:
        sums = sums.with_columns(__stratum=pl.lit(0))
    samples = [*design_keys, "__stratum"]
    sampled = _sampled(sums, samples, design)
    domains = ["__all", *keys]
    made = []
    for scale in scales:
        psus = (
            sums.drop_nulls(list(keys))
            .group_by([*domains, "__stratum", "__psu"])
            .agg(pl.col(read[scale.name]).cast(pl.Float64).sum())
            .with_columns(
                part.cast(pl.Float64).fill_null(0.0).alias(name)
                for name, part in parts[scale.name].items()
            )
            .join(sampled, on=samples)
        )
        there = pl.col("__part_n") > 0
        strata = pl.col("__stratum").filter(there).n_unique()
        counts = psus.group_by(domains).agg(
            n=pl.col("__part_n").sum().cast(pl.Int64),
            degrees_of_freedom=there.sum().cast(pl.Int64) - strata.cast(pl.Int64),
        )
        found = jackknife(
            psus,
            domains,
            list(parts[scale.name]),
            partial(_of_parts, scale, statistic),
            single_psu=design.single_psu,
            rescaled=weighted,
        )
        made.append(found.join(counts, on=domains).with_columns(scale=pl.lit(scale.name)))
    names = [scale.name for scale in scales]
    order = pl.col("scale").cast(pl.Enum(names))
    return _with_intervals(pl.concat(made).sort([*keys, order])).select(*keys, *_RESULT)


def _of_parts(scale: Scale, statistic: Callable[[Scale, Sums], pl.Expr], of: Sums) -> pl.Expr:
    return statistic(scale, lambda name: of(f"__part_{name}"))


def _read(parts: Iterable[pl.Expr]) -> list[str]:
    return sorted({name for part in parts for name in part.meta.root_names()})


def _sampled(sums: pl.DataFrame, samples: Sequence[str], design: Design) -> pl.DataFrame:
    """PSUs of each stratum of each sample, and the share they are of its population's."""
    size = pl.col("__population_size").max() if design.population_size else pl.lit(np.inf)
    counted = sums.group_by(samples).agg(
        pl.col("__faults").cast(pl.Int64).sum(),
        __sampled=pl.col("__psu").n_unique().cast(pl.Int64),
        __size=size.cast(pl.Float64),
    )
    if faults := counted["__faults"].sum():
        raise ValueError(
            f"scales: {faults} rows have no {design.stratum or design.psu}, or a {design.weight}"
            " that is no number from 0 up; expected every row to have them; drop or mend them"
        )
    if design.single_psu == "error" and (counted["__sampled"] == 1).any():
        raise ValueError(
            f"scales: strata of {design.stratum} have one PSU; expected two or more; merge"
            " strata, or choose single_psu centre or certainty"
        )
    return counted.select(
        *samples, "__sampled", (pl.col("__sampled") / pl.col("__size")).alias("__fraction")
    )


def _with_intervals(found: pl.DataFrame) -> pl.DataFrame:
    freedom = found["degrees_of_freedom"].cast(pl.Float64).to_numpy()
    quantile = pl.Series("quantile", stdtrit(freedom, np.full(len(freedom), _UPPER)))
    known = (pl.col("degrees_of_freedom") >= 1) & (pl.col("variance") > _ROUNDING**2)
    margin = pl.col("quantile") * pl.col("standard_error")
    return (
        found.with_columns(quantile.fill_nan(None))
        .with_columns(standard_error=pl.when(known).then(pl.col("variance").sqrt()))
        .with_columns(ci_low=pl.col("value") - margin, ci_high=pl.col("value") + margin)
    )

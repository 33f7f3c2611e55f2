"""What every survey estimate shares: the sample design, and the columns of a result.

Sources: Wolter (2007), Introduction to Variance Estimation, for strata, primary sampling units
(PSUs) and degrees of freedom; Kish (1965), Survey Sampling, for the design effect; Korn and
Graubard (1999), Analysis of Health Surveys, 3.2, for intervals of proportions on the logit scale.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any, Literal, get_args

import numpy as np
import polars as pl
from scipy.special import stdtrit

SinglePsu = Literal["centre", "certainty", "error"]
Reference = Literal["wor", "wr"]

RESULT: dict[str, pl.DataType] = {
    "value": pl.Float64(),
    "standard_error": pl.Float64(),
    "ci_low": pl.Float64(),
    "ci_high": pl.Float64(),
    "n": pl.Int64(),
    "effective_n": pl.Float64(),
    "design_effect": pl.Float64(),
    "coefficient_of_variation": pl.Float64(),
    "degrees_of_freedom": pl.Int64(),
}
_UPPER = 0.975


@dataclass(frozen=True)
class Design:
    """How the sample was drawn: the names of the columns that tell it.

    Attributes:
        weight: the number of units in the population a row stands for; none is 1 for all. A row
            of weight 0 stays in the design and is in no domain.
        stratum: none is one stratum.
        psu: none is each row its own. Codes are read within the stratum: the same code in two
            strata is two PSUs (R's ``nest=TRUE``).
        population_size: PSUs (rows, without ``psu``) in the population of the stratum, for the
            finite population correction. None is sampling with replacement.
        ssu: units of the second stage, drawn within each PSU; of use with their number alone.
        ssu_population_size: their number in the population of the PSU. Given, the variance has
            the term of the second stage; not given, PSUs alone make the variance.
        single_psu: what a stratum with one PSU in the sample adds to the variance. ``centre``
            takes its distance from the mean of all PSUs (R's ``adjust``): larger than the truth
            where strata differ, which is the safe side of an error. ``certainty`` adds nothing,
            which is right only of a PSU taken for sure. ``error`` refuses.
        reference: the simple random sample the design effect compares with: without replacement
            (``wor``, N the sum of weights) or with (``wr``, the one for weights that were scaled).
    """

    weight: str | None = None
    stratum: str | None = None
    psu: str | None = None
    population_size: str | None = None
    ssu: str | None = None
    ssu_population_size: str | None = None
    single_psu: SinglePsu = "centre"
    reference: Reference = "wor"

    def __post_init__(self) -> None:
        if self.single_psu not in get_args(SinglePsu):
            raise ValueError(
                f"design: single_psu {self.single_psu!r}; expected one of"
                f" {', '.join(get_args(SinglePsu))}"
            )
        if self.reference not in get_args(Reference):
            raise ValueError(f"design: reference {self.reference!r}; expected wor or wr")
        if self.population_size and not self.weight:
            raise ValueError("design: population_size without weight; name the weight's column")
        if self.ssu_population_size and not (self.ssu and self.psu and self.population_size):
            raise ValueError(
                "design: ssu_population_size without ssu, psu and population_size; a correction at"
                " the second stage needs its units and the first"
            )

    @property
    def columns(self) -> list[str]:
        """The columns named, in the order of the attributes."""
        named = [getattr(self, field.name) for field in fields(self)[:6]]
        return [name for name in named if name is not None]


def design_of(design: Design | Mapping[str, Any]) -> Design:
    """A design from what a notebook or a YAML file says.

    Raises:
        ValueError: a word that is not an attribute of ``Design``, or a value it refuses.
    """
    if isinstance(design, Design):
        return design
    known = [field.name for field in fields(Design)]
    if unknown := [str(name) for name in design if name not in known]:
        raise ValueError(f"design: unknown {', '.join(unknown)}; expected {', '.join(known)}")
    return Design(**design)


def require_columns(frame: pl.DataFrame, needed: Collection[str], what: str) -> None:
    """Nothing, if the frame has them all.

    Raises:
        ValueError: the columns it has not.
    """
    if absent := [name for name in needed if name not in frame.columns]:
        raise ValueError(
            f"{what}: no column {', '.join(absent)}; expected among {', '.join(frame.columns)}"
        )


def result_columns(
    found: pl.DataFrame, design: Design, keep: Sequence[str], proportion: pl.Expr
) -> pl.DataFrame:
    """The columns of a result from what was found of each domain.

    A variance is null where the design cannot tell it: fewer than one degree of freedom, or a
    variance of 0 that says only that the few who answered agree. Of a stratum taken whole
    (``population_size``), 0 is the truth. A proportion of 0 or 1 has no interval on the logit
    scale and is such a case.

    Args:
        found: one row per domain: ``value, variance``, ``srs_variance`` (of a simple random sample
            with replacement of ``n``), ``n, sum_of_weights, degrees_of_freedom``.
        keep: columns that stay, before the result's.
        proportion: where the interval is one on the logit scale.
    """
    corrected = pl.lit(design.population_size is not None) & (pl.col("srs_variance") > 0)
    estimable = (pl.col("degrees_of_freedom") >= 1) & ((pl.col("variance") > 0) | corrected)
    share = pl.col("n") / pl.col("sum_of_weights") if design.reference == "wor" else pl.lit(0.0)
    value, error = pl.col("value"), pl.col("standard_error")
    logit, scale = (value / (1 - value)).log(), error / (value * (1 - value))
    inside = proportion & (value > 0) & (value < 1)
    freedom = found["degrees_of_freedom"].cast(pl.Float64).fill_null(np.nan).to_numpy()
    quantile = pl.Series("quantile", stdtrit(freedom, np.full(len(freedom), _UPPER)))
    return (
        found.with_columns(
            quantile.fill_nan(None),
            standard_error=pl.when(estimable).then(pl.col("variance").sqrt()),
            # Not above 0 where weights sum to no more than the rows: no counts of a population.
            reference_variance=pl.col("srs_variance") * (1 - share),
        )
        .with_columns(
            design_effect=pl.when(pl.col("reference_variance") > 0).then(
                error**2 / pl.col("reference_variance")
            ),
            coefficient_of_variation=pl.when(value != 0).then(error / value.abs()),
            **{
                bound: pl.when(inside)
                .then(1 / (1 + (-(logit + side * scale)).exp()))
                .when(~proportion)
                .then(value + side * error)
                for bound, side in (
                    ("ci_low", -pl.col("quantile")),
                    ("ci_high", pl.col("quantile")),
                )
            },
        )
        .with_columns(
            effective_n=pl.when(pl.col("design_effect") > 0).then(
                pl.col("n") / pl.col("design_effect")
            )
        )
        .select(*keep, *(pl.col(name).cast(dtype) for name, dtype in RESULT.items()))
    )


def quoted(name: str) -> str:
    """The name as an SQL identifier, whatever characters it has."""
    return '"' + name.replace('"', '""') + '"'

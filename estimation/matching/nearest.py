"""Comparison settlements: the nearest donors on variables from before a programme, and the balance.

Nearest neighbours with replacement (a donor may serve several treated settlements), on Mahalanobis
or on standardised Euclidean distances: Rubin (1980), Biometrics 36; Stuart (2010), Statistical
Science 25. Balance by standardised differences, in units of the spread before matching, so that a
difference cannot vanish because the spread grew: Austin (2009), Statistics in Medicine 28.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl

from estimation.matching.distance import Floats, Method, distances, scale_of

Flags = npt.NDArray[np.bool_]

BALANCED = 0.1
"""Standardised differences below this count as balance (Austin 2009)."""
TREND_YEARS = 3
"""Years that a trend needs: a line through two points says nothing of how sure it is."""
UNIT = "settlement_code"


@dataclass(frozen=True)
class Matching:
    """Who is compared with whom.

    ``matches``: ``treated, donor, rank`` (1 is the nearest), ``distance, variables_used``, sorted.
    ``treated``: a row for each treated settlement: ``settlement_code, donors`` (matched),
    ``variables_known`` and ``reason`` (null where there are as many donors as asked for):
    not_in_data, no_variable_known, too_few_alike (donors with the same values of ``exact`` that
    know enough of the same variables), outside_caliper (some or all of these).
    ``donors``: the codes of all that could have been matched with one of the treated, sorted.
    """

    matches: pl.DataFrame
    treated: pl.DataFrame
    donors: tuple[str, ...]


def pre_trend(series: pl.DataFrame, before_year: int) -> pl.DataFrame:
    """Level and trend of an outcome before a programme, as variables to match on.

    Args:
        series: ``settlement_code, reference_year, value``, of one comparable segment; one row a
            year at most; null is not known.
        before_year: the first year of the programme; it and later ones do not count.

    Returns:
        ``settlement_code``; ``pre_level``, the mean, in the unit of the value; ``pre_trend``, the
        least-squares slope a year, null with fewer than three years; ``pre_years`` with a value.
        A row for each settlement of the series, sorted, even without a year before.

    Raises:
        ValueError: a settlement has two rows for one year.
    """
    if series.select(UNIT, "reference_year").is_duplicated().any():
        raise ValueError("series: more than one row for a settlement and year")
    year = pl.col("reference_year").cast(pl.Float64)
    value = pl.col("value").cast(pl.Float64).fill_nan(None)
    known = series.select(UNIT, year, value).filter(
        year < before_year, pl.col("value").is_not_null()
    )
    apart = pl.col("reference_year") - pl.col("reference_year").mean()
    found = known.group_by(UNIT).agg(
        pre_level=pl.col("value").mean(),
        pre_trend=pl.when(pl.len() >= TREND_YEARS).then(
            (apart * pl.col("value")).sum() / (apart**2).sum()
        ),
        pre_years=pl.len().cast(pl.Int32),
    )
    everyone = series.select(UNIT).unique().sort(UNIT)
    return everyone.join(found, on=UNIT, how="left", maintain_order="left").with_columns(
        pl.col("pre_years").fill_null(0)
    )


def match(
    settlements: pl.DataFrame,
    treated: Sequence[str],
    variables: Sequence[str],
    *,
    exact: Sequence[str] = (),
    donors_exclude: Sequence[str] = (),
    k: int = 5,
    caliper: float | None = None,
    method: Method = "mahalanobis",
    min_share: float = 2 / 3,
) -> Matching:
    """The nearest donors of each treated settlement.

    A pair is compared on the variables that both know. Its squared distance is scaled up from
    those to all (times variables over variables used), so that what is not known makes nobody
    near; nothing is imputed. Equal distances go by the code.

    Args:
        settlements: a row for each settlement: ``settlement_code``, the variables (numbers from
            before the programme; null where not known) and the columns of ``exact``.
        treated: codes of the settlements of the programme; they are no donors.
        variables: columns to match on.
        exact: columns on which a donor must agree; null agrees with nothing.
        donors_exclude: further codes that may not be donors, as those of other programmes.
        k: donors for each, at most.
        caliper: greatest distance that is still near, in standard deviations.
        method: ``mahalanobis`` (covariance of the donors that know all variables) or
            ``standardised`` (each variable in its donors' standard deviations).
        min_share: of the variables that a pair must both know, above 0 to 1.

    Raises:
        ValueError: a column that is absent or is no number, a settlement twice, no treated, ``k``
            below 1; a variable on which all donors are equal; too few donors that know all
            variables for a covariance, or variables that determine one another.
    """
    _refuse(settlements, treated, variables, exact, k, min_share)
    frame = settlements.sort(UNIT)
    codes, values = frame[UNIT].to_list(), _array(frame, variables)
    barred = {*treated, *donors_exclude}
    free = np.array([code not in barred for code in codes], dtype=bool)
    needed = max(math.ceil(min_share * len(variables) - 1e-9), 1)
    known = ~np.isnan(values)
    # A village of which little is known is no donor, nor may it set the scale of a town.
    alike = {
        at: np.flatnonzero(
            free & _agrees(frame, exact, at) & ((known & known[at]).sum(axis=1) >= needed)
        )
        for at, code in enumerate(codes)
        if code in set(treated)
    }
    eligible = sorted({int(one) for some in alike.values() for one in some})
    # Nothing to scale by where nobody is eligible, and then there is no pair to measure either.
    scale = scale_of(values[eligible], variables, method) if eligible else np.eye(len(variables))
    pairs: list[tuple[str, str, int, float, int]] = []
    rows: list[tuple[str, int, int, str | None]]
    rows = [(code, 0, 0, "not_in_data") for code in set(treated) - set(codes)]
    for own, others in alike.items():
        used = (known[others] & known[own]).sum(axis=1)
        distance = distances(values[others] - values[own], scale)
        # Rounded, lest the last bit of a sum decides between donors that are equally far.
        order = np.lexsort((others, np.round(distance, 9)))
        chosen = order[: k if caliper is None else min(k, int((distance <= caliper).sum()))]
        pairs += [
            (codes[own], codes[others[at]], rank, float(distance[at]), int(used[at]))
            for rank, at in enumerate(chosen, start=1)
        ]
        count = int(known[own].sum())
        reason = _shortfall(count, len(others), len(chosen), k)
        rows.append((codes[own], len(chosen), count, reason))
    return Matching(
        pl.DataFrame(pairs, schema=_MATCHES, orient="row"),
        pl.DataFrame(rows, schema=_TREATED, orient="row").sort(UNIT),
        tuple(codes[at] for at in eligible),
    )


def balance(
    settlements: pl.DataFrame, matching: Matching, variables: Sequence[str]
) -> pl.DataFrame:
    """How alike the treated and their donors are, before and after matching.

    Only treated settlements that have a donor count, in both comparisons. Each of them weighs 1,
    its donors together as much. Before: all donors that could have been matched. A settlement
    that does not know a variable is left out of the row of that variable.

    Args:
        settlements: as ``match`` takes them.
        matching: what it gave.
        variables: columns to compare; also others than those matched on.

    Returns:
        A row for each variable: ``mean_treated, mean_matched, mean_donors``; ``treated_known,
        matched_known, donors_known`` (settlements with a value); ``spread``, the standard
        deviation that differences are divided by, and ``spread_from``: pooled
        (``sqrt((s_treated² + s_donors²) / 2)``) or, with one treated settlement only, which has
        no spread, donors; ``difference_before`` and ``difference_after`` in units of it,
        ``is_balanced`` (the latter within 0.1 of 0), ``variance_ratio`` (treated over matched;
        null with one treated). Null where it cannot be computed.
    """
    pairs = matching.matches
    weights = pairs.with_columns(weight=1 / pl.len().over("treated"))
    matched = weights.group_by("donor").agg(pl.col("weight").sum())
    numbers = settlements.select(UNIT, pl.col(*variables).cast(pl.Float64).fill_nan(None)).sort(
        UNIT
    )
    sides = {
        "treated": numbers.filter(pl.col(UNIT).is_in(pairs["treated"].unique().to_list())),
        "matched": numbers.join(matched, left_on=UNIT, right_on="donor", maintain_order="left"),
        "donors": numbers.filter(pl.col(UNIT).is_in(matching.donors)),
    }
    rows = [_balance_of(name, sides) for name in variables]
    return pl.DataFrame(rows, schema=_BALANCE)


_MATCHES = {
    "treated": pl.String,
    "donor": pl.String,
    "rank": pl.Int32,
    "distance": pl.Float64,
    "variables_used": pl.Int32,
}
_TREATED = {
    "settlement_code": pl.String,
    "donors": pl.Int32,
    "variables_known": pl.Int32,
    "reason": pl.String,
}
_BALANCE = {
    "variable": pl.String,
    "mean_treated": pl.Float64,
    "mean_matched": pl.Float64,
    "mean_donors": pl.Float64,
    "treated_known": pl.Int32,
    "matched_known": pl.Int32,
    "donors_known": pl.Int32,
    "spread": pl.Float64,
    "spread_from": pl.String,
    "difference_before": pl.Float64,
    "difference_after": pl.Float64,
    "is_balanced": pl.Boolean,
    "variance_ratio": pl.Float64,
}


def _balance_of(name: str, sides: dict[str, pl.DataFrame]) -> dict[str, object]:
    known = {side: frame.drop_nulls(name) for side, frame in sides.items()}
    treated, donors = known["treated"][name], known["donors"][name]
    mean, variance = _weighted(known["matched"][name], known["matched"]["weight"])
    own, before = treated.mean(), donors.mean()
    # Null where fewer than two settlements know the variable.
    own_variance, donors_variance = _variance(treated), _variance(donors)
    spread = source = None
    if donors_variance is not None:
        pooled = own_variance is not None
        square = (
            (own_variance + donors_variance) / 2 if own_variance is not None else donors_variance
        )
        spread, source = float(np.sqrt(square)), "pooled" if pooled else "donors"

    def apart(other: object) -> float | None:
        if not isinstance(own, float) or not isinstance(other, float) or not spread:
            return None
        return (own - other) / spread

    after = apart(mean)
    ratio = own_variance / variance if own_variance is not None and variance else None
    return {
        "variable": name,
        "mean_treated": own,
        "mean_matched": mean,
        "mean_donors": before,
        **{f"{side}_known": frame.height for side, frame in known.items()},
        "spread": spread,
        "spread_from": source,
        "difference_before": apart(before),
        "difference_after": after,
        "is_balanced": None if after is None else abs(after) < BALANCED,
        "variance_ratio": ratio,
    }


def _variance(values: pl.Series) -> float | None:
    return float(np.var(values.to_numpy(), ddof=1)) if len(values) > 1 else None


def _weighted(values: pl.Series, weights: pl.Series) -> tuple[float | None, float | None]:
    """Mean, and variance without bias for weights that are no counts; null where there is none."""
    if values.is_empty():
        return None, None
    x, w = values.to_numpy(), weights.to_numpy() / weights.sum()
    mean = float((w * x).sum())
    left = 1 - (w**2).sum()
    return mean, float((w * (x - mean) ** 2).sum() / left) if left > 1e-12 else None


def _agrees(frame: pl.DataFrame, exact: Sequence[str], at: int) -> Flags:
    """Which settlements have the same values as the one at a row; null is like nothing."""
    found = np.ones(frame.height, dtype=bool)
    for name in exact:
        held = frame[name].to_list()
        found &= np.array([value is not None and value == held[at] for value in held], dtype=bool)
    return found


def _shortfall(known: int, comparable: int, chosen: int, k: int) -> str | None:
    """Why there are fewer donors than asked for."""
    if chosen == k:
        return None
    if known == 0:
        return "no_variable_known"
    return "outside_caliper" if comparable > chosen else "too_few_alike"


def _array(frame: pl.DataFrame, variables: Sequence[str]) -> Floats:
    """Settlements × variables, NaN where not known."""
    numbers = frame.select(pl.col(*variables).cast(pl.Float64).fill_null(np.nan))
    return np.asarray(numbers.to_numpy(), dtype=np.float64)


def _refuse(
    settlements: pl.DataFrame,
    treated: Sequence[str],
    variables: Sequence[str],
    exact: Sequence[str],
    k: int,
    min_share: float,
) -> None:
    if absent := [name for name in (UNIT, *variables, *exact) if name not in settlements.columns]:
        raise ValueError(f"settlements: no column {', '.join(absent)}")
    if texts := [name for name in variables if not settlements.schema[name].is_numeric()]:
        raise ValueError(f"variables that are no numbers: {', '.join(texts)}; match them exactly")
    if endless := [name for name in variables if settlements[name].is_infinite().any()]:
        raise ValueError(f"variables that are infinite somewhere: {', '.join(endless)}")
    if settlements[UNIT].is_duplicated().any() or settlements[UNIT].null_count():
        raise ValueError("settlements: a settlement twice, or without a code")
    if not treated or not variables or k < 1 or not 0 < min_share <= 1:
        raise ValueError(
            f"{len(treated)} treated, {len(variables)} variables, k = {k}, min_share {min_share};"
            " expected at least one of each, and a share above 0 to 1"
        )

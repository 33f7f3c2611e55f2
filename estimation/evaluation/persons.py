"""Of whom an indicator speaks: a share of all residents, of some of them, or of no persons."""

from __future__ import annotations

import polars as pl

_RESIDENTS = r"^(residents|persons)( with foreigners)?( at the end of the year.*)?$"
_PERSONS = (
    r"^(residents|Israeli residents|persons|adult|pupils|examinees|employees|employed|earners"
    r"|all earners|workers|women|men|boys|girls|labour force|self-employed|eligible|בזב"
    r"|recipients|all categories with information)\b"
)
"""The denominators of seeds/indicators.csv: of persons, and of all residents whatever their age."""

_MULTIPLES = {
    "percent": 100.0,
    "per_1000": 1_000.0,
    "per_10000": 10_000.0,
    "per_100000": 100_000.0,
    "ils_per_person": 1.0,
}


def of_persons(catalogue: pl.DataFrame) -> pl.DataFrame:
    """Which indicators are shares of persons, and which figures are of all residents.

    Args:
        catalogue: ``indicator_id, unit, denominator, minimum, maximum``.

    Returns:
        ``indicator_id``; ``persons``: residents (percent of all residents), some_residents
        (percent of those of an age, of pupils, employees, eligible voters, respondents …),
        none (households, staff, money, years, counts of events, growth: anything that is not
        percent of residents or can lie outside 0 to 100); ``residents_per_unit``: how many
        residents are behind a unit of the indicator: 100 for percent of all residents, 1,000 for a
        rate per 1,000 of them, null where the denominator is not all residents.
    """
    all_residents = pl.col("denominator").str.contains(_RESIDENTS).fill_null(False)
    share = (
        (pl.col("unit") == "percent")
        & (pl.col("minimum") >= 0)
        & (pl.col("maximum") <= 100)
        & pl.col("denominator").str.contains(_PERSONS).fill_null(False)
    )
    return catalogue.select(
        "indicator_id",
        persons=pl.when(share & all_residents)
        .then(pl.lit("residents"))
        .when(share)
        .then(pl.lit("some_residents"))
        .otherwise(pl.lit("none")),
        residents_per_unit=pl.when(all_residents).then(
            pl.col("unit").replace_strict(_MULTIPLES, default=None, return_dtype=pl.Float64)
        ),
    )

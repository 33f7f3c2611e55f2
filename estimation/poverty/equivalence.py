"""Incomes of households made comparable: equivalence scales and the equivalised income.

Sources: Hagenaars, de Vos and Zaidi (1994) for the OECD-modified scale; the National Insurance
Institute's annual poverty reports for its scale by number of persons (Engel's method).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal, get_args

import polars as pl

EQUIVALISED = "equivalised_income"
Kind = Literal["age", "size", "power"]


@dataclass(frozen=True)
class EquivalenceScale:
    """How many units of need a household has.

    ``parameters`` of the kind

    * ``age``: units of the first adult, of each further adult, of each child, and the age from
      which a person is an adult. In a household without any adult one child is the first adult;
    * ``size``: units of a household of one person, of two, and so on; the last is what each
      further person adds;
    * ``power``: the exponent of the number of persons: 0.5 for the square root, 1 for income per
      person, 0 for none.

    Raises:
        ValueError: an unknown kind, another number of parameters, units that are negative, a
            first person without any.
    """

    kind: Kind
    parameters: tuple[float, ...]

    def __post_init__(self) -> None:
        if self.kind not in get_args(Kind):
            raise ValueError(
                f"scale: kind {self.kind!r}; expected one of {', '.join(get_args(Kind))}"
            )
        count = len(self.parameters)
        if not {"age": count == 4, "size": count >= 2, "power": count == 1}[self.kind]:
            raise ValueError(
                f"scale: {count} parameters of kind {self.kind}; expected 4 of age, at least 2 of"
                " size, 1 of power"
            )
        if not (min(self.parameters) >= 0 and (self.kind == "power" or self.parameters[0] > 0)):
            raise ValueError(
                f"scale: {self.parameters}; expected numbers not below 0 and something for the"
                " first person"
            )


SCALES: Mapping[str, EquivalenceScale] = MappingProxyType(
    {
        "oecd_modified": EquivalenceScale("age", (1.0, 0.5, 0.3, 14.0)),
        # Published up to nine persons; each further one adds what the ninth does.
        "national_insurance": EquivalenceScale(
            "size", (1.25, 2.0, 2.65, 3.2, 3.75, 4.25, 4.75, 5.2, 5.6, 0.4)
        ),
        "square_root": EquivalenceScale("power", (0.5,)),
        "none": EquivalenceScale("power", (0.0,)),
    }
)


def equivalised_income(
    frame: pl.DataFrame,
    household: str | Sequence[str],
    income: str,
    scale: EquivalenceScale,
    age: str | None = None,
) -> pl.DataFrame:
    """Each person's share of the household's income after what the household needs.

    Args:
        frame: one row per person, every member of a household there.
        household: column or columns that name the household.
        income: the disposable income of the whole household, the same for each of its persons.
        age: in years; only for scales by age.

    Returns:
        The frame with ``equivalised_income`` in the unit of ``income``; null where the income is
        or, by a scale by age, where the age of a member is.

    Raises:
        ValueError: a column that is not there or holds no numbers, a person without a household,
            incomes that differ within one, no ages for a scale by age.
    """
    keys = [household] if isinstance(household, str) else list(household)
    if scale.kind == "age" and age is None:
        raise ValueError("age: none; expected the column of ages, by which this scale goes")
    numbers = [income, *([age] if age is not None else [])]
    if absent := [name for name in [*keys, *numbers] if name not in frame.columns]:
        raise ValueError(f"frame: no column {', '.join(map(repr, absent))}")
    for name in numbers:
        if not (frame.schema[name].is_numeric() or frame.schema[name] == pl.Null):
            raise ValueError(f"{name}: {frame.schema[name]}; expected numbers; cast the column")
    if EQUIVALISED in frame.columns:
        raise ValueError(f"frame: {EQUIVALISED!r} is there already; drop or rename it")
    if missing := frame.select(pl.any_horizontal(pl.col(keys).is_null()).sum()).item():
        raise ValueError(f"{', '.join(keys)}: null for {missing} persons; expected a household")
    differing = frame.group_by(keys).agg(pl.col(income).n_unique().alias("__incomes"))
    if wrong := differing.filter(pl.col("__incomes") > 1).height:
        raise ValueError(
            f"{income}: differs within {wrong} households; expected the income of the whole"
            " household on each of its rows; add up the incomes of its members first"
        )
    return frame.with_columns((pl.col(income) / _units(scale, keys, age)).alias(EQUIVALISED))


def _units(scale: EquivalenceScale, keys: list[str], age: str | None) -> pl.Expr:
    persons = pl.len().over(keys).cast(pl.Float64)
    if scale.kind == "power":
        return persons ** scale.parameters[0]
    if scale.kind == "size":
        *units, further = scale.parameters
        table = pl.lit(pl.Series(units))
        listed = pl.min_horizontal(persons, pl.lit(float(len(units))))
        return table.gather(listed.cast(pl.Int64) - 1) + further * (persons - listed)
    first, adult, child, limit = scale.parameters
    years = pl.col(age or "").cast(pl.Float64).fill_nan(None)
    known = years.is_not_null().all().over(keys)
    adults = pl.max_horizontal((years >= limit).sum().over(keys).cast(pl.Float64), pl.lit(1.0))
    return pl.when(known).then(first + adult * (adults - 1) + child * (persons - adults))

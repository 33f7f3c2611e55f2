"""The answers of a wave, checked cell by cell: all of them hold, or the wave is refused whole.

A message names row and column and what is expected. What stood there is shown as it is only if it
is a short number; of anything longer only the shape is shown, since a cell in the wrong column may
well hold a name or an identity number, and messages go into logs.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field

import polars as pl

from ingest.survey.declaration import AGE_BANDS, Item, Wave
from ingest.survey.table import ROW

OLDEST = 120
LOWEST_ITEM, HIGHEST_ITEM = 1.0, 5.0
"""Every item is brought to this scale: the highest code means the most of what is measured."""

_ANOTHER = "another value"
_SHORT_NUMBER = re.compile(r"-?\d{1,4}([.,]\d{1,4})?$")
_NUMBER = r"^-?[0-9]+(\.[0-9]+)?([eE][-+]?[0-9]+)?$"


@dataclass(frozen=True)
class Fault:
    """One cell that does not hold. ``found`` is verbatim and never leaves the archive."""

    row: int
    column: str
    found: str
    expected: str

    def __str__(self) -> str:
        return (
            f"row {self.row}, column {self.column}: found {shown(self.found)};"
            f" expected {self.expected}"
        )


def shown(text: str) -> str:
    """What may be said of a cell: a short number as it stands, else its shape."""
    if not text:
        return "an empty cell"
    if text == _ANOTHER or _SHORT_NUMBER.match(text):
        return text
    shape = re.sub(r"[^\W\d_]", "x", re.sub(r"\d", "9", text))
    return f"{len(text)} characters like {shape[:12]!r}"


@dataclass
class Checked:
    """The respondents of a wave in one form for all waves, and what does not hold."""

    respondents: pl.DataFrame
    faults: list[Fault] = field(default_factory=list)


def check_wave(wave: Wave, table: pl.DataFrame) -> Checked:
    """Check every declared cell and bring it to the common form.

    Returns:
        ``row``, ``place`` (the settlement as it was written), ``weight``, ``stratum``, ``psu``,
        ``household``, ``language``, ``sex``, ``age``, ``age_band``, ``population_group``, one
        column for each declared item (1 to 5, 5 the most of what is measured, null without an
        answer), one ``income_<concept>`` for each declared income (ILS).
    """
    reading = _Reading(wave, table)
    place = pl.col(wave.settlement.column)
    if wave.settlement.given_as == "code":
        fits, words = place.str.contains(r"^[0-9]{1,5}$"), "a settlement code of one to five digits"
    else:
        fits, words = place.is_in(wave.settlement.names), "a settlement that the declaration lists"
    reading.text(wave.settlement.column, "place", fits, words)
    reading.number(
        wave.weight,
        "weight",
        lambda value: value.is_finite() & (value > 0),
        "a weight above 0",
        required=True,
    )
    for column, name in (
        (wave.stratum, "stratum"),
        (wave.psu, "psu"),
        (wave.household, "household"),
    ):
        if column:
            reading.text(column, name, pl.col(column) != "", "a code: the design has no blanks")
        else:
            reading.columns[name] = pl.lit(None, pl.String)
    for field_, name in (
        (wave.language, "language"),
        (wave.sex, "sex"),
        (wave.population_group, "population_group"),
    ):
        if field_:
            reading.coded(field_.column, name, dict(field_.codes))
        else:
            reading.columns[name] = pl.lit(None, pl.String)
    if wave.age:
        reading.number(
            wave.age,
            "age",
            lambda value: value.is_between(0, OLDEST) & (value == value.floor()),
            f"an age in whole years up to {OLDEST}",
            required=wave.kind == "household_income_survey",
        )
    else:
        reading.columns["age"] = pl.lit(None, pl.Float64)
    for item_id, item in wave.items.items():
        reading.item(item_id, item)
    for concept, column in wave.income.items():
        reading.number(
            column,
            f"income_{concept}",
            lambda value: value.is_finite(),
            "an amount in ILS",
            required=True,
        )
    respondents = table.select(row=pl.col(ROW), **reading.columns).with_columns(_age_band())
    faults = reading.faults
    if not len(table):
        faults = [Fault(1, wave.settlement.column, "", "at least one respondent")]
    faults += _repeated(wave, table)
    if wave.kind == "household_income_survey" and not faults:
        faults += _uneven_households(wave, respondents)
    # A column of two uses (households that are sampling units) has one fault, not two.
    once = dict.fromkeys(faults)
    return Checked(respondents, sorted(once, key=lambda fault: (fault.row, fault.column)))


class _Reading:
    """Collects the common columns as expressions, and the cells that do not fit them."""

    def __init__(self, wave: Wave, table: pl.DataFrame) -> None:
        self.wave, self.table = wave, table
        self.columns: dict[str, pl.Expr] = {}
        self.faults: list[Fault] = []

    def _refuse(self, column: str, wrong: pl.Expr, expected: str) -> None:
        bad = self.table.filter(wrong.fill_null(True)).select(ROW, column)
        self.faults += [Fault(row, column, found, expected) for row, found in bad.iter_rows()]

    def _missing(self, column: str, own: tuple[str, ...] = ()) -> pl.Expr:
        return pl.col(column).is_in(["", *self.wave.missing, *own])

    def text(self, column: str, name: str, fits: pl.Expr, expected: str) -> None:
        self._refuse(column, ~fits, expected)
        self.columns[name] = pl.col(column)

    def coded(self, column: str, name: str, codes: dict[str, str]) -> None:
        missing = self._missing(column)
        known = pl.col(column).is_in(list(codes))
        self._refuse(
            column, ~(known | missing), f"one of {_listed(list(codes), self.wave.missing)}"
        )
        self.columns[name] = pl.col(column).replace_strict(
            codes, default=None, return_dtype=pl.String
        )

    def number(
        self,
        column: str,
        name: str,
        fits: Callable[[pl.Expr], pl.Expr],
        expected: str,
        *,
        required: bool,
    ) -> None:
        value = _number(column)
        missing = pl.lit(False) if required else self._missing(column)
        self._refuse(column, ~(missing | (value.is_not_null() & fits(value))), expected)
        self.columns[name] = pl.when(~missing).then(value)

    def item(self, item_id: str, item: Item) -> None:
        column, missing = item.column, self._missing(item.column, item.missing)
        value = _number(column)
        fits = value.is_between(item.lowest, item.highest) & (value == value.floor())
        codes = _listed([], (*self.wave.missing, *item.missing))
        self._refuse(
            column,
            ~(missing | (value.is_not_null() & fits)),
            f"a whole number from {item.lowest} to {item.highest}{codes} ({item_id})",
        )
        share = (value - item.lowest) / (item.highest - item.lowest)
        if item.higher_is == "less":
            share = 1 - share
        span = HIGHEST_ITEM - LOWEST_ITEM
        self.columns[item_id] = pl.when(~missing).then(LOWEST_ITEM + span * share)


def _number(column: str) -> pl.Expr:
    text = pl.col(column)
    return pl.when(text.str.contains(_NUMBER)).then(text).cast(pl.Float64, strict=False)


def _listed(codes: list[str], missing: tuple[str, ...]) -> str:
    none = f"{', '.join(missing)} or an empty cell" if missing else "an empty cell"
    return f"{', '.join(codes)}, or {none} for no answer"


def _age_band() -> pl.Expr:
    band = pl.lit(None, pl.String)
    for name, (low, high) in AGE_BANDS.items():
        band = pl.when(pl.col("age").is_between(low, high)).then(pl.lit(name)).otherwise(band)
    return band.alias("age_band")


def _repeated(wave: Wave, table: pl.DataFrame) -> list[Fault]:
    if not wave.respondent:
        return []
    number = pl.col(wave.respondent)
    repeated = table.with_columns(__first=pl.col(ROW).first().over(wave.respondent)).filter(
        (number == "") | (pl.col(ROW) != pl.col("__first"))
    )
    return [
        Fault(row, wave.respondent, found, f"each respondent once (also in row {first})")
        if found
        else Fault(row, wave.respondent, found, "a respondent's number")
        for row, found, first in repeated.select(ROW, wave.respondent, "__first").iter_rows()
    ]


def _uneven_households(wave: Wave, respondents: pl.DataFrame) -> list[Fault]:
    """Members of one household share its income, its settlement and its place in the sample."""
    faults = []
    shared = [("place", wave.settlement.column)]
    shared += [
        (name, column) for name, column in (("stratum", wave.stratum), ("psu", wave.psu)) if column
    ]
    shared += [(f"income_{concept}", column) for concept, column in wave.income.items()]
    for name, column in shared:
        first = pl.col(name).first().over("household")
        row = pl.col("row").first().over("household")
        uneven = respondents.with_columns(__first=row).filter(pl.col(name) != first)
        # What stands there is an income: the list in the archive does not need it either.
        faults += [
            Fault(
                number, column, _ANOTHER, f"the same for all of a household (see row {first_row})"
            )
            for number, first_row in uneven.select("row", "__first").iter_rows()
        ]
    return faults

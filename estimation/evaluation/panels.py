"""The series of an outcome as matrices, from which the figures of any few settlements are cut."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]
Years = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Outcome:
    """One indicator: settlements × years, NaN where there is no figure.

    ``segments``: of each figure the number of its stretch; years of one number compare.
    """

    rows: dict[str, int]
    years: Years
    values: Floats
    segments: Floats
    scale: str

    def stretch(self, code: str, start_year: int) -> Stretch | None:
        """The stretch that holds the last figure before the start, if there is one."""
        if code not in self.rows:
            return None
        own, segments = self.values[self.rows[code]], self.segments[self.rows[code]]
        seen = ~np.isnan(own)
        before = seen & (self.years < start_year)
        if not before.any():
            return None
        segment = float(segments[np.flatnonzero(before)[-1]])
        since, alike = seen & (self.years >= start_year), segments == segment
        return Stretch(segment, before & alike, since & alike, since)

    def cut(self, codes: Sequence[str], years: Flags, segment: float) -> Floats:
        """The figures of settlements in some years of one stretch."""
        at = [self.rows[code] for code in codes]
        values, segments = self.values[at][:, years], self.segments[at][:, years]
        return np.where(segments == segment, values, np.nan)


@dataclass(frozen=True)
class Stretch:
    """Years in which a settlement has a figure of one stretch: before the start, and since.
    ``since_at_all`` also has those behind a break."""

    segment: float
    before: Flags
    since: Flags
    since_at_all: Flags


def outcomes_by_indicator(outcomes: pl.DataFrame) -> dict[str, Outcome]:
    """Matrices of each indicator of ``estimation.evaluation.outcomes.outcomes``."""
    found = {}
    for (indicator,), series in outcomes.group_by("indicator_id", maintain_order=True):
        codes = series["settlement_code"].unique().sort().to_list()
        years = series["reference_year"].unique().sort().to_numpy().astype(np.int64)
        rows = {code: at for at, code in enumerate(codes)}
        at = [rows[code] for code in series["settlement_code"].to_list()]
        when = np.searchsorted(years, series["reference_year"].to_numpy())
        values = np.full((len(codes), len(years)), np.nan)
        segments = np.full_like(values, np.nan)
        values[at, when] = series["value"].to_numpy()
        segments[at, when] = series["segment"].to_numpy()
        found[str(indicator)] = Outcome(rows, years, values, segments, series["outcome_scale"][0])
    return found

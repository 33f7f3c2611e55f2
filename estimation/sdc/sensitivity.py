"""Which cells are sensitive of themselves (primary suppression)."""

from __future__ import annotations

import numpy as np
import polars as pl

from estimation.sdc.cells import Cells, Flags, Floats, Positions
from estimation.sdc.rules import Rules


def primary_reasons(
    counts: Floats, cells: Cells, rules: Rules, frame: pl.DataFrame, at: Positions
) -> dict[str, Flags]:
    """For each reason the cells that are sensitive by it, the strongest reason first.

    Args:
        counts: of all cells.
        frame: the table as given, for the shares of the largest contributors.
        at: the cell of each of its rows.

    Raises:
        ValueError: no column of shares, or shares that are none; an answer without a total.
    """
    small = (counts > 0) & (counts < rules.minimum)
    one_answer = np.zeros(len(counts), dtype=bool)
    if rules.answer is not None:
        small_rows, one_answer = _answers(counts, cells, rules, rules.answer)
        if rules.minimum_of == "row":
            small = small_rows
    dominated = np.zeros(len(counts), dtype=bool)
    if rules.largest_share is not None:
        dominated[at] = _shares(frame, cells, rules.largest_share, at) > rules.dominance
    return {"small_cell": small, "dominance": dominated & (counts > 0), "zero_or_all": one_answer}


def _shares(frame: pl.DataFrame, cells: Cells, column: str, at: Positions) -> Floats:
    if column not in frame.columns:
        raise ValueError(f"table: no column {column}; there are {', '.join(frame.columns)}")
    shares = frame.get_column(column).cast(pl.Float64).fill_null(0.0).to_numpy()
    if (wrong := ~((shares >= 0) & (shares <= 1))).any():
        row = int(np.flatnonzero(wrong)[0])
        raise ValueError(
            f"table: {column} of {cells.name(int(at[row]))} is {shares[row]}; expected a share"
            " from 0 to 1 or blank"
        )
    return np.asarray(shares, dtype=np.float64)


def _answers(counts: Floats, cells: Cells, rules: Rules, answer: str) -> tuple[Flags, Flags]:
    """Cells of rows with too few respondents, and answers of rows that answered as one."""
    axis = cells.dimensions.index(answer)
    codes, relations = cells.codes[axis], cells.relations[axis]
    children = {child for _, below in relations for child in below}
    whole = [code for code in codes if code not in children]
    if len(whole) != 1 or not relations:
        raise ValueError(
            f"answer {answer}: {', '.join(map(repr, whole))} are parts of no other code; expected"
            " one total of all answers, so name it in total or sums"
        )
    if rules.positive is not None and rules.positive not in children:
        raise ValueError(
            f"answer {answer}: positive {rules.positive!r} is no part of a total; expected of"
            f" {', '.join(map(repr, sorted(children)))}"
        )
    by_answer = np.moveaxis(counts.reshape(cells.shape), axis, 0)
    at = {code: place for place, code in enumerate(codes)}
    everybody = by_answer[at[whole[0]]]
    small = np.broadcast_to((everybody > 0) & (everybody < rules.minimum), by_answer.shape)
    alike = np.zeros(by_answer.shape, dtype=bool)
    for parent, below in relations:
        parts = [at[child] for child in below]
        total = by_answer[at[parent]]
        if rules.positive is None:
            one = (by_answer[parts] == total).any(axis=0) & (len(parts) > 1)
        elif rules.positive in below:
            positive = by_answer[at[rules.positive]]
            one = (positive == 0) | (positive == total)
        else:
            continue
        alike[parts] |= one & (total > 0)
    return (
        np.moveaxis(small, 0, axis).ravel(),
        np.moveaxis(alike, 0, axis).ravel(),
    )

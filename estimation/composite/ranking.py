"""Ranks, of one list of scores or of many at once."""

from __future__ import annotations

from typing import Literal

import numpy as np
import numpy.typing as npt

from estimation.composite.frames import Floats

Ties = Literal["min", "max", "average"]


def ranks(values: npt.ArrayLike, *, ties: Ties = "min", descending: bool = True) -> Floats:
    """Ranks along the last axis, 1 for the highest (the lowest unless ``descending``).

    Args:
        values: numbers of any shape, NaN where missing.
        ties: equal values share the best rank (``min``: 1, 2, 2, 4), the worst (``max``) or the
            mean of the two (``average``).

    Returns:
        Ranks of the same shape; NaN stays NaN and counts for nobody.
    """
    given = np.asarray(values, dtype=np.float64)
    keys = -given if descending else given
    order = np.argsort(keys, axis=-1)  # NaN goes last
    arranged = np.take_along_axis(keys, order, axis=-1)
    places = np.arange(given.shape[-1], dtype=np.float64)
    differs = arranged[..., 1:] != arranged[..., :-1]
    edge = np.ones((*differs.shape[:-1], 1), dtype=bool)
    first = np.maximum.accumulate(
        np.where(np.concatenate([edge, differs], axis=-1), places, 0.0), axis=-1
    )
    if ties != "min":
        last = np.where(np.concatenate([differs, edge], axis=-1), places, np.inf)
        last = np.minimum.accumulate(last[..., ::-1], axis=-1)[..., ::-1]
        first = last if ties == "max" else (first + last) / 2
    ranked = np.empty_like(given)
    np.put_along_axis(ranked, order, first + 1, axis=-1)
    ranked[np.isnan(given)] = np.nan
    return ranked

"""How far settlements are from each other on several variables, some of which may not be known."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Method = Literal["mahalanobis", "standardised"]


def scale_of(donors: Floats, variables: Sequence[str], method: Method) -> Floats:
    """The covariance of the donors, or, for standardised distances, the diagonal of it."""
    if method == "standardised":
        for name, column in zip(variables, donors.T, strict=True):
            known = column[~np.isnan(column)]
            if len(known) < 2 or known.min() == known.max():
                raise ValueError(f"{name}: the donors do not differ; nobody is nearer by it")
        return np.diag(np.nanvar(donors, axis=0, ddof=1))
    complete = donors[~np.isnan(donors).any(axis=1)]
    if len(complete) < len(variables) + 2:
        worst = variables[int(np.isnan(donors).sum(axis=0).argmax())]
        raise ValueError(
            f"{len(complete)} donors know all {len(variables)} variables, too few for their"
            f" covariance; {worst} is missing most often; take standardised ones or leave it out"
        )
    spread = complete.std(axis=0, ddof=1)
    for name, sd in zip(variables, spread, strict=True):
        if not sd > 0:
            raise ValueError(f"{name}: the donors do not differ; nobody is nearer by it")
    correlation = np.atleast_2d(np.corrcoef(complete / spread, rowvar=False))
    if np.linalg.eigvalsh(correlation).min() < 1e-10:
        raise ValueError(f"variables that determine one another: {', '.join(variables)}")
    return np.asarray(correlation * np.outer(spread, spread))


def distances(apart: Floats, scale: Floats) -> Floats:
    """Distance of each row (pairs × variables, NaN where one of the two does not know)."""
    found = np.empty(len(apart))
    shared = ~np.isnan(apart)
    for pattern in np.unique(shared, axis=0):
        at = np.flatnonzero((shared == pattern).all(axis=1))
        difference = apart[np.ix_(at, np.flatnonzero(pattern))]
        solved = np.linalg.solve(scale[np.ix_(pattern, pattern)], difference.T).T
        whole = apart.shape[1] / pattern.sum()
        found[at] = np.sqrt(whole * (difference * solved).sum(axis=1))
    return found

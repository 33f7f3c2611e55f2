"""The leapfrog index as arrays: its tree, its scores, and two years of one settlement side by side.

Arrays are indicators × rows, a row being a settlement in a year; NaN where not known. Goalposts are
frozen, so no row hangs on another and all years are worked on at once.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl

from estimation.composite import Aggregation, Framework, Node, Normalisation, framework_of
from estimation.composite.aggregation import Mean, aggregate_array, coverage, rules_by_group
from estimation.composite.frames import Floats, array_of, with_array
from estimation.composite.normalisation import normalise_array
from estimation.thriving import LOW

ROOT = "leapfrog_index"
DISTINCTIONS = ("effect", "subjectivity", "level", "horizon")
GEOMETRIC = "leapfrog_index_geometric"

Rules = dict[str, Aggregation]
Present = Mapping[str, npt.NDArray[np.bool_]]


@dataclass(frozen=True)
class Scale:
    """The tree of index, cells and indicators, the scale of each indicator and both means."""

    framework: Framework
    normalisation: Normalisation
    arithmetic: Rules
    geometric: Rules

    @property
    def cells(self) -> tuple[str, ...]:
        return self.framework.children[ROOT]

    @property
    def weights(self) -> Floats:
        """1 × nodes."""
        return np.array([[node.weight for node in self.framework.nodes]])


@dataclass(frozen=True)
class Rows:
    """Normalised scores and their standard errors (NaN where not known), indicators × rows.

    A score that is cut off at a goalpost keeps the error of its figure, which may lie beyond it.
    """

    scaled: Floats
    errors: Floats

    def at(self, rows: npt.NDArray[np.int64]) -> Rows:
        """Other rows in their place; -1: a row of which nothing is known."""
        known = rows >= 0
        taken = [np.where(known, part[:, rows], np.nan) for part in (self.scaled, self.errors)]
        return Rows(*taken)


@dataclass(frozen=True)
class Pair:
    """Two rows of one settlement over the indicators that both know, so that what was added to the
    data or fell out of them makes no change. Scores and errors by row; ``there``: indicators ×
    rows that count, those of cells below their coverage not."""

    now: Floats
    then: Floats
    now_geometric: Floats
    then_geometric: Floats
    now_error: Floats
    then_error: Floats
    there: npt.NDArray[np.bool_]


def scale_of(catalogue: pl.DataFrame, cell_coverage: float, cells: int) -> Scale:
    """The scale of a catalogue as ``leapfrog_index`` takes it.

    Raises:
        ValueError: an indicator twice, or without a distinction, direction or goalposts.
        CompositeError: goalposts that are not in order, weights that are none.
    """
    needed = ("indicator_id", *DISTINCTIONS, "desired_direction", "low", "high", "weight")
    entering = catalogue.select(needed).sort("indicator_id")
    undirected = ~pl.col("desired_direction").is_in(["higher", "lower"])
    lacking = entering.filter(pl.any_horizontal(pl.all().is_null()) | undirected)
    if lacking.height or entering["indicator_id"].is_duplicated().any():
        twice = entering.filter(pl.col("indicator_id").is_duplicated())
        names = ", ".join(pl.concat([lacking, twice])["indicator_id"].unique().sort().to_list())
        raise ValueError(f"catalogue: {names}: twice, or without a distinction, side or goalposts")
    rows = entering.with_columns(cell=pl.concat_str(DISTINCTIONS, separator=" · ")).to_dicts()
    names_of_cells = sorted({row["cell"] for row in rows})
    framework = framework_of(
        [
            Node(ROOT),
            *(Node(cell, parent=ROOT) for cell in names_of_cells),
            *(
                Node(
                    row["indicator_id"],
                    parent=row["cell"],
                    weight=row["weight"],
                    direction=-1 if row["desired_direction"] == "lower" else 1,
                )
                for row in rows
            ),
        ]
    )
    within = Aggregation("arithmetic", min_share=cell_coverage)
    share = min(cells / len(names_of_cells), 1.0)
    means: tuple[Mean, Mean] = ("arithmetic", "geometric")
    arithmetic, geometric = (
        rules_by_group(framework, {2: within, 3: Aggregation(mean, min_share=share)})
        for mean in means
    )
    posts = {row["indicator_id"]: (row["low"], row["high"]) for row in rows}
    return Scale(
        framework, Normalisation("goalposts", low=LOW, goalposts=posts), arithmetic, geometric
    )


def rows_of(values: pl.DataFrame, errors: pl.DataFrame, scale: Scale) -> Rows:
    """Scores of wide frames of values and standard errors in the units of the indicators."""
    framework, rule = scale.framework, scale.normalisation
    codes = framework.indicators
    posts = rule.goalposts or {}
    factor = np.array([[(rule.high - LOW) / (posts[code][1] - posts[code][0])] for code in codes])
    scaled = normalise_array(array_of(values, codes), framework, [rule] * len(codes))
    return Rows(scaled, array_of(errors, codes) * factor)


def scored(keys: pl.DataFrame, rows: Rows, scale: Scale) -> pl.DataFrame:
    """``keys`` with the scores of indicators and cells, the index (``ROOT``) and ``GEOMETRIC``."""
    framework = scale.framework
    present = coverage(framework, ~np.isnan(rows.scaled), scale.arithmetic)
    found = aggregate_array(
        rows.scaled[np.newaxis], framework, scale.weights, present, scale.arithmetic
    )
    product = root_of(rows.scaled, scale, scale.geometric, scale.weights, present)
    codes = [node.code for node in framework.nodes]
    values = np.vstack([*(found[code] for code in codes), product])
    return with_array(keys, [*codes, GEOMETRIC], values)


def pair_of(now: Rows, then: Rows, scale: Scale) -> Pair:
    """Both on the indicators that both know; NaN where these fall short of the coverage."""
    both = ~np.isnan(now.scaled) & ~np.isnan(then.scaled)
    present = coverage(scale.framework, both, scale.arithmetic)
    weight = _weight_in_force(scale, both, present)

    def score(rows: Rows, rules: Rules) -> Floats:
        return np.asarray(root_of(rows.scaled, scale, rules, scale.weights, present)[0])

    def error(rows: Rows) -> Floats:
        return np.where(present[ROOT], np.sqrt(_squares(weight, rows.errors)), np.nan)

    return Pair(
        now=score(now, scale.arithmetic),
        then=score(then, scale.arithmetic),
        now_geometric=score(now, scale.geometric),
        then_geometric=score(then, scale.geometric),
        now_error=error(now),
        then_error=error(then),
        there=weight > 0,
    )


def root_of(
    scaled: Floats, scale: Scale, rules: Rules, weights: Floats, present: Present
) -> Floats:
    """The index, replicates of ``weights`` × rows."""
    return aggregate_array(scaled[np.newaxis], scale.framework, weights, present, rules)[ROOT]


def _weight_in_force(scale: Scale, there: npt.NDArray[np.bool_], present: Present) -> Floats:
    """Share of each indicator in the arithmetic index, indicators × rows; 0 where none."""
    found = np.zeros(there.shape)
    cells = np.maximum(sum(present[cell].astype(np.float64) for cell in scale.cells), 1.0)
    for cell in scale.cells:
        codes = scale.framework.children[cell]
        at = [scale.framework.indicators.index(code) for code in codes]
        weights = np.array([[scale.framework.node[code].weight] for code in codes]) * there[at]
        total = np.maximum(weights.sum(axis=0), np.finfo(np.float64).tiny)
        found[at] = np.where(present[cell], weights / total / cells, 0.0)
    return found


def _squares(weight: Floats, errors: Floats) -> Floats:
    """Variance of a weighted sum of independent scores; NaN where the error of one is not known."""
    return np.asarray((np.where(weight > 0, weight * errors, 0.0) ** 2).sum(axis=0))

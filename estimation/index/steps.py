"""The record of the leapfrog index: every step from a figure to a change, as rows to follow."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import polars as pl

from estimation.composite import Framework
from estimation.index.scores import GEOMETRIC, ROOT, Pair
from estimation.step_words import MEAN_OF_SCORES, NOT_KNOWN, goalposts, lits

_KEYS = ("settlement_code", "index_year")
_WITHIN = ("within its cell", "בתוך התא")
_ARITHMETIC = ("arithmetic mean of the cell scores", "ממוצע חשבוני של ציוני התאים")
_GEOMETRIC = ("geometric mean of the cell scores", "ממוצע גאומטרי של ציוני התאים")
_COMPARED = (
    "arithmetic, of the indicators known at the reference point and now",
    "ממוצע חשבוני, לפי המדדים הידועים בנקודת הייחוס וגם היום",
)


def cell_scores(scores: pl.DataFrame, framework: Framework) -> pl.DataFrame:
    """Each cell of each settlement and year, also those without a score.

    Args:
        scores: as ``index_scores.scored`` gives them.

    Returns:
        ``settlement_code, index_year, cell, cell_score, coverage`` (share of its weight, 0 to 1),
        ``indicators_known``, ``indicators``, sorted.
    """
    parts = []
    for cell in framework.children[ROOT]:
        codes = framework.children[cell]
        total = sum(framework.node[code].weight for code in codes)
        there = {code: pl.col(code).is_not_null() for code in codes}
        known = pl.sum_horizontal(framework.node[code].weight * there[code] for code in codes)
        parts.append(
            scores.select(
                *_KEYS,
                pl.lit(cell).alias("cell"),
                pl.col(cell).alias("cell_score"),
                (known / total).alias("coverage"),
                pl.sum_horizontal(there.values()).cast(pl.Int32).alias("indicators_known"),
                pl.lit(len(codes), dtype=pl.Int32).alias("indicators"),
            )
        )
    return pl.concat(parts).sort(*_KEYS, "cell")


def steps_of(
    wide: pl.DataFrame,
    catalogue: pl.DataFrame,
    scores: pl.DataFrame,
    framework: Framework,
    since: Pair,
    at_reference: npt.NDArray[np.int64],
) -> pl.DataFrame:
    """Figure, goalpost score, weight in force, cell score, index, and the index compared.

    Args:
        wide: the figures by row and indicator.
        scores: as ``index_scores.scored`` makes them of the figures.
        since: each row beside the one of its reference year.
        at_reference: the number of that row; -1: none.

    Returns:
        ``settlement_code, index_year, step_no, step, node, step_value, detail, detail_he``; the two
        compared scores only where there is a reference point.
    """
    indicators, cells = list(framework.indicators), list(framework.children[ROOT])
    posts = catalogue.select(pl.col("indicator_id").alias("node"), *goalposts())
    there = at_reference >= 0
    compared = (
        wide.select(_KEYS)
        .filter(pl.Series(there))
        .with_columns(
            reference_compared=pl.Series(since.then[there]),
            score_compared=pl.Series(since.now[there]),
        )
    )
    product = scores.select(*_KEYS, pl.col(GEOMETRIC).alias(ROOT))
    weights = _weights(scores, framework)
    plain = [
        (1, "figure", wide, indicators, NOT_KNOWN),
        (2, "goalpost_score", scores, indicators, NOT_KNOWN),
        (3, "weight_in_force", weights, indicators, _WITHIN),
        (4, "cell_score", scores, cells, MEAN_OF_SCORES),
        (5, "index_arithmetic", scores, [ROOT], _ARITHMETIC),
        (6, "index_geometric", product, [ROOT], _GEOMETRIC),
    ]
    parts = [_long(*step) for step in plain]
    parts += [
        _long(number, step, compared.rename({step: ROOT}), [ROOT], _COMPARED)
        for number, step in ((7, "reference_compared"), (8, "score_compared"))
    ]
    figure, score = pl.col("step_no") == 1, pl.col("step_no") == 2
    # Of a figure that is known the caller says the year.
    known = figure & pl.col("step_value").is_not_null()
    return (
        pl.concat(parts)
        .join(posts, on="node", how="left", suffix="_of_posts")
        .with_columns(
            pl.when(known)
            .then(None)
            .when(score)
            .then(f"{name}_of_posts")
            .otherwise(name)
            .alias(name)
            for name in ("detail", "detail_he")
        )
        .drop("detail_of_posts", "detail_he_of_posts")
        .sort(*_KEYS, "step_no", "node")
    )


def _long(
    number: int, step: str, frame: pl.DataFrame, columns: list[str], words: tuple[str, str]
) -> pl.DataFrame:
    return frame.unpivot(
        on=columns, index=_KEYS, variable_name="node", value_name="step_value"
    ).select(
        *_KEYS,
        pl.lit(number, dtype=pl.Int32).alias("step_no"),
        pl.lit(step).alias("step"),
        "node",
        "step_value",
        *lits(words),
    )


def _weights(scores: pl.DataFrame, framework: Framework) -> pl.DataFrame:
    """Each indicator's share in the mean of its cell; null where it is not known."""
    shares = []
    for cell in framework.children[ROOT]:
        held = {
            code: pl.when(pl.col(code).is_not_null()).then(framework.node[code].weight)
            for code in framework.children[cell]
        }
        total = pl.sum_horizontal(held.values())
        shares += [(weight / total).alias(code) for code, weight in held.items()]
    return scores.select(*_KEYS, *shares)

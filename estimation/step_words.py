"""What a step of an index rests on, in both languages."""

from __future__ import annotations

import polars as pl

NOT_KNOWN = ("not known", "לא ידוע")
MEAN_OF_SCORES = ("mean of step 2, weighted by step 3", "ממוצע של צעד 2, משוקלל לפי צעד 3")


def goalposts() -> list[pl.Expr]:
    """``detail, detail_he`` of a score, from the columns ``low, high, desired_direction``."""
    better = pl.when(pl.col("desired_direction") == "lower").then(pl.lit("נמוך"))
    return [
        pl.format(
            "from {} to {}, {} is better: 1 at the worse end, 100 at the better, cut off at both",
            "low",
            "high",
            "desired_direction",
        ).alias("detail"),
        pl.format(
            "קצה תחתון {}, קצה עליון {}, ערך {} עדיף: 1 בקצה הרע, 100 בקצה הטוב, קטום בשניהם",
            "low",
            "high",
            better.otherwise(pl.lit("גבוה")),
        ).alias("detail_he"),
    ]


def lits(words: tuple[str, str]) -> list[pl.Expr]:
    """English and Hebrew as ``detail`` and ``detail_he`` of every row."""
    return [pl.lit(words[0]).alias("detail"), pl.lit(words[1]).alias("detail_he")]

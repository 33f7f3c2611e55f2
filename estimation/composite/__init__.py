"""Composite indices: from indicators of many kinds to one rank, with every step to be seen.

The steps are functions over polars frames (one row per unit, one column per indicator, null where
missing), each of which returns a ``Step``: the frame it made and notes on what it did where.

    denominate → screen → impute → treat → normalise → aggregate        (→ uncertainty)

``build_index`` takes the whole road and keeps every step; ``long_table`` lays them out as rows of
unit, code, step and value. A unit of which too little is there has no index but a reason.

>>> import polars as pl
>>> from estimation.composite import (
...     Aggregation, Node, Normalisation, build_index, framework_of, goalposts_from
... )
>>> towns = pl.DataFrame(
...     {
...         "town": ["A", "B", "C", "D"],
...         "graduates_pct": [62.0, 48.0, 71.0, None],
...         "crimes": [120, 300, 80, None],
...         "wage_ils": [9000, 8000, 12000, 10000],
...         "population": [4000, 6000, 5000, 900],
...     }
... )
>>> wellbeing = framework_of(
...     [
...         Node("wellbeing"),
...         Node("society", parent="wellbeing"),
...         Node("graduates_pct", parent="society"),
...         Node("crimes", parent="society", direction=-1, denominator="population", per=1000),
...         Node("wage_ils", parent="wellbeing", weight=2),
...     ]
... )
>>> index = build_index(
...     towns, wellbeing, unit="town", aggregation=Aggregation(min_share=0.7)
... )
>>> [*index.steps]
['raw', 'denominated', 'normalised', 'aggregated']
>>> index.scores["rank"].to_list()
[2, 3, 1, None]
>>> index.scores["reason"][3]
'0.667 of the weight of wellbeing is there; at least 0.700 is needed; missing: society'

To compare over time, freeze the scale at the baseline and give it to every later year:

>>> posts = goalposts_from(index.steps["denominated"].frame, wellbeing)
>>> later = build_index(
...     towns, wellbeing, unit="town", normalisation=Normalisation("goalposts", goalposts=posts)
... )

Sources: OECD/JRC, Handbook on Constructing Composite Indicators (2008); documentation of the R
package COINr, whose printed results the tests reproduce.
"""

from estimation.composite.aggregation import Aggregation, Aggregations, aggregate
from estimation.composite.build import ORDER, Index, build_index, long_table
from estimation.composite.frames import Step
from estimation.composite.framework import (
    CompositeError,
    Framework,
    Node,
    effective_weights,
    framework_from,
    framework_of,
    reweighted,
)
from estimation.composite.monte_carlo import (
    SCENARIOS,
    RankUncertainty,
    Scenario,
    WeightNoise,
    uncertainty,
)
from estimation.composite.normalisation import (
    Goalposts,
    Normalisation,
    Normalisations,
    goalposts_from,
    normalise,
)
from estimation.composite.preparation import (
    Imputation,
    Screening,
    denominate,
    impute,
    screen,
)
from estimation.composite.ranking import ranks
from estimation.composite.treatment import (
    Treatment,
    Treatments,
    kurtosis,
    passes,
    skewness,
    treat,
    winsorise,
)

__all__ = [
    "ORDER",
    "SCENARIOS",
    "Aggregation",
    "Aggregations",
    "CompositeError",
    "Framework",
    "Goalposts",
    "Imputation",
    "Index",
    "Node",
    "Normalisation",
    "Normalisations",
    "RankUncertainty",
    "Scenario",
    "Screening",
    "Step",
    "Treatment",
    "Treatments",
    "WeightNoise",
    "aggregate",
    "build_index",
    "denominate",
    "effective_weights",
    "framework_from",
    "framework_of",
    "goalposts_from",
    "impute",
    "kurtosis",
    "long_table",
    "normalise",
    "passes",
    "ranks",
    "reweighted",
    "screen",
    "skewness",
    "treat",
    "uncertainty",
    "winsorise",
]

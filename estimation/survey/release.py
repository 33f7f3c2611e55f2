"""Direct estimates of one wave → what of them may be published, and why the rest may not.

Two questions are asked of each row (settlement × group × measure), in this order: could it reveal
anybody (:mod:`estimation.disclosure`), and is it certain enough to act on. What fails the first
loses every number, what fails the second keeps its respondents and loses the estimate.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from estimation.disclosure import Rules, audit, differenced, suppress

NATION = "IL"
EVERYBODY = "all"
GROUPS: Mapping[str, tuple[str, ...]] = {
    "sex": ("male", "female", "sex_not_stated"),
    "age": (
        "age_under_18",
        "age_18_29",
        "age_30_44",
        "age_45_64",
        "age_65_and_over",
        "age_not_stated",
    ),
    "population_group": (
        "jews",
        "arabs",
        "druze",
        "bedouin",
        "haredim",
        "others",
        "population_group_not_stated",
    ),
}
"""Each family of groups divides the respondents of a settlement without rest."""

SHARES = ("share", "rate")
"""The statistics of which respondents are counted: those above the midpoint, or below the line."""
OF_A_HUNDRED = ("share", "rate", "gap", "gini")
"""Statistics in percent, whose intervals end at 0 and 100."""
OF_THE_QUESTIONNAIRE = ("cronbach_alpha", "intraclass_correlation")
"""Statistics near 0 by their nature, of which a coefficient of variation says nothing."""
ROW = ("settlement_code", "population_group")
NORMAL_95 = 1.959963984540054
DESIGN_EFFECT_FREEDOM = 4
"""Degrees of freedom below which a design effect is noise, and not told."""
COUNTED = ("n", "n_with", "contributors")
ESTIMATED = (
    "value",
    "standard_error",
    "ci_low",
    "ci_high",
    "coefficient_of_variation",
    "degrees_of_freedom",
)
OF_THE_DESIGN = ("effective_n", "design_effect")
BOUNDS = {
    "wave_id": pl.String,
    "measure_id": pl.String,
    "settlement_code": pl.String,
    "population_group": pl.String,
    "answer": pl.String,
    "width": pl.Float64,
    "required": pl.Float64,
    "exposed": pl.Boolean,
}


@dataclass(frozen=True)
class Limits:
    """Cut-offs of publication.

    ``respondents``: least number behind a published row; ``dominance``: share of a row's weight
    that one may hold; ``interval``: least width, in respondents, left around a hidden number;
    ``publish_below`` and ``warn_up_to``: coefficients of variation, as shares.
    """

    respondents: int
    dominance: float
    interval: int
    publish_below: float
    warn_up_to: float


def limits_of(cutoffs: Mapping[str, float]) -> Limits:
    """The cut-offs of ``seeds/cutoffs.csv`` by name."""
    return Limits(
        respondents=int(cutoffs["survey_respondents_at_least"]),
        dominance=cutoffs["disclosure_dominance"],
        interval=int(cutoffs["disclosure_interval_at_least"]),
        publish_below=cutoffs["survey_cv_publish_below"],
        warn_up_to=cutoffs["survey_cv_warn_up_to"],
    )


def hidden_rows(
    counts: pl.DataFrame,
    linked: Mapping[str, str],
    earlier: pl.DataFrame,
    limits: Limits,
    *,
    national: bool,
) -> pl.DataFrame:
    """The rows of a wave that could reveal somebody, and those hidden to protect them.

    Args:
        counts: one row for each settlement, group and measure: ``settlement_code`` (``IL`` for all
            of them), ``population_group``, ``measure_id``, ``n`` respondents, ``n_with`` of them
            with the trait, ``contributors`` (independent of each other: respondents, or households
            where persons share an answer), ``largest_share`` of the weight that one contributor
            holds (0 to 1), ``data_version`` of the wave.
        linked: family of each measure; the measures of a family can be computed from each other,
            so a row is hidden in all of them or in none.
        earlier: what was released of this wave before: ``settlement_code``, ``population_group``,
            ``measure_id``, ``n``, ``n_with`` and ``hidden_because`` (one or the other null),
            ``data_version``.
        national: whether ``IL`` is published, so that settlements add up to something known.

    Returns:
        ``settlement_code``, ``population_group``, ``measure_id``, ``hidden_because``.
    """
    tables = dict(_by_measure(counts))
    before = dict(_by_measure(earlier))
    hidden = {
        measure: _forced(frame, before.get(measure, earlier.clear()), limits, national)
        for measure, frame in tables.items()
    }
    closed: dict[str, int] = {}  # rows hidden when a measure was last closed: it only grows
    while open_measures := [name for name in tables if closed.get(name) != len(hidden[name])]:
        for measure in open_measures:
            found = _suppressed(tables[measure], hidden[measure], limits, national)
            hidden[measure] = {**found, **hidden[measure]}
            closed[measure] = len(hidden[measure])
        for measure in tables:
            for other in tables:
                if linked[other] == linked[measure]:
                    for row in hidden[other]:
                        hidden[measure].setdefault(row, "complementary")
    return pl.DataFrame(
        [
            (*row, measure, reason)
            for measure, rows in hidden.items()
            for row, reason in sorted(rows.items())
        ],
        schema=dict.fromkeys([*ROW, "measure_id", "hidden_because"], pl.String),
        orient="row",
    )


def release(direct: pl.DataFrame, hidden: pl.DataFrame, limits: Limits) -> pl.DataFrame:
    """Estimates with their reliability, bare of whatever may not be published.

    Args:
        direct: ``settlement_code``, ``population_group``, ``measure_id``, ``statistic``, ``n``,
            ``n_with``, ``contributors`` (as in ``hidden_rows``, of whom the statistic speaks) and
            the columns of a survey estimate.
        hidden: as ``hidden_rows`` gives it.

    Returns:
        The same with ``reliability``, ``value_status``, ``hidden_because``, and ``direct_value``:
        the value wherever nobody is revealed by it, also where it is too uncertain to be
        published, for models that borrow strength.
    """
    # A statistic may speak of fewer than its row does: the gap of the poor, the ratio of fifths.
    parts = pl.when(pl.col("statistic") == "quintile_share_ratio").then(5).otherwise(1)
    behind = pl.min_horizontal("n", "contributors") / parts
    judged = direct.join(hidden, on=[*ROW, "measure_id"], how="left").with_columns(
        hidden_because=pl.when(behind < limits.respondents)
        .then(pl.coalesce("hidden_because", pl.lit("small_cell")))
        .otherwise("hidden_because")
    )
    # An error that rests on few sampling units is itself hardly known; Student's t knows, so the
    # width of the interval counts where it is worse than the coefficient of variation.
    by_interval = (pl.col("ci_high") - pl.col("ci_low")) / (2 * NORMAL_95) / pl.col("value").abs()
    variation = pl.max_horizontal("coefficient_of_variation", by_interval)
    reliability = (
        pl.when(pl.col("hidden_because").is_not_null())
        .then(pl.lit("hidden"))
        .when(pl.col("standard_error").is_null())
        .then(pl.lit("error_not_known"))
        .when(pl.col("statistic").is_in(OF_THE_QUESTIONNAIRE))
        .then(pl.lit("no_error_by_sampling"))
        .when(variation < limits.publish_below)
        .then(pl.lit("reliable"))
        .when(variation <= limits.warn_up_to)
        .then(pl.lit("use_with_caution"))
        .otherwise(pl.lit("unreliable"))
    )
    revealing = pl.col("reliability") == "hidden"
    # Who answered every item are others than whose answers are counted and protected: of them any
    # hidden number would be the rest of those shown. Their number stays untold, everywhere.
    counted = ~revealing & ~pl.col("statistic").is_in(OF_THE_QUESTIONNAIRE)
    published = ~pl.col("reliability").is_in(["hidden", "error_not_known", "unreliable"])
    bounded = pl.col("statistic").is_in(OF_A_HUNDRED)
    return (
        judged.with_columns(reliability=reliability)
        .with_columns(
            # Only now: an interval that ends at 100 would look narrower than it is.
            ci_low=pl.when(bounded).then(pl.col("ci_low").clip(0)).otherwise("ci_low"),
            ci_high=pl.when(bounded).then(pl.col("ci_high").clip(0, 100)).otherwise("ci_high"),
            direct_value=pl.when(~revealing).then("value"),
            hidden_because=pl.when(published | revealing)
            .then("hidden_because")
            .otherwise("reliability"),
            value_status=pl.when(~published)
            .then(pl.lit("suppressed"))
            .when(pl.col("reliability") == "use_with_caution")
            .then(pl.lit("low_reliability"))
            .otherwise(pl.lit("observed")),
        )
        .with_columns(
            *(pl.when(counted).then(name).alias(name) for name in COUNTED),
            *(pl.when(published).then(name).alias(name) for name in ESTIMATED),
            *(
                pl.when(counted & (pl.col("degrees_of_freedom") >= DESIGN_EFFECT_FREEDOM))
                .then(name)
                .alias(name)
                for name in OF_THE_DESIGN
            ),
        )
    )


def audit_wave(
    released: pl.DataFrame, earlier: pl.DataFrame, limits: Limits, *, national: bool
) -> pl.DataFrame:
    """How closely an outsider can bound the hidden numbers of a wave.

    Args:
        released: ``wave_id``, ``settlement_code``, ``population_group``, ``measure_id``, ``n``,
            ``n_with`` (null where hidden), ``hidden_because``, ``data_version``; the rows of shares
            and rates alone.
        earlier: the same of earlier releases of the wave.
        national: as in ``hidden_rows``.

    Returns:
        One row for each hidden number: ``BOUNDS``.
    """
    before = dict(_by_measure(earlier))
    parts = [pl.DataFrame(schema=BOUNDS)]
    for measure, frame in _by_measure(released):
        rules = _rules(frame, limits, national)
        # What only protects others need not be unknown by much, as long as it is not known.
        only_protects = pl.col("hidden_because") == "complementary"
        asked = pl.when(only_protects).then(1.0).otherwise(float(limits.interval))
        table = _shown(frame.with_columns(required=asked.fill_null(limits.interval)), "required")
        earlier_table = before.get(measure)
        shown_before = None if earlier_table is None else _shown(earlier_table)
        bounds = audit(table, rules, shown_before, exact=False)
        parts.append(
            bounds.with_columns(
                wave_id=pl.lit(frame["wave_id"][0]), measure_id=pl.lit(measure)
            ).select(pl.col(name).cast(kind) for name, kind in BOUNDS.items())
        )
    return pl.concat(parts)


Row = tuple[str, str]


def _by_measure(frame: pl.DataFrame) -> list[tuple[str, pl.DataFrame]]:
    return [
        (measure, part)
        for (measure,), part in frame.sort("measure_id", *ROW).group_by(
            "measure_id", maintain_order=True
        )
    ]


def _rules(frame: pl.DataFrame, limits: Limits, national: bool) -> Rules:
    settlements = sorted(set(frame["settlement_code"]) - {NATION})
    present = set(frame["population_group"])
    families = [[group for group in family if group in present] for family in GROUPS.values()]
    return Rules(
        dimensions=(*ROW, "answer"),
        minimum=limits.respondents,
        minimum_of="row",
        answer="answer",
        positive="with",
        together=("answer",),
        sums={
            "settlement_code": [(NATION, settlements)] if national else (),
            "population_group": [(EVERYBODY, family) for family in families if family],
            "answer": [(EVERYBODY, ["with", "without"])],
        },
        largest_share="largest_share",
        dominance=limits.dominance,
        protection=limits.interval,
        within_parents=True,
    )


def _cells(frame: pl.DataFrame, *others: str) -> pl.DataFrame:
    """Three cells of a row: all respondents, those with the trait, and those without."""
    numbers = {
        EVERYBODY: pl.col("n"),
        "with": pl.col("n_with"),
        "without": pl.col("n") - pl.col("n_with"),
    }
    return pl.concat(
        frame.select(*ROW, *others, answer=pl.lit(answer), count=number)
        for answer, number in numbers.items()
    )


def _shown(frame: pl.DataFrame, *others: str) -> pl.DataFrame:
    return _cells(frame, "data_version", *others).rename({"count": "published"})


def _suppressed(
    frame: pl.DataFrame, hidden: Mapping[Row, str], limits: Limits, national: bool
) -> dict[Row, str]:
    forced = pl.DataFrame(
        [(*row, reason) for row, reason in hidden.items()],
        schema=dict.fromkeys([*ROW, "hidden"], pl.String),
        orient="row",
    )
    table = _cells(frame, "largest_share").join(forced, on=list(ROW), how="left")
    found = suppress(table, _rules(frame, limits, national)).filter("suppressed")
    # A row bears the gravest reason of its cells.
    ranks = {"small_cell": 0, "dominance": 1, "zero_or_all": 2, "hidden_before": 3}
    order = pl.col("reason").replace_strict(ranks, default=4, return_dtype=pl.Int32)
    first = found.sort(order).unique(ROW, keep="first", maintain_order=True)
    present = set(frame.select(ROW).iter_rows())
    rows = first.select(*ROW, "reason").iter_rows()
    return {(place, group): reason for place, group, reason in rows if (place, group) in present}


def _forced(
    frame: pl.DataFrame, earlier: pl.DataFrame, limits: Limits, national: bool
) -> dict[Row, str]:
    """Rows hidden before their table is looked at, and why."""
    few = frame.filter(pl.col("contributors") < limits.respondents)
    forced: dict[Row, str] = dict.fromkeys(few.select(ROW).iter_rows(), "small_cell")
    if earlier.is_empty():
        return forced
    present = set(frame.select(ROW).iter_rows())
    now = _shown(frame)
    revealing = now.filter(differenced(now, _shown(earlier), _rules(frame, limits, national)))
    for place, group in revealing.select(ROW).iter_rows():
        # With the row whatever sums it: else the few who came later show in what remains open.
        for row in ((place, group), (NATION, group), (place, EVERYBODY), (NATION, EVERYBODY)):
            if row in present:
                forced.setdefault(row, "hidden_before")
    before = earlier.filter(pl.col("n").is_null()).select(*ROW, "hidden_because")
    for place, group, reason in before.iter_rows():
        if (place, group) in present:
            only_protects = reason == "complementary"
            forced.setdefault((place, group), reason if only_protects else "hidden_before")
    return forced

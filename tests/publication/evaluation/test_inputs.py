"""Inputs cut to one settlement give of it what the whole gave."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import polars as pl
from polars.testing import assert_frame_equal

from estimation.evaluation.evaluate import Inputs, evaluate
from publication.evaluation.inputs import frames, inputs_of, write_inputs
from tests.estimation.evaluation.made import OTHERS, TOWN, Frozen, figure, inputs, panel

SECOND = "9000"
TABLES = ("pilot_evaluation", "evaluation_series", "evaluation_placebos")


def nation() -> Inputs:
    """The town compared with ten in one outcome and twenty in another, one of them a standing
    among all, a third known elsewhere alone; a second town of the same programme, and one of the
    programme without baseline."""
    years = {2014: 50.0, 2015: 52.0, 2016: 51.0, 2017: 53.0, 2019: 60.0, 2021: 61.0}
    others = {year: 50.0 + (year - 2014) / 3 for year in years}
    rows = panel(years, others)
    rows += panel(years, others, indicator="standing_index")
    rows += panel({2016: 30.0, 2019: 28.0}, {2016: 31.0, 2019: 33.0}, group="arabs")
    rows += [figure(code, 2016, 9.0, indicator="dropout_pct") for code in OTHERS]
    rows += [row | {"settlement_code": SECOND} for row in rows if row["settlement_code"] == TOWN]
    given = inputs(
        rows,
        [
            Frozen(2017, 53.0),
            Frozen(2017, 53.0, indicator="standing_index"),
            Frozen(2016, 30.0, group="arabs"),
        ],
        indicators=("eligible_pct", "standing_index", "dropout_pct"),
    )
    ten = pl.col("comparison_code").is_in(OTHERS[:10])
    compared = (pl.col("indicator_id") == "standing_index") | ten
    given = replace(
        given,
        comparisons=given.comparisons.filter(compared, pl.col("indicator_id") != "dropout_pct"),
    )
    again = {"baseline_id": f"pilot/{SECOND}/1", "settlement_code": SECOND}
    doubled = {
        name: pl.concat([frame, frame.with_columns(_only(frame, again))])
        for name in ("members", "baselines", "frozen", "comparisons")
        for frame in [getattr(given, name)]
    }
    stranger = pl.DataFrame({"programme_id": ["pilot"], "settlement_code": ["0001"]})
    return replace(given, **doubled | {"members": pl.concat([doubled["members"], stranger])})


def _only(frame: pl.DataFrame, values: dict[str, str]) -> list[pl.Expr]:
    return [pl.lit(value).alias(name) for name, value in values.items() if name in frame.columns]


def test_the_part_gives_of_its_settlement_what_the_whole_gave() -> None:
    given = nation()
    whole, part = evaluate(given), evaluate(inputs_of(given, "pilot", TOWN))
    for table in TABLES:
        own = whole[table].filter(pl.col("settlement_code") == TOWN)
        assert own.height < whole[table].height
        assert_frame_equal(part[table], own)
    told = part["pilot_evaluation"]
    assert told["did_effect"].count() and told["control_effect"].count()
    assert "percentile_rank" in told["outcome_scale"]
    unknown = told.filter(pl.col("indicator_id") == "dropout_pct")
    assert set(unknown["did_reason"]) == {"no_pre_period"}


def test_no_more_is_taken_than_is_needed() -> None:
    part = inputs_of(nation(), "pilot", TOWN)
    compared = part.figures.filter(pl.col("indicator_id") == "eligible_pct")
    assert set(compared["settlement_code"]) == {TOWN, *OTHERS[:10]}
    # Groups are not compared between settlements.
    groups = part.figures.filter(pl.col("population_group") == "arabs")
    assert set(groups["settlement_code"]) == {TOWN}
    ranked = part.figures.filter(pl.col("indicator_id") == "standing_index")
    assert set(ranked["settlement_code"]) == {TOWN, SECOND, *OTHERS}
    assert part.figures.filter(pl.col("indicator_id") == "dropout_pct").height == 1
    assert set(part.codes["code_kind"]) <= {"unit", "effect_reason", "population_group"}
    assert part.members.rows() == [("pilot", TOWN)]


def test_the_same_rows_are_the_same_bytes_in_whatever_order_they_were_read(tmp_path: Path) -> None:
    given = nation()
    shuffled = replace(given, figures=given.figures.sample(fraction=1.0, shuffle=True, seed=1))
    for name, one in (("a", given), ("b", shuffled)):
        write_inputs(inputs_of(one, "pilot", TOWN), tmp_path / name)
    written = sorted(path.name for path in (tmp_path / "a").iterdir())
    assert written == sorted(f"{name}.parquet" for name in frames())
    for name in written:
        assert (tmp_path / "a" / name).read_bytes() == (tmp_path / "b" / name).read_bytes()

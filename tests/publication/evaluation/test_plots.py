"""Plots that say no more than the figures: no line across a break, nothing that is not there."""

from __future__ import annotations

import re
from collections.abc import Sequence
from xml.etree import ElementTree

import polars as pl
import pytest

from publication.evaluation.charts import MARK, OTHERS, OWN, TWIN, placebo_plot, series_plot

SVG = "{http://www.w3.org/2000/svg}"
SERIES = {
    "reference_year": pl.Int32,
    "comparison_mean": pl.Float64,
    "comparison_low": pl.Float64,
    "comparison_high": pl.Float64,
    "synthetic_value": pl.Float64,
}


def series(*rows: Sequence[float | None]) -> pl.DataFrame:
    return pl.DataFrame(list(rows), schema=SERIES, orient="row")


OWN_SERIES = pl.DataFrame(
    {
        "reference_year": [2014, 2016, 2018, 2021, 2023],
        "value": [4.0, 5.0, -6.5, 7.0, 8.0],
        "segment": [1, 1, 1, 2, 2],
    }
)
BESIDE = series((2014, 3.0, 1.0, 5.0, 4.1), (2016, 4.0, 2.0, 6.0, 5.2), (2018, 4.5, 2.5, 6.5, 5.0))


def lines(svg: str, stroke: str) -> list[int]:
    """Of each line of a colour, how many years it joins."""
    paths = ElementTree.fromstring(svg).iter(f"{SVG}path")
    drawn = [path.get("d", "") for path in paths if path.get("stroke") == stroke and _is_line(path)]
    return [len(re.findall("[ML]", d)) for d in drawn]


def _is_line(path: ElementTree.Element) -> bool:
    return "Z" not in path.get("d", "") and "A" not in path.get("d", "")


def words(svg: str) -> list[str]:
    return ["".join(text.itertext()) for text in ElementTree.fromstring(svg).iter(f"{SVG}text")]


def test_no_line_leads_across_a_break() -> None:
    svg = series_plot(OWN_SERIES, BESIDE, 2017, [2020], synthetic=False)
    assert sorted(lines(svg, OWN)) == [2, 3]
    assert lines(svg, OTHERS) == [3] and lines(svg, TWIN) == [3]
    assert MARK in svg  # the line of the break


def test_without_comparison_the_settlement_stands_alone() -> None:
    svg = series_plot(OWN_SERIES, series(), 2017, [], synthetic=False)
    assert sorted(lines(svg, OWN)) == [2, 3]
    assert not lines(svg, OTHERS) and not lines(svg, TWIN) and MARK not in svg


def test_years_without_a_comparison_or_twin_have_none() -> None:
    beside = series((2014, 3.0, 1.0, 5.0, None), (2016, None, None, None, None))
    svg = series_plot(OWN_SERIES, beside, 2017, [], synthetic=False)
    assert lines(svg, TWIN) == []
    assert "NaN" not in svg and "null" not in svg


def test_a_loss_bears_its_sign_and_years_no_commas() -> None:
    said = words(series_plot(OWN_SERIES, BESIDE, 2017, [], synthetic=False))
    assert "−6" in said and "2014" in said and not any("2,0" in word for word in said)


@pytest.mark.parametrize("synthetic", [True, False])
def test_plots_of_made_up_figures_say_so(synthetic: bool) -> None:
    effects = pl.DataFrame({"method": ["did"] * 3, "placebo_effect": [-1.0, 0.5, 2.0]})
    plots = (
        series_plot(OWN_SERIES, BESIDE, 2017, [], synthetic=synthetic),
        placebo_plot(effects, {"did": 1.0}, synthetic=synthetic),
    )
    for svg in plots:
        assert any("SYNTHETIC" in word and "סינתטיים" in word for word in words(svg)) is synthetic


def test_each_method_shows_its_placebos_and_the_own_effect() -> None:
    effects = pl.DataFrame(
        {
            "method": ["did", "did", "synthetic_control", "synthetic_control"],
            "placebo_effect": [-1.0, 0.5, 2.0, None],
        }
    )
    both = placebo_plot(effects, {"did": 1.0, "synthetic_control": 3.0}, synthetic=False)
    one = placebo_plot(effects, {"did": 1.0}, synthetic=False)
    assert (both.count(f'fill="{OTHERS}"'), both.count(f'fill="{OWN}"')) == (3, 2)
    assert (one.count(f'fill="{OTHERS}"'), one.count(f'fill="{OWN}"')) == (2, 1)


def test_plots_need_nothing_from_elsewhere_and_do_not_disturb_each_other() -> None:
    svg = series_plot(OWN_SERIES, BESIDE, 2017, [2020], synthetic=True)
    assert not re.search(r'(href|src|id)="|url\(', svg)
    assert svg == series_plot(OWN_SERIES, BESIDE, 2017, [2020], synthetic=True)

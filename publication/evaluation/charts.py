"""Plots of an evaluation as SVG: the series beside its comparison, and the effects of placebos.

All words stand beside the plots, in the page, so that one plot serves both languages; numbers and
years alone are drawn. Each kind of plot is laid out once, and filled for each indicator.
"""

from __future__ import annotations

import copy
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

import altair as alt
import polars as pl
import vl_convert

FONT = "DejaVu Sans, Liberation Sans, Noto Sans Hebrew, Arial Hebrew, Arial, sans-serif"
"""All have Hebrew; the reader's browser takes the first that is there."""
OWN, OTHERS, TWIN, QUIET, MARK = "#0b3c5d", "#8a8a8a", "#b3541e", "#d9d9d9", "#b00020"
SYNTHETIC = "SYNTHETIC · \u2067נתונים סינתטיים\u2069"
METHODS = ("did", "synthetic_control")
WIDTH, HEIGHT = 430, 210
STRIP_WIDTH, STRIP = 290, 46

Rows = Sequence[Mapping[str, Any]]
Chart = alt.LayerChart | alt.FacetChart


def series_plot(
    own: pl.DataFrame,
    series: pl.DataFrame,
    start_year: int,
    breaks: Sequence[int],
    *,
    synthetic: bool,
) -> str:
    """The settlement by year, and with whom it is compared.

    Args:
        own: ``reference_year, value, segment``; years of one segment are joined by a line, others
            never.
        series: rows of evaluation_series of the indicator, or none.
        start_year: first year of the programme; the line stands before it.
        breaks: first years of a new stretch.
        synthetic: mark the plot.
    """
    known = series.filter(pl.col("comparison_mean").is_not_null())
    beside = known.select("reference_year", "comparison_mean", "comparison_low", "comparison_high")
    twin = series.filter(pl.col("synthetic_value").is_not_null())
    return _drawn(
        "series",
        synthetic,
        own=own.select("reference_year", "value", "segment").to_dicts(),
        beside=beside.to_dicts(),
        lone=beside.to_dicts() if beside.height == 1 else [],
        twin=twin.select("reference_year", "synthetic_value").to_dicts(),
        start=[{"at": start_year - 0.5}],
        breaks=[{"at": year - 0.5} for year in breaks],
    )


def placebo_plot(placebos: pl.DataFrame, effects: Mapping[str, float], *, synthetic: bool) -> str:
    """Effects found where no programme was, and the settlement's own among them, by method.

    Args:
        placebos: rows of evaluation_placebos of the indicator.
        effects: of the settlement, by method.
        synthetic: mark the plot.
    """
    methods = [method for method in METHODS if method in effects]
    shown = placebos.filter(pl.col("method").is_in(methods), pl.col("placebo_effect").is_not_null())
    return _drawn(
        f"placebos_{len(methods)}",
        synthetic,
        placebos=[
            {"row": methods.index(method), "effect": effect}
            for method, effect in shown.select("method", "placebo_effect").iter_rows()
        ],
        zero=[{"effect": 0}],
        own=[{"row": methods.index(method), "effect": effects[method]} for method in methods],
    )


def _drawn(kind: str, synthetic: bool, **data: Rows) -> str:
    filled = copy.deepcopy(_layout(kind, synthetic))
    for table in filled["data"]:
        if table["name"] in data:
            table["values"] = list(data[table["name"]])
    return str(vl_convert.vega_to_svg(filled))


@cache
def _layout(kind: str, synthetic: bool) -> dict[str, Any]:
    chart = _series() if kind == "series" else _placebos(int(kind[-1]))
    if synthetic:
        mark = alt.TitleParams(SYNTHETIC, color=MARK, fontSize=12, anchor="end", offset=4)
        chart = chart.properties(title=mark)
    axis = {"labelFontSize": 12, "gridColor": "#ececec", "domainColor": "#999"}
    spec = (
        chart.properties(background="transparent")
        .configure(aria=False, font=FONT)
        .configure_axis(labelColor="#333", **axis)
        .configure_view(stroke=None)
        .to_dict()
    )
    return dict(vl_convert.vegalite_to_vega(spec))


def _series() -> Chart:
    year = alt.X(
        "reference_year:Q",
        title=None,
        axis=alt.Axis(format="d", tickMinStep=1, tickCount=7, grid=False, labelOverlap=True),
        scale=alt.Scale(zero=False, nice=False, padding=14),
    )

    def height(field: str) -> alt.Y:
        return alt.Y(f"{field}:Q", title=None, scale=alt.Scale(zero=False))

    beside, own, twin = (alt.Chart(alt.NamedData(name)) for name in ("beside", "own", "twin"))
    return alt.layer(
        beside.mark_area(color=QUIET, opacity=1).encode(
            year, height("comparison_low"), alt.Y2("comparison_high")
        ),
        # A band of one year has no area.
        alt.Chart(alt.NamedData("lone"))
        .mark_rule(color=QUIET, strokeWidth=8)
        .encode(year, height("comparison_low"), alt.Y2("comparison_high")),
        beside.mark_line(color=OTHERS, strokeWidth=2, point={"color": OTHERS, "size": 25}).encode(
            year, height("comparison_mean")
        ),
        twin.mark_line(
            color=TWIN, strokeDash=[5, 4], strokeWidth=2, point={"color": TWIN, "size": 20}
        ).encode(year, height("synthetic_value")),
        own.mark_line(color=OWN, strokeWidth=3).encode(year, height("value"), detail="segment:N"),
        own.mark_point(color=OWN, filled=True, size=50, opacity=1).encode(year, height("value")),
        alt.Chart(alt.NamedData("breaks"))
        .mark_rule(color=MARK, strokeDash=[2, 3])
        .encode(alt.X("at:Q")),
        alt.Chart(alt.NamedData("start")).mark_rule(color="black").encode(alt.X("at:Q")),
    ).properties(width=WIDTH, height=HEIGHT)


def _placebos(methods: int) -> Chart:
    effect = alt.X("effect:Q", title=None, scale=alt.Scale(zero=True), axis=alt.Axis(tickCount=6))
    row = alt.Y(
        "row:O", title=None, axis=None, scale=alt.Scale(domain=list(range(methods)), padding=0.4)
    )
    zero = alt.Chart(alt.NamedData("zero")).mark_rule(color="#555").encode(effect)
    placebos, own = (alt.Chart(alt.NamedData(name)) for name in ("placebos", "own"))
    return alt.layer(
        zero,
        placebos.mark_tick(color=OTHERS, thickness=2, size=20, opacity=0.8).encode(effect, row),
        own.mark_point(
            shape="diamond", filled=True, color=OWN, size=160, opacity=1, stroke="white"
        ).encode(effect, row),
    ).properties(width=STRIP_WIDTH, height=STRIP * methods)

"""Kinds of charts as Vega-Lite, written once in a page; a chart brings its data and its values.

A layer of which a chart has no data is left out.
``{"$": name}`` stands for a value of the chart, ``{"he": …, "en": …}`` for the text in the language
that is read. Numbers run from left to right in both; what is named stands on the side where a line
begins. The same shape never tells two things, so that no chart needs its colours.
"""

from __future__ import annotations

from typing import Any

OWN, NATION, PERIPHERY, PEERS, QUIET, MARK = (
    "#0b3c5d",
    "#5f5f5f",
    "#a3480f",
    "#2b6e4f",
    "#8a8a8a",
    "#b00020",
)
SIDE = {"he": "right", "en": "left"}

_YEAR = {
    "type": "quantitative",
    "title": None,
    "axis": {"format": "d", "values": {"$": "years"}, "grid": False, "labelOverlap": True},
    "scale": {"zero": False, "nice": False, "padding": 16},
}
_VALUE = {
    "type": "quantitative",
    "title": None,
    "axis": {
        "format": {"$": "axis"},
        "tickCount": 5,
        "tickMinStep": {"$": "step"},
        "orient": SIDE,
    },
    "scale": {"zero": False, "padding": 8, "domain": {"$": "span"}},
}


def _x(field: str) -> dict[str, Any]:
    return {"field": field, **_YEAR}


def _y(field: str) -> dict[str, Any]:
    return {"field": field, **_VALUE}


def _layer(data: str, mark: dict[str, Any], **encoding: Any) -> dict[str, Any]:
    return {"data": {"name": data}, "mark": mark, "encoding": encoding}


_HOLLOW = {"condition": {"test": "datum.hollow", "value": "white"}, "value": OWN}

_WHO = {
    "field": "who",
    "type": "nominal",
    "sort": None,
    "title": None,
    "axis": {"orient": SIDE, "labelLimit": 190, "ticks": False, "domain": False, "labelPadding": 8},
}
_WHERE = {
    "type": "quantitative",
    "title": None,
    "axis": {"format": {"$": "axis"}, "tickCount": 4, "tickMinStep": {"$": "step"}},
    "scale": {"zero": False, "nice": True, "padding": 34},
}
_PLACE = {"domain": ["own", "peers", "periphery", "nation"]}

STANDING: dict[str, Any] = {
    "height": {"$": "height"},
    "encoding": {"y": _WHO},
    "layer": [
        _layer(
            "intervals",
            {"type": "rule", "strokeWidth": 5, "opacity": 0.35, "color": OWN},
            x={"field": "low", **_WHERE},
            x2={"field": "high"},
        ),
        _layer(
            "rows",
            {"type": "point", "size": 110, "opacity": 1, "strokeWidth": 2},
            x={"field": "value", **_WHERE},
            color={
                "field": "place",
                "type": "nominal",
                "legend": None,
                "scale": {**_PLACE, "range": [OWN, PEERS, PERIPHERY, NATION]},
            },
            fill={
                "condition": {"test": "datum.hollow", "value": "white"},
                "field": "place",
                "type": "nominal",
                "legend": None,
                "scale": {**_PLACE, "range": [OWN, PEERS, PERIPHERY, NATION]},
            },
            shape={
                "field": "place",
                "type": "nominal",
                "legend": None,
                "scale": {**_PLACE, "range": ["circle", "square", "triangle-up", "diamond"]},
            },
        ),
        _layer(
            "rows",
            {"type": "text", "dy": -10, "fontSize": 11, "color": "#1c1c1c"},
            x={"field": "value", **_WHERE},
            text={"field": "value", "format": {"$": "format"}},
        ),
    ],
}

TREND: dict[str, Any] = {
    "height": 170,
    "layer": [
        _layer(
            "breaks",
            {"type": "rule", "strokeDash": [2, 3], "strokeWidth": 2, "color": MARK},
            x=_x("at"),
        ),
        _layer(
            "nation",
            {"type": "line", "color": NATION, "strokeWidth": 1.5, "strokeDash": [5, 3]},
            x=_x("at"),
            y=_y("value"),
            detail={"field": "run", "type": "nominal"},
        ),
        _layer(
            "nation",
            {"type": "point", "shape": "diamond", "filled": True, "size": 32, "color": NATION},
            x=_x("at"),
            y=_y("value"),
        ),
        _layer(
            "intervals",
            {"type": "rule", "color": OWN, "strokeWidth": 4, "opacity": 0.3},
            x=_x("at"),
            y=_y("low"),
            y2={"field": "high"},
        ),
        _layer(
            "own",
            {"type": "line", "color": OWN, "strokeWidth": 2.5},
            x=_x("at"),
            y=_y("value"),
            detail={"field": "run", "type": "nominal"},
        ),
        _layer(
            "own",
            {"type": "point", "size": 55, "opacity": 1, "strokeWidth": 2, "stroke": OWN},
            x=_x("at"),
            y=_y("value"),
            fill=_HOLLOW,
        ),
        _layer(
            "missing",
            {"type": "text", "text": "×", "fontSize": 15, "color": "#5f5f5f"},
            x=_x("at"),
            y={"value": 162},
        ),
    ],
}

TARGET: dict[str, Any] = {
    "height": 170,
    "layer": [
        _layer(
            "goal",
            {"type": "rule", "color": PERIPHERY, "strokeWidth": 2, "strokeDash": [6, 4]},
            y=_y("value"),
        ),
        _layer(
            "path",
            {"type": "line", "color": PERIPHERY, "strokeWidth": 2, "strokeDash": [6, 4]},
            x=_x("at"),
            y=_y("value"),
        ),
        _layer(
            "path",
            {"type": "point", "shape": "diamond", "size": 70, "filled": True, "opacity": 1},
            x=_x("at"),
            y=_y("value"),
            color={"value": PERIPHERY},
        ),
        _layer(
            "measured",
            {"type": "point", "size": 60, "filled": True, "opacity": 1, "color": OWN},
            x=_x("at"),
            y=_y("value"),
        ),
    ],
}

KINDS: dict[str, Any] = {"standing": STANDING, "trend": TREND, "target": TARGET}

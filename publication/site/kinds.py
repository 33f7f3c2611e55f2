"""Kinds of charts of the site: how authorities are spread, and how that moved over the years."""

from __future__ import annotations

from typing import Any

from publication.pages.kinds import MARK, NATION, OWN, PERIPHERY, SIDE, WITHIN, YEAR

BAND, BARS, REST = "#d7dee6", "#7d9bb5", "#2b6e4f"

_YEARS = {"field": "at", **YEAR}
_AXIS = {"format": {"$": "axis"}, "tickCount": 5, "orient": SIDE}


def _height(field: str) -> dict[str, Any]:
    return {
        "field": field,
        "type": "quantitative",
        "title": None,
        "axis": _AXIS,
        "scale": {"zero": False, "padding": 8},
    }


def _point(color: str, shape: str, size: int) -> dict[str, Any]:
    mark = {"type": "point", "aria": False, "filled": True, "opacity": 1}
    return {**mark, "shape": shape, "size": size, "color": color}


def _line(data: str, color: str, shape: str, **mark: Any) -> list[dict[str, Any]]:
    """A line through the points of each run, and the points."""
    encoding = {"x": _YEARS, "y": _height("value")}
    runs = {"field": "run", "type": "nominal"}
    return [
        {
            "data": {"name": data},
            "mark": {"type": "line", "aria": False, "color": color, "strokeWidth": 2, **mark},
            "encoding": {**encoding, "detail": runs},
        },
        {
            "data": {"name": data},
            "mark": _point(color, shape, 50),
            "encoding": encoding,
        },
    ]


SPREAD: dict[str, Any] = {
    "height": 240,
    "layer": [
        {
            "data": {"name": "spread"},
            "mark": {"type": "area", "aria": False, "color": BAND, "opacity": 1},
            "encoding": {
                "x": _YEARS,
                "y": _height("low"),
                "y2": {"field": "high"},
                "detail": {"field": "run", "type": "nominal"},
            },
        },
        # A band of one year has no area; an edge at every year of a longer one would be a notch.
        {
            "data": {"name": "alone"},
            "mark": {"type": "rule", "aria": False, "color": BAND, "strokeWidth": 9},
            "encoding": {"x": _YEARS, "y": _height("low"), "y2": {"field": "high"}},
        },
        {
            "data": {"name": "breaks"},
            "mark": {"type": "rule", "aria": False, "strokeDash": [2, 3], "color": MARK},
            "encoding": {"x": _YEARS},
        },
        *WITHIN,
        *_line("rest", REST, "square"),
        *_line("periphery", PERIPHERY, "triangle-up"),
        *_line("nation", NATION, "diamond", strokeDash=[5, 3]),
    ],
}

_VALUES = {
    "type": "quantitative",
    "title": None,
    "axis": {"format": {"$": "axis"}, "tickCount": 6, "grid": False},
    "scale": {"zero": False, "nice": False, "padding": 14},
}


def _mark_at(data: str, color: str, shape: str) -> list[dict[str, Any]]:
    """A line at one figure, with a shape at its head."""
    x = {"field": "value", **_VALUES}
    return [
        {
            "data": {"name": data},
            "mark": {"type": "rule", "aria": False, "color": color, "strokeWidth": 2},
            "encoding": {"x": x},
        },
        {
            "data": {"name": data},
            "mark": _point(color, shape, 90),
            "encoding": {"x": x, "y": {"value": 6}},
        },
    ]


DISTRIBUTION: dict[str, Any] = {
    "height": 240,
    "layer": [
        {
            "data": {"name": "bins"},
            "mark": {"type": "bar", "aria": False, "color": BARS, "binSpacing": 1},
            "encoding": {
                "x": {"field": "from", "bin": {"binned": True}, **_VALUES},
                "x2": {"field": "to"},
                "y": {
                    "field": "authorities",
                    "type": "quantitative",
                    "title": None,
                    "axis": {"tickMinStep": 1, "tickCount": 5, "format": "d", "orient": SIDE},
                },
            },
        },
        *_mark_at("median", OWN, "circle"),
        *_mark_at("nation", NATION, "diamond"),
    ],
}

SITE_KINDS: dict[str, Any] = {"spread": SPREAD, "distribution": DISTRIBUTION}

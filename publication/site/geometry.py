"""Outlines of authorities for a map, from the outlines of statistical areas.

A municipality is the union of its statistical areas, a regional council of those of its localities.
Neighbours are simplified together, so that a border they share stays one line. Positions are whole
hundreds of metres on a plane, north up; a locality of a village is still some of them wide.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

import duckdb
import shapely
from shapely.geometry.base import BaseGeometry

from publication.publish import SCHEMA

METRES = 100
"""Length of one unit of the map."""
TOLERANCE = 2.0
"""Detail below so many units is left out."""
SEEN_FROM = 400
"""Smallest patch, in square units (four square kilometres), that is seen on the map."""
_KM_PER_DEGREE = 110.88
_MIDDLE = 31.5
_MARGIN = 30
_GRID_ORIGIN, _GRID_METRES = (35.2045, 31.7344), (219_529, 626_907)
"""The origin of the new Israeli grid in degrees, and what it is called in metres."""


class Shape(NamedTuple):
    """An authority on the map: its path if it has an outline, its middle, and whether a point is
    needed there, since nobody would see the path."""

    code: str
    path: str
    x: int
    y: int
    needs_point: bool


class Map(NamedTuple):
    """All shapes, in order of their codes; the size of the map in units; who is not on it."""

    shapes: list[Shape]
    width: int
    height: int
    missing: list[str]


def map_of(connection: duckdb.DuckDBPyConnection) -> Map:
    """The map of all authorities of a published file."""
    outlines = _outlines(connection)
    authorities = connection.execute(
        "select settlement_code, longitude, latitude, itm_east_metres, itm_north_metres"
        f" from {SCHEMA}.settlements where is_authority order by settlement_code"
    ).fetchall()
    codes = [code for code, *_ in authorities]
    points = {code: point for code, *place in authorities if (point := _point(*place)) is not None}
    placed = [code for code in codes if code in outlines or code in points]
    if not placed:
        return Map([], 0, 0, codes)
    corners = [outlines[code].bounds for code in placed if code in outlines]
    corners += [(*points[code], *points[code]) for code in placed if code not in outlines]
    west, south = (min(corner[at] for corner in corners) - _MARGIN for at in (0, 1))
    east, north = (max(corner[at] for corner in corners) + _MARGIN for at in (2, 3))
    shapes = []
    for code in placed:
        outline = outlines.get(code)
        middle = points.get(code)
        if outline is not None and middle is None:
            inside = outline.representative_point()
            middle = (inside.x, inside.y)
        assert middle is not None
        path = "" if outline is None else "".join(_rings(outline, west, north))
        largest = 0.0
        if outline is not None:
            largest = max(part.area for part in shapely.get_parts(outline))
        x, y = round(middle[0] - west), round(north - middle[1])
        shapes.append(Shape(code, path, x, y, largest < SEEN_FROM))
    missing = [code for code in codes if code not in set(placed)]
    return Map(shapes, round(east - west), round(north - south), missing)


def _outlines(connection: duckdb.DuckDBPyConnection) -> dict[str, BaseGeometry]:
    """Simplified outlines on the plane, by the authority to which their settlement belongs."""
    rows = connection.execute(
        "select case when settlements.is_authority then settlements.settlement_code"
        " else settlements.parent_settlement_code end as authority, areas.outline"
        f" from {SCHEMA}.statistical_area_outlines as areas"
        f" inner join {SCHEMA}.settlements using (settlement_code)"
        " where settlements.is_authority or settlements.parent_settlement_code is not null"
        " order by authority, areas.settlement_code, areas.area_code, areas.locator"
    ).fetchall()
    drawn = shapely.from_geojson([outline for _, outline in rows])
    flat = shapely.make_valid(shapely.transform(drawn, _planes))
    areas: dict[str, list[BaseGeometry]] = {}
    for (authority, _), area in zip(rows, flat, strict=True):
        areas.setdefault(authority, []).append(area)
    return _simplified({code: shapely.union_all(parts) for code, parts in areas.items()})


def _simplified(whole: Mapping[str, BaseGeometry]) -> dict[str, BaseGeometry]:
    """All outlines with fewer corners, neighbours along the same line; none ever vanishes."""
    codes = list(whole)
    polygons = [_polygons(whole[code]) for code in codes]
    simple = shapely.coverage_simplify(polygons, TOLERANCE)
    rounded = shapely.set_precision(simple, 1.0)
    return {
        code: before if after.is_empty or after.area == 0 else after
        for code, before, after in zip(codes, polygons, rounded, strict=True)
    }


def _polygons(shape: BaseGeometry) -> BaseGeometry:
    """The polygons of a shape; lines and points that mending left over are no area."""
    parts = [part for part in shapely.get_parts(shape) if part.geom_type == "Polygon"]
    return shapely.multipolygons(parts)


def _rings(outline: BaseGeometry, west: float, north: float) -> Iterator[str]:
    """SVG: every ring from its first corner, by steps; the largest polygon first."""
    polygons = [part for part in shapely.get_parts(outline) if part.geom_type == "Polygon"]
    for polygon in sorted(polygons, key=lambda part: (-part.area, part.bounds)):
        for ring in (polygon.exterior, *polygon.interiors):
            yield _path([(round(x - west), round(north - y)) for x, y in ring.coords])


def _path(corners: Sequence[tuple[int, int]]) -> str:
    (x, y), steps = corners[0], []
    start = f"M{x} {y}"
    for to_x, to_y in corners[1:-1]:
        if (to_x, to_y) != (x, y):
            steps.append(f"{to_x - x} {to_y - y}")
        x, y = to_x, to_y
    return f"{start}l{' '.join(steps)}z" if len(steps) > 1 else f"{start}h1v1h-1z"


def _point(
    longitude: float | None, latitude: float | None, east: int | None, north: int | None
) -> tuple[float, float] | None:
    """A settlement on the plane, by its degrees or else by the Israeli grid."""
    if longitude is not None and latitude is not None:
        return _plane(longitude, latitude)
    if east is None or north is None:
        return None
    # From the origin of the grid; good to some hundreds of metres, a few units.
    latitude = _GRID_ORIGIN[1] + (north / 1000 - _GRID_METRES[1] / 1000) / _KM_PER_DEGREE
    shrunk = 111.32 * math.cos(math.radians(latitude))
    return _plane(_GRID_ORIGIN[0] + (east / 1000 - _GRID_METRES[0] / 1000) / shrunk, latitude)


def _plane(longitude: float, latitude: float) -> tuple[float, float]:
    """Degrees (WGS84) to units east and north: equidistant, true in the middle of the country."""
    unit = 1000 / METRES
    east = longitude * _KM_PER_DEGREE * math.cos(math.radians(_MIDDLE)) * unit
    return east, latitude * _KM_PER_DEGREE * unit


def _planes(points: Iterable[Sequence[float]]) -> list[tuple[float, float]]:
    return [_plane(point[0], point[1]) for point in points]

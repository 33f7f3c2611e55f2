"""What the site computes: outlines of a map, classes, bins, strips, spellings."""

from __future__ import annotations

import csv
import json
import re
from itertools import pairwise
from pathlib import Path

import duckdb
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from publication.reading.house import read_house
from publication.reading.words import say
from publication.site.figures import CLASSES, classes_of, pictures_of
from publication.site.gap import BY_CONSTRUCTION, WIDTH, gaps_of, strip, table_of_gap
from publication.site.geometry import TOLERANCE, Map, map_of
from publication.site.search import entries_of
from publication.site.spread import bins_of
from tests.integration import house
from tests.integration.house import SAFED

FIGURES = st.lists(st.integers(-400, 4000).map(lambda n: n / 4), min_size=1, max_size=300)


@given(FIGURES)
def test_every_figure_lies_in_one_class_and_equal_ones_in_the_same(values: list[float]) -> None:
    classes = classes_of(values)
    assert 1 <= len(classes) <= CLASSES
    assert sum(one.authorities for one in classes) == len(values)
    assert all(a.high < b.low for a, b in pairwise(classes))
    assert {one.low for one in classes} | {one.high for one in classes} <= set(values)
    for one in classes:
        assert one.authorities == sum(one.low <= value <= one.high for value in values)


def test_classes_are_of_like_size_where_no_figures_are_equal() -> None:
    assert [one.authorities for one in classes_of(list(range(257)))] == [52, 51, 52, 51, 51]
    assert [(c.low, c.high) for c in classes_of([1, 1, 2, 5])] == [(1, 1), (2, 2), (5, 5)]
    assert classes_of([]) == []


def ends(values: list[float]) -> list[tuple[float, float, int]]:
    return [(one.low, one.high, one.authorities) for one in classes_of(values)]


def test_a_figure_that_many_share_has_a_class_of_its_own() -> None:
    tail = [float(value) for value in range(40, 74)]
    assert ends([*tail, *[100.0] * 221])[-1] == (100, 100, 221)
    assert [n for *_, n in ends([*tail, *[100.0] * 221])] == [9, 8, 9, 8, 221]
    below, above = [-3.0, -2.0, -1.0], [float(value) for value in range(1, 61)]
    assert ends([*below, *[0.0] * 100, *above])[:2] == [(-3, -1, 3), (0, 0, 100)]
    assert len(ends([*below, *[0.0] * 100, *above])) == CLASSES
    both = ends([*[0.0] * 90, *above[:9], *[100.0] * 90])
    assert (both[0], both[-1], len(both)) == ((0, 0, 90), (100, 100, 90), CLASSES)


def test_a_scale_of_ten_steps_is_split_into_pairs_whatever_its_frequencies() -> None:
    steps = [float(step) for step in range(1, 11) for _ in range(step * step)]
    assert [one[:2] for one in ends(steps)] == [(1, 2), (3, 4), (5, 6), (7, 8), (9, 10)]
    assert [one[:2] for one in ends([1, 2, 4, 5, 7, 9])] == [(1, 2), (4, 4), (5, 5), (7, 7), (9, 9)]
    assert [one[:2] for one in ends([0, *steps])] != [one[:2] for one in ends(steps)]


def test_no_figure_is_written_at_the_ends_of_two_classes(sample_home: Path) -> None:
    with duckdb.connect(str(house.warehouse(sample_home)), read_only=True) as connection:
        pictures = pictures_of(connection, read_house(connection, house.warehouse(sample_home)))
    legends = {one.indicator.id: one.legend() for one in pictures.values()}
    assert sum(map(len, legends.values())) > 100
    for indicator, legend in legends.items():
        assert all(a[1] != b[0] for a, b in pairwise(legend)), (indicator, legend)


@given(FIGURES, st.integers(0, 2))
def test_every_figure_lies_in_one_bin(values: list[float], decimals: int) -> None:
    bins = bins_of(values, decimals)
    assert sum(count for _, _, count in bins) == len(values)
    assert len(bins) <= 20
    assert all(abs(a[1] - b[0]) < 1e-9 for a, b in pairwise(bins))
    for low, high, count in bins:
        assert count == sum(low - 1e-7 <= value < high - 1e-7 for value in values)


def test_a_figure_on_the_edge_of_a_bin_belongs_to_the_higher_one() -> None:
    assert (0.3, 0.4, 1) in bins_of([0.0, 0.1, 0.2, 0.3], 1)


def test_a_strip_has_its_gap_on_the_side_of_its_sign() -> None:
    middle = WIDTH / 2

    def at(text: str) -> float:
        found = re.search(r'cx="([\d.]+)"', text)
        assert found
        return float(found.group(1))

    assert at(strip(-2.0, None, None, 4.0)) < middle < at(strip(2.0, 1.0, 3.0, 4.0))
    assert at(strip(0.0, None, None, 4.0)) == middle


def square(west: float, south: float, size: float = 0.1) -> str:
    ring = [(0, 0), (0, 1), (1, 1), (1, 0), (0, 0)]
    points = [[west + size * x, south + size * y] for x, y in ring]
    return json.dumps({"type": "Polygon", "coordinates": [points]})


def mapped(outlines: list[tuple[str, str]], settlements: list[tuple[object, ...]]) -> Map:
    with duckdb.connect() as connection:
        connection.execute(
            "create schema marts; create table marts.settlements (settlement_code varchar,"
            " is_authority boolean, parent_settlement_code varchar, longitude double,"
            " latitude double, itm_east_metres integer, itm_north_metres integer);"
            " create table marts.statistical_area_outlines (settlement_code varchar,"
            " area_code varchar, locator varchar, outline varchar)"
        )
        connection.executemany(
            "insert into marts.settlements values (?, ?, ?, ?, ?, ?, ?)", settlements
        )
        for at, (code, outline) in enumerate(outlines):
            connection.execute(
                "insert into marts.statistical_area_outlines values (?, ?, ?, ?)",
                [code, f"{at:04d}", f"L{at}", outline],
            )
        return map_of(connection)


def drawn(path: str) -> shapely.Geometry:
    """A path of a map as a shape, read by other means than it was written."""
    polygons = []
    for ring in path.removesuffix("z").split("z"):
        start, _, steps = ring.removeprefix("M").partition("l")
        x, y = map(int, start.split())
        corners = [(x, y)]
        numbers = iter(map(int, steps.split()))
        for dx, dy in zip(numbers, numbers, strict=True):
            x, y = x + dx, y + dy
            corners.append((x, y))
        polygons.append(shapely.Polygon(corners))
    whole = polygons[0]
    for one in polygons[1:]:
        whole = whole.symmetric_difference(one)
    return whole


def test_neighbours_share_their_border_and_villages_make_a_council() -> None:
    made = mapped(
        [
            ("1000", square(35.0, 32.0)),
            ("2000", square(35.1, 32.0)),
            ("0001", square(35.4, 32.0)),
            ("0002", square(35.6, 32.0)),
        ],
        [
            ("1000", True, None, 35.05, 32.05, None, None),
            ("2000", True, None, 35.15, 32.05, None, None),
            ("5501", True, None, 35.55, 32.05, None, None),
            ("0001", False, "5501", 35.45, 32.05, None, None),
            ("0002", False, "5501", 35.65, 32.05, None, None),
            ("3000", True, None, None, None, 219529, 626907),
            ("4000", True, None, None, None, None, None),
        ],
    )
    shapes = {shape.code: shape for shape in made.shapes}
    assert set(shapes) == {"1000", "2000", "5501", "3000"}
    assert made.missing == ["4000"]
    one, other = drawn(shapes["1000"].path), drawn(shapes["2000"].path)
    assert one.intersection(other).area == 0
    assert one.intersection(other).length > 0
    assert one.area == pytest.approx(94 * 111, rel=0.02)
    council = drawn(shapes["5501"].path)
    assert council.geom_type == "MultiPolygon" and len(council.geoms) == 2
    assert shapes["3000"].path == "" and shapes["3000"].needs_point
    assert not shapes["1000"].needs_point
    for shape in made.shapes:
        assert 0 <= shape.x <= made.width and 0 <= shape.y <= made.height
    # North is up, east is to the right.
    assert shapes["2000"].x > shapes["1000"].x
    assert shapes["3000"].y > shapes["1000"].y


def test_a_country_without_places_is_an_empty_map() -> None:
    made = mapped([], [("4000", True, None, None, None, None, None)])
    assert (made.shapes, made.missing) == ([], ["4000"])


@pytest.mark.real
def test_the_map_of_the_country_is_that_of_the_layer(real_home: Path) -> None:
    """Areas of municipalities as the layer has them, and hardly any two on the same ground."""
    [layer] = (house.REAL / "cbs_statistical_areas_geometry").glob("*.geojson")
    features = json.loads(layer.read_text("utf-8"))["features"]
    with duckdb.connect(str(house.warehouse(real_home)), read_only=True) as connection:
        made = map_of(connection)
    shapes = {shape.code: shape for shape in made.shapes}
    assert len(shapes) + len(made.missing) >= 257
    assert sum(len(shape.path) for shape in made.shapes) < 150_000
    for code in (SAFED, "5000", "0031", "2600"):
        own = [
            shapely.from_geojson(json.dumps(one["geometry"])).buffer(0)
            for one in features
            if one["properties"]["semel"] == int(code)
        ]
        flat = shapely.transform(
            shapely.union_all(own), lambda points: points * [10 * 110.88 * 0.8526, 10 * 110.88]
        )
        assert drawn(shapes[code].path).area == pytest.approx(flat.area, rel=0.05)
    areas = [drawn(shape.path).buffer(0) for shape in made.shapes if shape.path]
    whole = shapely.union_all(areas).area
    assert sum(area.area for area in areas) == pytest.approx(whole, rel=0.01)
    assert TOLERANCE <= 3


def test_every_settlement_is_found_by_its_own_names(sample_home: Path) -> None:
    from ingest.names import normalise_name

    with duckdb.connect(str(house.warehouse(sample_home)), read_only=True) as connection:
        entries = entries_of(connection)
        [(settlements,)] = connection.execute(
            "select count(*) from marts.settlements where kind not in ('nation', 'region')"
        ).fetchall()
    assert len(entries) == settlements
    assert len({entry.code for entry in entries}) == settlements
    for entry in entries:
        assert normalise_name(entry.name_he).lower() in entry.spellings
        assert normalise_name(entry.name_en).lower() in entry.spellings
    by_code = {entry.code: entry for entry in entries}
    assert "נצרת עילית" in by_code["1061"].spellings
    assert "acre" in by_code["7600"].spellings


def test_what_people_call_places_means_one_settlement_and_no_other(sample_home: Path) -> None:
    from publication.settlements import find_settlement

    with (house.PROJECT / "seeds" / "settlement_search_names.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert rows == sorted(rows, key=lambda row: row["settlement_code"])
    with duckdb.connect(str(house.warehouse(sample_home)), read_only=True) as connection:
        published = {entry.code for entry in entries_of(connection)}
        held = [row for row in rows if row["settlement_code"] in published]
        assert len(held) > 40
        for row in held:
            assert find_settlement(connection, row["name"]).code == row["settlement_code"], row


def test_a_gap_that_its_definition_has_built_in_is_no_finding(sample_home: Path) -> None:
    with duckdb.connect(str(house.warehouse(sample_home)), read_only=True) as connection:
        told, gaps = read_house(connection, house.warehouse(sample_home)), gaps_of(connection)
    periods = {row["reference_period"] for row in gaps.rows["sei_cluster"]}
    table = table_of_gap(told, gaps, "sei_cluster", max(periods))
    assert table
    built_in = {row[0]: row for row in table.rows if str(say(BY_CONSTRUCTION)) == row[5]}
    assert {say(gaps.definitions[one].name) for one in ("socio_economic_1_4",)} <= built_in.keys()
    assert len(built_in) < len(table.rows)
    assert not any("<b>" in row[3] for row in built_in.values())
    too_few = say(told.say("gap_is", "too_few"))
    for row in table.rows:
        assert ("<b>" in row[3]) == (row[5] != too_few and row[0] not in built_in)

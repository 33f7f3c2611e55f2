"""Delimited text, CKAN answers and GeoJSON, through the shipped declarations that read them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from ingest.errors import InputError
from ingest.parse.file import parse_file
from ingest.parse.raw import RawFile
from ingest.parse.records import parse_ckan, parse_csv, parse_geojson
from ingest.source import Table, load_sources
from tests.ingest.workbooks import assert_says, cell, localities_csv, paths

SOURCES = load_sources()
RESULTS: tuple[Table, ...] = SOURCES["cec_knesset_elections"].tables
ANSWER: tuple[Table, ...] = (SOURCES["datagov_ckan"].tables[0],)
SHAPES: tuple[Table, ...] = SOURCES["cbs_statistical_areas_geometry"].tables


def csv_of(tmp_path: Path, content: bytes) -> RawFile:
    path = tmp_path / "k26.csv"
    path.write_bytes(content)
    return parse_csv(path, path.name, RESULTS)


def answer_of(tmp_path: Path, content: object) -> RawFile:
    path = tmp_path / "votes_knesset_k26.json"
    path.write_text(content if isinstance(content, str) else json.dumps(content), "utf-8")
    return parse_ckan(path, path.name, ANSWER)


def records(count: int = 12) -> list[dict[str, object]]:
    return [{"סמל ישוב": 1000 + i, "שם ישוב": f"יישוב {i}", "בזב": 10 * i} for i in range(count)]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1255"])
def test_hebrew_is_read_in_each_encoding_and_with_each_line_end(
    tmp_path: Path, encoding: str, end: str
) -> None:
    text = localities_csv().decode().replace("\n", end)
    raw = csv_of(tmp_path, text.encode(encoding))
    assert paths(raw) == ["סמל ישוב", "שם ישוב", "בזב", "מצביעים"]
    assert len(raw.rows) == 60
    assert raw.rows[0][1:5] == (2, "entity", "1000", "יישוב 0")
    assert cell(raw, "C2") == ("100", 100.0, "observed")


def test_padding_of_cells_means_nothing(tmp_path: Path) -> None:
    padded = localities_csv().decode().replace(",", "  ,   ").encode("cp1255")
    assert csv_of(tmp_path, padded).rows == csv_of(tmp_path, localities_csv()).rows


def test_a_comma_in_a_name_that_is_not_quoted_is_refused_with_its_line(tmp_path: Path) -> None:
    broken = localities_csv().replace("יישוב 7,".encode(), "יישוב, 7,".encode())
    with pytest.raises(InputError) as raised:
        csv_of(tmp_path, broken)
    assert_says(
        raised.value,
        file="k26.csv",
        place="line 9",
        found="5 cells",
        expected="4, as the header has",
        do="comma inside a name",
    )


def test_a_quoted_comma_is_part_of_the_name(tmp_path: Path) -> None:
    content = localities_csv().replace("יישוב 7,".encode(), '"יישוב, 7",'.encode())
    assert csv_of(tmp_path, content).rows[7][4] == "יישוב, 7"


def test_a_quote_that_is_never_closed_is_refused_and_swallows_no_settlements(
    tmp_path: Path,
) -> None:
    broken = localities_csv().replace("יישוב 50,".encode(), '"יישוב 50,'.encode())
    with pytest.raises(InputError):
        csv_of(tmp_path, broken)


def test_a_file_cut_in_the_middle_of_a_line_is_refused(tmp_path: Path) -> None:
    """Of a download that broke off only the last, short line tells."""
    whole = localities_csv()
    with pytest.raises(InputError):
        csv_of(tmp_path, whole[: whole.rindex(b",")])


def test_a_last_column_without_name_and_figures_is_no_second_party(tmp_path: Path) -> None:
    """The file of Knesset 24 ends each line with a comma."""
    content = localities_csv().replace(b"\n", b",\n")
    assert paths(csv_of(tmp_path, content)) == ["סמל ישוב", "שם ישוב", "בזב", "מצביעים"]


def test_bytes_of_no_known_encoding_are_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError) as raised:
        csv_of(tmp_path, localities_csv().decode().encode("utf-16"))
    assert_says(
        raised.value,
        file="k26.csv",
        found="valid in none of utf-8-sig, cp1255",
        expected="text in one of them",
        do="UTF-8",
    )


def test_a_csv_named_like_the_workbooks_beside_it_is_read_as_their_table(
    tmp_path: Path,
) -> None:
    """``*.csv`` is a declared file of cbs_population, its ``population_localities*`` tables too."""
    path = tmp_path / "population_localities_2024.csv"
    path.write_bytes(localities_csv().replace("סמל ישוב".encode(), "סמל יישוב".encode()))
    understood = parse_file(SOURCES["cbs_population"], path, path.name, "0" * 64, tmp_path)
    assert (understood.table_ids, understood.edition_year) == (("localities",), 2024)


def test_a_whole_answer_and_its_records_alone_say_the_same(tmp_path: Path) -> None:
    whole = {"success": True, "result": {"records": records(), "fields": []}}
    assert answer_of(tmp_path, whole) == answer_of(tmp_path, records())
    assert len(answer_of(tmp_path, records()).rows) == 12


def test_a_key_that_only_later_records_have_is_a_column(tmp_path: Path) -> None:
    content = records()
    content[5]["פסולים"] = 7
    raw = answer_of(tmp_path, content)
    assert paths(raw)[-1] == "פסולים"
    assert cell(raw, "D7") == ("7", 7.0, "observed")


def test_an_answer_that_failed_is_refused_with_the_portals_words(tmp_path: Path) -> None:
    with pytest.raises(InputError) as raised:
        answer_of(tmp_path, {"success": False, "error": {"__type": "Not Found Error"}})
    assert_says(
        raised.value,
        file="votes_knesset_k26.json",
        found="Not Found Error",
        expected="success: true",
        do="ask the portal again",
    )


@pytest.mark.parametrize(
    "content",
    [
        [],
        {},
        {"records": []},
        {"result": {"records": None}},
        "5",
        {"result": None},
        {"result": [1]},
        [{"סמל ישוב": 5}, 2],
    ],
    ids=str,
)
def test_an_answer_without_records_is_refused(tmp_path: Path, content: object) -> None:
    with pytest.raises(InputError) as raised:
        answer_of(tmp_path, content)
    assert raised.value.subject == "votes_knesset_k26.json"
    assert raised.value.expected


def test_an_answer_that_was_cut_is_refused_with_the_place(tmp_path: Path) -> None:
    with pytest.raises(InputError) as raised:
        answer_of(tmp_path, json.dumps(records(), indent=1)[:200])
    assert_says(
        raised.value,
        file="votes_knesset_k26.json",
        place="line ",
        found="",
        expected="JSON",
        do="fetch it again",
    )
    assert raised.value.found


def test_an_answer_of_brackets_only_is_refused_and_crashes_nothing(tmp_path: Path) -> None:
    with pytest.raises(InputError):
        answer_of(tmp_path, "[" * 100_000)


def test_a_shape_gives_its_extent_its_middle_and_its_outline(tmp_path: Path) -> None:
    ring = [[34.0, 31.0], [35.0, 31.0], [35.0, 33.0], [34.0, 31.0]]
    features = [
        {
            "type": "Feature",
            "properties": {"semel": 8000 + i, "name": "צפת", "sa": i},
            "geometry": {"type": "MultiPolygon", "coordinates": [[ring]]} if i else None,
        }
        for i in range(2)
    ]
    path = tmp_path / "areas_2030.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}), "utf-8")
    raw = parse_geojson(path, path.name, SHAPES)
    header = paths(raw)
    assert header == [
        *("semel", "name", "sa"),
        *("west", "east", "south", "north", "longitude", "latitude", "outline"),
    ]
    second = {header[c[2]]: c[5] for c in raw.cells if c[1] == 3}
    texts = {(c[1], header[c[2]]): c[4] for c in raw.cells}
    assert json.loads(texts[3, "outline"]) == features[1]["geometry"]
    assert (2, "outline") not in texts
    assert (second["west"], second["east"]) == (34.0, 35.0)
    assert (second["south"], second["north"]) == (31.0, 33.0)
    assert (second["longitude"], second["latitude"]) == (34.5, 32.0)
    assert [row[3] for row in raw.rows] == ["8000", "8001"]


@pytest.mark.parametrize("content", [[], {}, {"features": []}, {"features": None}], ids=str)
def test_a_layer_without_features_is_refused(tmp_path: Path, content: object) -> None:
    path = tmp_path / "areas_2030.geojson"
    path.write_text(json.dumps(content), "utf-8")
    with pytest.raises(InputError) as raised:
        parse_geojson(path, path.name, SHAPES)
    assert_says(
        raised.value, file=path.name, found="no features", expected="a GeoJSON feature collection"
    )

"""Large tables: read piece by piece, they say what they say when they are read whole."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as some

from ingest.errors import InputError
from ingest.parse import raw, stream
from ingest.parse.file import parse_file
from ingest.parse.stream import encoding_of, read_records
from ingest.source import load_sources

FINANCE = load_sources()["datagov_municipal_finance"]
WORDS = some.text(some.characters(codec="utf-8"), max_size=8)
VALUES = some.recursive(
    some.none() | some.booleans() | some.integers() | some.floats(allow_nan=False) | WORDS,
    lambda held: some.lists(held, max_size=3) | some.dictionaries(WORDS, held, max_size=3),
    max_leaves=5,
)


def told(path: Path) -> list[dict[str, Any]]:
    return list(read_records(path, path.name))


@given(
    records=some.lists(some.dictionaries(WORDS, VALUES, max_size=4), min_size=1, max_size=6),
    beside=some.dictionaries(WORDS.filter(lambda key: key not in ("records", "result")), VALUES),
    indent=some.sampled_from([None, 0, 2]),
    ascii_only=some.booleans(),
    piece=some.integers(1, 40),
)
def test_records_are_those_that_json_holds_wherever_the_pieces_end(
    tmp_path_factory: pytest.TempPathFactory,
    records: list[dict[str, Any]],
    beside: dict[str, Any],
    indent: int | None,
    ascii_only: bool,
    piece: int,
) -> None:
    path = tmp_path_factory.mktemp("records") / "answer.json"
    envelopes = (
        records,
        {"records": records, **beside},
        {"success": True, "result": {**beside, "records": records, "total": len(records)}},
    )
    for envelope in envelopes:
        text = json.dumps(envelope, indent=indent, ensure_ascii=ascii_only)
        path.write_text(text, "utf-8", newline="")
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(stream, "CHARACTERS", piece)
            assert told(path) == records


@pytest.mark.parametrize("cut", [1, 2, 10, 57, 100, 130])
def test_a_table_that_was_cut_is_refused_with_the_place_where_json_says_it_ends(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, cut: int
) -> None:
    whole = json.dumps({"result": {"records": [{"a": 1, "שם": "עכו"}] * 5}}, indent=1)
    path = tmp_path / "answer.json"
    path.write_text(whole[: len(whole) - cut], "utf-8")
    with pytest.raises(json.JSONDecodeError) as expected:
        json.loads(whole[: len(whole) - cut])
    monkeypatch.setattr(stream, "CHARACTERS", 16)
    with pytest.raises(InputError) as raised:
        told(path)
    # The column of a string that does not end is where it begins, for both.
    assert raised.value.place.startswith(f"line {expected.value.lineno}, column ")
    assert raised.value.expected == "JSON"


@pytest.mark.parametrize(
    "content",
    [
        '[{"a": 1}] x',
        '{"records": [{"a": 1}]} {}',
        '{"records": [{"a": 1} {"a": 2}]}',
        '{"records" [{"a": 1}]}',
        "{records: []}",
        '{"records": [{"a": 1}], "records": [{"a": 2}]}',
        '{"records": [{"a": 1}, 2]}',
        '{"records": {"a": 1}}',
        '{"result": [1]}',
        '{"success": false, "error": "locked", "result": {"records": [{"a": 1}]}}',
        "7",
        "",
    ],
)
def test_what_is_no_answer_with_records_is_refused(tmp_path: Path, content: str) -> None:
    path = tmp_path / "answer.json"
    path.write_text(content, "utf-8")
    with pytest.raises(InputError) as raised:
        told(path)
    assert raised.value.subject == "answer.json"


def test_one_byte_at_the_end_of_a_large_file_tells_its_encoding(tmp_path: Path) -> None:
    path = tmp_path / "table.csv"
    path.write_bytes(b"a" * (stream.CHARACTERS * 2) + "ש".encode("cp1255"))
    assert encoding_of(path, path.name) == "cp1255"


def test_a_table_that_is_packed_as_it_is_read_holds_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    records = [
        {
            "שם_רשות": f"רשות {n % 7}",
            "שורה": f"{n}",
            "עמודה": "ביצוע",
            "ערך": f"{n:,}" if n % 3 else None,
        }
        for n in range(200)
    ]
    path = tmp_path / "finance_2022.json"
    path.write_text(json.dumps({"result": {"records": records}}, ensure_ascii=False), "utf-8")
    whole = parse_file(FINANCE, path, path.name, "a" * 64, tmp_path / "whole")
    monkeypatch.setattr(raw, "PACKED_AT", 100)
    packed = parse_file(FINANCE, path, path.name, "a" * 64, tmp_path / "packed")
    assert packed == whole
    assert (whole.rows, whole.cells) == (200, 733)
    for name in raw.SCHEMAS:
        one, other = (
            pl.read_parquet(raw.raw_folder(tmp_path / home, FINANCE, "a" * 64) / f"{name}.parquet")
            for home in ("whole", "packed")
        )
        assert one.sort(pl.all()).equals(other.sort(pl.all())), name


@pytest.mark.slow
def test_a_large_table_is_no_load_on_the_memory(tmp_path: Path) -> None:
    """A third of a year of the audited finances: 300,000 records, once 1.2 GB as objects."""
    path = tmp_path / "finance_2022.json"
    with path.open("w", encoding="utf-8") as file:
        file.write('{"success": true, "result": {"records": [')
        for n in range(300_000):
            record = {"שם_רשות": f"רשות {n // 4000}", "סמל": f"{n // 4000}", "גיליון": "טופס 2"}
            record |= {"שורה": f"סעיף {n % 300} הכנסות", "עמודה": "ביצוע", "ערך": f"{n * 7919:,}"}
            file.write((",\n" if n else "\n") + json.dumps(record, ensure_ascii=False))
        file.write('], "total": 300000}}')
    program = f"""
import gc, resource
from pathlib import Path
from ingest.parse.file import parse_file
from ingest.source import load_sources
gc.disable()
source, path = load_sources()["datagov_municipal_finance"], Path({str(path)!r})
found = parse_file(source, path, path.name, "a" * 64, path.parent)
print(found.rows, found.cells, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)
"""
    told = subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "POLARS_MAX_THREADS": "1"},
    )
    rows, cells, megabytes = map(int, told.stdout.split())
    assert (rows, cells) == (300_000, 1_800_000)
    assert megabytes < 600

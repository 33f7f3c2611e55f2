"""Every column that speaks in codes is told in words, now and when a mart comes in."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import duckdb
import polars as pl
import pytest

from publication.export.meanings import Meanings, code_kind

OPEN = {
    "node": "indicators and domains in one column",
    "variable": "indicators and words in one column",
}
"""Text columns whose values happen to be codes, and why they are told otherwise."""


def texts(warehouse: Path) -> Iterator[tuple[str, str, set[str], dict[str, set[str]]]]:
    """Mart, column, its values and the lists of codes, of each column with few values."""
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        kinds: dict[str, set[str]] = {}
        for kind, code in connection.execute("select code_kind, code from marts.codes").fetchall():
            kinds.setdefault(kind, set()).add(code)
        columns = connection.execute(
            "select table_name, column_name from duckdb_columns() as columns"
            " where schema_name = 'marts' and data_type = 'VARCHAR' and exists ("
            "  from duckdb_columns() as others where others.schema_name = 'marts'"
            "  and others.table_name = columns.table_name"
            "  and others.column_name = 'settlement_code') order by all"
        ).fetchall()
        for mart, column in columns:
            values = connection.execute(
                f'select distinct "{column}" from marts.{mart}'
                f' where "{column}" is not null limit 60'
            ).fetchall()
            yield mart, column, {value for (value,) in values}, kinds


@pytest.mark.parametrize("home", ["sample", "real"])
def test_values_of_a_column_are_codes_of_its_list(
    home: str, request: pytest.FixtureRequest
) -> None:
    seen = 0
    for mart, column, values, kinds in texts(request.getfixturevalue(home)):
        kind = code_kind(mart, column)
        if kind is not None and column != "control_notes":
            assert values <= kinds[kind], (mart, column, values - kinds[kind])
            seen += bool(values)
    assert seen > 60


@pytest.mark.parametrize("home", ["sample", "real"])
def test_no_column_of_codes_is_left_untold(home: str, request: pytest.FixtureRequest) -> None:
    for mart, column, values, kinds in texts(request.getfixturevalue(home)):
        fits = [kind for kind, codes in kinds.items() if values and values <= codes]
        told = code_kind(mart, column)
        by_name = [kind for kind in fits if kind in (column, *column.split("_")) or len(values) > 2]
        assert told or column in OPEN or not by_name, (mart, column, sorted(values), fits)


def test_what_has_no_text_stands_for_itself_and_several_are_told_one_by_one() -> None:
    codes = {"control_note": {"few": "מעט", "poor": "דל"}}
    meanings = Meanings(codes, {"indicators": {"a": "אלף"}})
    several = pl.Series("control_notes", ["few, poor", "new", None])
    notes = meanings.texts("pilot_evaluation", several)
    assert notes is not None and notes.to_list() == ["מעט; דל", "new", None]
    names = meanings.texts("targets", pl.Series("indicator_id", ["a", "b"]))
    assert names is not None and names.to_list() == ["אלף", "b"]
    assert meanings.texts("targets", pl.Series("target", ["a"])) is None
    assert meanings.texts("domain_scores", pl.Series("coverage", [0.5])) is None

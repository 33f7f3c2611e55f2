"""Every published table has a real question, whose query answers it."""

from __future__ import annotations

from pathlib import Path

import duckdb
import polars as pl
import pytest

from publication.dictionary.examples import Example, read_examples
from publication.dictionary.read import read_dictionary
from tests.integration import frozen_homes
from tests.integration.house import warehouse

EXAMPLES = read_examples()


@pytest.fixture(scope="module")
def published(
    real_home: Path, tmp_path_factory: pytest.TempPathFactory
) -> list[duckdb.DuckDBPyConnection]:
    """The publishers' files, and the sample with its baselines, as any client opens them."""
    homes = (real_home, frozen_homes.frozen_sample(tmp_path_factory))
    return [duckdb.connect(str(warehouse(home)), read_only=True) for home in homes]


def test_every_table_has_one_example_and_no_example_is_of_no_table(
    published: list[duckdb.DuckDBPyConnection],
) -> None:
    for connection in published:
        tables = connection.execute(
            "select table_name from duckdb_tables() where schema_name = 'marts'"
        ).fetchall()
        assert {table for (table,) in tables} == set(EXAMPLES)


@pytest.mark.parametrize("mart", EXAMPLES)
def test_the_query_answers(mart: str, published: list[duckdb.DuckDBPyConnection]) -> None:
    example = EXAMPLES[mart]
    answered = 0
    for connection in published:
        answer = connection.execute(example.sql)
        names = [column[0] for column in answer.description or ()]
        # Columns that bear names: no expression stands under the engine's own.
        assert len(set(names)) == len(names) and all(name.isidentifier() for name in names)
        answered += len(answer.fetchall())
    held = sum(
        connection.execute(f"select count(*) from marts.{mart}").fetchall()[0][0]
        for connection in published
    )
    assert answered or not held, f"{mart} has rows, and its question no answer"


@pytest.mark.parametrize(("mart", "example"), EXAMPLES.items(), ids=list(EXAMPLES))
def test_the_question_is_one_and_in_both_languages(mart: str, example: Example) -> None:
    assert example.question_he.endswith("?") and example.question_en.endswith("?")
    assert any("א" <= letter <= "ת" for letter in example.question_he)
    assert f"marts.{mart}" in example.sql and "order by" in example.sql
    assert "*" not in example.sql.replace("count(*)", "")


def test_codes_are_of_the_list_that_is_named(
    published: list[duckdb.DuckDBPyConnection],
) -> None:
    for connection in published:
        told = read_dictionary(connection)
        lists: dict[str, set[str]] = {}
        for kind, code in told.codes.select("code_kind", "code").rows():
            lists.setdefault(kind, set()).add(code)
        coded = told.columns.filter(pl.col("code_kind").is_not_null())
        assert coded.height > 150
        for mart, column, kind in coded.select("mart", "column", "code_kind").rows():
            rows = connection.execute(
                f"select distinct trim(unnest(string_split(replace({column}, ',', ';'), ';')))"
                f" from marts.{mart} where {column} <> ''"
            ).fetchall()
            strange = {value for (value,) in rows} - lists[kind]
            assert not strange, f"{mart}.{column} holds {strange}, which are not of {kind}"

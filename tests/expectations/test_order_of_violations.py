"""The violations that people are shown are the same ones at every run."""

from __future__ import annotations

import duckdb
import pytest

from expectations.checks import Check
from expectations.gate import ROWS_SHOWN, violations

ROWS = 1_000
COUNTED = "select 'a.xlsx' as file, number, number % 7 as found, 0 as expected from counted"
SORTED = "with sorted as (\n    select number from counted\n    order by number desc\n)\n\n"
WITHIN = SORTED + COUNTED.replace("from counted", "from sorted")


def check(sql: str) -> Check:
    return Check(
        "counted", "critical", "says", "אומר", "do", "לעשות", f"-- severity: critical\n{sql}\n"
    )


@pytest.fixture
def build() -> duckdb.DuckDBPyConnection:
    """A thousand rows that lie in no order."""
    connection = duckdb.connect()
    connection.execute(
        f"create table counted as select n * 387 % {ROWS} as number from range({ROWS}) as t(n)"
    )
    return connection


@pytest.mark.parametrize("sql", [COUNTED, WITHIN, f"{COUNTED}\nunion all\n{COUNTED}"])
def test_without_an_order_rows_are_in_that_of_their_columns(
    build: duckdb.DuckDBPyConnection, sql: str
) -> None:
    rows = violations(build, check(sql))
    assert len(rows) in (ROWS, 2 * ROWS)
    assert [row["number"] for row in rows] == sorted(row["number"] for row in rows)


def test_a_check_that_orders_itself_keeps_its_order(build: duckdb.DuckDBPyConnection) -> None:
    rows = violations(build, check(f"{COUNTED}\norder by found desc, number"))
    shown = [(row["found"], row["number"]) for row in rows[:ROWS_SHOWN]]
    assert shown == [(6, number) for number in range(6, ROWS, 7)][:ROWS_SHOWN]

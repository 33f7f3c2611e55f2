"""Answer a query over the published warehouse, as a table, CSV, JSON or Parquet."""

from __future__ import annotations

import csv
import json
import sys
import tempfile
from contextlib import nullcontext
from pathlib import Path
from typing import Any, Literal

import duckdb

Format = Literal["table", "csv", "json", "parquet"]


class QueryError(Exception):
    """A query that the warehouse cannot answer, in the database's own words."""


def run_query(warehouse: Path, sql: str, form: Format, to: Path | None) -> None:
    """Run one statement read-only and write its rows to ``to`` or standard output.

    Raises:
        QueryError: the statement fails, or is none that returns rows.
        FileNotFoundError: nothing is published yet.
    """
    if not warehouse.exists():
        raise FileNotFoundError(warehouse)
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        connection.execute("set autoinstall_known_extensions = false")
        connection.execute("set autoload_known_extensions = false")
        connection.execute("use marts")
        try:
            answer = connection.sql(sql)
            if answer is None:
                raise QueryError(
                    "found no statement that returns rows; expected one, such as select"
                )
            if form == "parquet":
                _write_parquet(answer, to)
                return
            names, rows = answer.columns, answer.fetchall()
        except duckdb.Error as error:
            raise QueryError(str(error)) from error
    with to.open("w", encoding="utf-8", newline="") if to else nullcontext(sys.stdout) as out:
        if form == "table":
            _print_table(names, rows, out)
        else:
            _write_text(names, rows, form, out)


def _write_text(names: list[str], rows: list[tuple[Any, ...]], form: Format, out: Any) -> None:
    if form == "csv":
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(names)
        writer.writerows(rows)
    else:
        records = [dict(zip(names, row, strict=True)) for row in rows]
        json.dump(records, out, ensure_ascii=False, indent=1, default=str)
        out.write("\n")


def _write_parquet(answer: duckdb.DuckDBPyRelation, to: Path | None) -> None:
    if to is not None:
        answer.write_parquet(str(to))
        return
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "answer.parquet"
        answer.write_parquet(str(path))
        sys.stdout.buffer.write(path.read_bytes())


def _print_table(names: list[str], rows: list[tuple[Any, ...]], out: Any) -> None:
    from rich.console import Console
    from rich.table import Table

    table = Table(*names, row_styles=["", "dim"])
    for row in rows:
        table.add_row(*("" if value is None else _shown(value) for value in row))
    console = Console(file=out)
    if not console.is_terminal:
        console = Console(file=out, width=max(120, 24 * len(names)))
    console.print(table)
    console.print(f"{len(rows)} row{'' if len(rows) == 1 else 's'}")


def _shown(value: Any) -> str:
    return (
        f"{value:.6g}"
        if isinstance(value, float) and not value.is_integer()
        else (str(int(value)) if isinstance(value, float) else str(value))
    )

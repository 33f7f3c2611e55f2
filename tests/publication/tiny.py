"""A build of two small tables, and a process that publishes it until it is killed."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import duckdb

from publication.publish import publish


def make_build(folder: Path, rows: int) -> Path:
    """A build database whose public schema holds ``rows`` figures."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "build.duckdb"
    path.unlink(missing_ok=True)
    with duckdb.connect(str(path)) as connection:
        connection.execute(
            "create schema marts; create schema raw; create table raw.cells (text varchar);"
            "create table marts.figures (code varchar primary key, value double not null,"
            " moment timestamp, unique (code, moment), check (value >= 0));"
            "comment on table marts.figures is 'The reader''s figures (נתונים)';"
            "comment on column marts.figures.code is 'Code (סמל)';"
            'create table marts."odd name" ("it\'s" varchar);'
            "comment on column marts.\"odd name\".\"it's\" is 'O''Hara; -- (מירכאות)';"
            "insert into marts.\"odd name\" values ('אופקים');"
        )
        connection.execute(
            "insert into marts.figures select printf('%04d', i), i * 1.5,"
            " timestamp '2024-01-01' + to_days(i::integer) from range(?) as t(i)",
            [rows],
        )
    return path


def about(run_id: str) -> dict[str, Any]:
    return {"run_id": run_id, "published_at": "2026-01-01", "synthetic": True, "fingerprint": ""}


def main() -> None:
    """Publish a build again and again, each time as another run, until killed."""
    build, published, begin = Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3])
    print("ready", flush=True)
    for number in range(begin, begin + 1000):
        publish(build, published, about(f"run-{number:06}"))
        print(number, flush=True)


if __name__ == "__main__":
    main()

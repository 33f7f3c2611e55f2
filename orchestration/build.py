"""raw → staging → intermediate → indicators → marts: a new build database by dbt."""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import polars as pl

from ingest.inputs import InputFile
from ingest.parse.raw import SCHEMAS
from ingest.programmes.bundle import shown_name
from ingest.source import Source
from orchestration.home import PROJECT, Home

DBT_PROJECT = PROJECT / "dbt_project"
MANIFEST = DBT_PROJECT / "target" / "manifest.json"
RAW_TABLES = (
    *SCHEMAS,
    "files",
    "sources",
    "resolutions",
    "header_matches",
    "run",
    "survey_waves",
    "survey_item_quality",
    "survey_estimates",
    "hidden_cells",
    "baselines",
    "baseline_values",
    "baseline_matches",
    "baseline_balance",
)
"""What schema ``raw`` of a build shows; dbt knows them as its sources."""
MEMORY_LIMIT = "700MB"


@dataclass(frozen=True)
class NodeResult:
    """How one seed or model of dbt ended."""

    node: str
    relation_name: str
    kind: str
    outcome: str
    message: str


def remove_unfinished(home: Home) -> None:
    """Remove what a killed run left of its build: database, log, and the folder it spilled into."""
    for leftover in home.build.glob("building.duckdb*"):
        if leftover.is_dir():
            shutil.rmtree(leftover)
        else:
            leftover.unlink()


def prepare_build(
    home: Home,
    files: list[InputFile],
    resolutions: pl.DataFrame,
    header_matches: pl.DataFrame,
    surveys: dict[str, pl.DataFrame],
    baselines: dict[str, pl.DataFrame],
    sources: dict[str, Source],
    run: dict[str, Any],
) -> None:
    """Begin an empty build whose schema ``raw`` shows the parsed files of this refresh."""
    home.build.mkdir(parents=True, exist_ok=True)
    remove_unfinished(home)
    ranks = {file.key: rank for rank, file in enumerate(sorted(files, key=lambda f: f.rank))}
    file_rows = pl.DataFrame(
        [
            {
                "source_id": file.source_id,
                "sha256": file.sha256,
                "file_name": shown_name(file.entry.name),
                "edition": file.understood.edition,
                "edition_year": file.understood.edition_year,
                "vintage": file.vintage,
                "stamp": file.understood.stamp,
                "vintage_rank": ranks[file.key],
                "arrival_no": file.entry.order,
                "retrieved_at": file.entry.retrieved_at,
                "origin": file.entry.origin,
                "bytes": file.entry.bytes,
                "requested_by": file.entry.requested_by,
                "synthetic": file.entry.synthetic,
                "arrived_now": file.arrived_now,
                "offered": file.offered,
            }
            for file in files
        ],
        schema_overrides={"edition_year": pl.Int32, "stamp": pl.String},
    ).with_columns(
        # Times are kept in UTC without a zone, which every client reads alike.
        pl.col("retrieved_at").str.to_datetime(time_zone="UTC").dt.replace_time_zone(None)
    )
    source_rows = pl.DataFrame(
        [_declared(source) for source in sources.values()],
        schema_overrides={"warn_after_days": pl.Int32, "block_after_days": pl.Int32},
    )
    parts = {
        name: [os.path.relpath(file.raw / f"{name}.parquet", home.build) for file in files]
        for name in SCHEMAS
    }
    for name, frame in (
        ("files", file_rows),
        ("sources", source_rows),
        ("resolutions", resolutions),
        ("header_matches", header_matches),
        ("run", pl.DataFrame([run])),
        *surveys.items(),
        *baselines.items(),
    ):
        frame.write_parquet(home.build / f"raw_{name}.parquet")
        parts[name] = [f"raw_{name}.parquet"]
    with duckdb.connect(str(home.building)) as connection:
        connection.execute(f"set memory_limit = '{MEMORY_LIMIT}'")
        connection.execute("create schema raw")
        with _inside(home.build):
            for name, paths in parts.items():
                listed = ", ".join("'" + path.replace("'", "''") + "'" for path in paths)
                connection.execute(
                    f"create view raw.{name} as select * from read_parquet([{listed}])"
                )
            connection.execute(_published_values(home, synthetic=bool(run["synthetic"])))
            released = os.path.relpath(home.released, home.build).replace("'", "''")
            connection.execute(
                f"create view raw.released_surveys as select * from read_parquet('{released}')"
            )


def _published_values(home: Home, *, synthetic: bool) -> str:
    """What is published now, for the checks of drift: nothing if it is of the other kind."""
    path = home.published / "parquet" / "indicator_values.parquet"
    columns = (
        "settlement_code, indicator_id, population_group, period_key, value, vintage,"
        " is_latest_vintage"
    )
    if path.exists():
        relative = os.path.relpath(path, home.build).replace("'", "''")
        return (
            f"create view raw.published_values as select {columns}"
            f" from read_parquet('{relative}') where synthetic = {str(synthetic).lower()}"
        )
    return (
        "create view raw.published_values as select"
        " null::varchar as settlement_code, null::varchar as indicator_id,"
        " null::varchar as population_group, null::varchar as period_key,"
        " null::double as value, null::varchar as vintage, null::boolean as is_latest_vintage"
        " where false"
    )


def run_dbt(home: Home, *arguments: str) -> list[NodeResult]:
    """Run one dbt command in this process, in the build folder.

    Returns:
        The end of each node, in order.

    Raises:
        RuntimeError: dbt itself could not run (a model that does not compile).
    """
    from dbt.adapters.duckdb.connections import DuckDBConnectionManager
    from dbt.cli.main import dbtRunner

    target = home.build / "dbt"
    _seed_parse_cache(target)
    with (
        _inside(home.build),
        Path(os.devnull).open("w") as quiet,
        contextlib.redirect_stdout(quiet),
    ):
        outcome = dbtRunner().invoke(
            [
                "--quiet",
                "--no-use-colors",
                "--log-level-file",
                "none",
                "--no-write-json" if arguments[0] != "parse" else "--write-json",
                *arguments,
                "--project-dir",
                str(DBT_PROJECT),
                "--profiles-dir",
                str(DBT_PROJECT),
                "--target-path",
                str(target),
            ]
        )
        # dbt keeps its connection, and with it the lock of the file, after the command.
        DuckDBConnectionManager.close_all_connections()
    if outcome.exception is not None:
        raise RuntimeError(f"dbt {arguments[0]} failed: {outcome.exception}") from outcome.exception
    return [_node_result(result) for result in getattr(outcome.result, "results", [])]


def prepare_parse_cache() -> None:
    """Parse the project once for the set-up, and again whenever one of its files has changed.

    Several processes may ask at once: the first parses, the others wait for it.
    """
    MANIFEST.parent.mkdir(parents=True, exist_ok=True)
    with MANIFEST.with_name("parsing.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        _parse_if_changed()


def _parse_if_changed() -> None:
    files = [
        path
        for folder in (DBT_PROJECT, PROJECT / "seeds")
        for path in sorted(folder.rglob("*.*"))
        if "target" not in path.parts and path.suffix in (".sql", ".yml", ".md", ".csv")
    ]
    stamp = hashlib.sha256(b"".join(path.read_bytes() for path in files)).hexdigest()
    known = MANIFEST.with_name("parsed.stamp")
    if MANIFEST.exists() and known.exists() and known.read_text() == stamp:
        return
    home = Home(MANIFEST.parent / "home")
    home.build.mkdir(parents=True, exist_ok=True)
    run_dbt(home, "parse")
    for name in ("partial_parse.msgpack", "manifest.json"):
        shutil.copyfile(home.build / "dbt" / name, MANIFEST.with_name(name))
    known.write_text(stamp)


def _seed_parse_cache(target: Path) -> None:
    cached, own = MANIFEST.with_name("partial_parse.msgpack"), target / "partial_parse.msgpack"
    if cached.exists() and (not own.exists() or own.stat().st_mtime < cached.stat().st_mtime):
        target.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(cached, own)


def _node_result(result: Any) -> NodeResult:
    return NodeResult(
        node=result.node.name,
        relation_name=result.node.alias,
        kind=str(result.node.resource_type),
        outcome=str(result.status),
        message=" ".join((result.message or "").split()),
    )


def _declared(source: Source) -> dict[str, Any]:
    freshness = source.freshness
    return {
        "source_id": source.source_id,
        "title_he": source.title.he,
        "title_en": source.title.en,
        "publisher_he": source.publisher.he,
        "publisher_en": source.publisher.en,
        "licence": source.licence.en,
        "licence_he": source.licence.he,
        "homepage": source.homepage,
        "fetch_kind": source.fetch.kind,
        "verified_live": source.verified_live,
        "required": source.required,
        "feeds_marts": source.feeds_marts,
        "caveats": "; ".join(source.caveats),
        "warn_after_days": freshness.warn_after_days if freshness else None,
        "block_after_days": freshness.block_after_days if freshness else None,
    }


@contextlib.contextmanager
def _inside(folder: Path) -> Iterator[None]:
    """Work in a folder: the paths in profile and views are relative to the build folder."""
    before = Path.cwd()
    os.chdir(folder)
    try:
        yield
    finally:
        os.chdir(before)

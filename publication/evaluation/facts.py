"""What is published of one settlement of one programme: the rows that its report is told from."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import polars as pl

from estimation.evaluation.evaluate import Inputs
from estimation.evaluation.horizons import LATEST
from estimation.evaluation.outcomes import outcomes, yearly
from ingest.errors import InputError
from ingest.programmes.layout import Place
from publication.evaluation.inputs import inputs_from, inputs_of
from publication.publish import SCHEMA, live
from publication.settlements import find_settlement

TABLES = (
    "pilot_evaluation",
    "evaluation_series",
    "evaluation_placebos",
    "comparison_settlements",
    "comparison_balance",
    "baselines",
    "programme_effects",
    "leapfrog_index",
    "leapfrog_cells",
    "leapfrog_steps",
    "composition_change",
    "economic_impact",
    "economic_effects",
    "economic_beneficiaries",
)
"""Marts of an evaluation; those that the published file has."""
HELD_BY = ("programme_id", "settlement_code")
"""Rows are of a programme, of a settlement of it, or of both."""


@dataclass(frozen=True)
class Facts:
    """One settlement of a programme, as published.

    ``programme``: ``programme_id, name_he, name_en``. ``baseline``: the header of the baseline in
    force. ``tables``: of ``TABLES`` those that are there, its rows, sorted. ``own``: its series on
    outcome_scale, as ``outcomes`` gives them. ``names``: Hebrew and English by settlement.
    ``codes``: Hebrew and English by kind and code. ``also_in``: the other programmes
    that it is in. ``comments``: what each table is. ``about``: of the published version.
    """

    place: Place
    programme: dict[str, Any]
    baseline: dict[str, Any]
    inputs: Inputs
    tables: dict[str, pl.DataFrame]
    own: pl.DataFrame
    sources: pl.DataFrame
    breaks: pl.DataFrame
    names: dict[str, tuple[str, str]]
    codes: dict[tuple[str, str], tuple[str, str]]
    also_in: list[tuple[str, str]]
    comments: dict[str, str]
    about: dict[str, Any]

    @property
    def synthetic(self) -> bool:
        return bool(self.about["synthetic"])

    @property
    def latest(self) -> pl.DataFrame:
        """Every indicator of the whole settlement up to its latest figure."""
        return self.tables["pilot_evaluation"].filter(
            pl.col("horizon") == LATEST, pl.col("population_group") == "all"
        )

    @property
    def told(self) -> pl.DataFrame:
        """Those of which a change or an effect is told."""
        return self.latest.filter(
            pl.col("change").is_not_null() | pl.col("did_effect").is_not_null()
        )


def read_facts(warehouse: Path, programme: str, settlement: str) -> Facts:
    """All that the pack is made of.

    Raises:
        InputError: no such programme; no such settlement, or not one of the programme; nothing of
            it is frozen, or was when the file was published.
    """
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        named = _programme(connection, programme)
        place = find_settlement(connection, settlement)
        names = _pairs(connection, "settlements", "settlement_code")
        everything = inputs_from(connection)
        _refuse_stranger(everything, programme, place, names)
        inputs = inputs_of(everything, programme, place.code)
        if inputs.baselines.is_empty():
            raise _not_frozen(programme, place)
        tables = _tables(connection, programme, place.code, names)
        codes = {
            (kind, code): (he, en)
            for kind, code, he, en in connection.execute(
                f"select code_kind, code, text_he, text_en from {SCHEMA}.codes"
            ).fetchall()
        }
        breaks = _read(connection, f"from {SCHEMA}.breaks order by all")
        sources = _sources(connection, inputs, tables)
        also_in = _also_in(connection, everything, programme, place.code)
        comments = dict(
            connection.execute(
                "select table_name, comment from duckdb_tables() where schema_name = ?", [SCHEMA]
            ).fetchall()
        )
    header = tables["baselines"].filter("is_current").row(0, named=True)
    own = outcomes(
        yearly(inputs.figures),
        inputs.catalogue.select("indicator_id", "comparability_rule"),
        inputs.breaks,
        inputs.settlements.filter("is_authority")["settlement_code"].to_list(),
    ).filter(pl.col("settlement_code") == place.code)
    about = live(warehouse.parent) or {}
    return Facts(
        place,
        named,
        header,
        inputs,
        tables,
        own,
        sources,
        breaks,
        names,
        codes,
        also_in,
        comments,
        {name: about.get(name) for name in ("run_id", "published_at")}
        | {"synthetic": bool(header["synthetic"])},
    )


def _read(connection: duckdb.DuckDBPyConnection, query: str) -> pl.DataFrame:
    return pl.DataFrame(connection.sql(query))


def _pairs(
    connection: duckdb.DuckDBPyConnection, table: str, key: str
) -> dict[str, tuple[str, str]]:
    """Hebrew and English names by key."""
    rows = connection.execute(
        f"select distinct {key}, name_he, coalesce(name_en, name_he) from {SCHEMA}.{table}"
    ).fetchall()
    return {code: (name_he, name_en) for code, name_he, name_en in rows}


def _programme(connection: duckdb.DuckDBPyConnection, programme: str) -> dict[str, Any]:
    known = _pairs(connection, "programmes", "programme_id")
    if programme not in known:
        raise InputError(
            "--programme", found=programme, expected="one of " + ", ".join(sorted(known))
        )
    name_he, name_en = known[programme]
    return {"programme_id": programme, "name_he": name_he, "name_en": name_en}


def _also_in(
    connection: duckdb.DuckDBPyConnection, inputs: Inputs, programme: str, code: str
) -> list[tuple[str, str]]:
    names = _pairs(connection, "programmes", "programme_id")
    others = inputs.members.filter(
        pl.col("settlement_code") == code, pl.col("programme_id") != programme
    )
    return [names[other] for other in others["programme_id"].unique().sort() if other in names]


def _refuse_stranger(
    inputs: Inputs, programme: str, place: Place, names: dict[str, tuple[str, str]]
) -> None:
    members = inputs.members.filter(pl.col("programme_id") == programme)["settlement_code"]
    if place.code in members:
        return
    known = ", ".join(f"{code} {names[code][0]}" for code in sorted(members) if code in names)
    raise InputError(
        "--settlement",
        found=f"{place.code} {place.name_he}, which is not in {programme}",
        expected=f"one of {known}" if known else "a programme whose settlements are named",
        do="name it in the form of programme and membership (thriving template programme)",
    )


def _not_frozen(programme: str, place: Place) -> InputError:
    return InputError(
        f"{programme} in {place.code} {place.name_he}",
        found="no frozen baseline, so no change or effect is told",
        expected="one that was frozen before the last refresh",
        do=f"thriving baseline freeze --programme {programme} --settlement {place.code}"
        ' --reason "…", then thriving refresh',
    )


def _tables(
    connection: duckdb.DuckDBPyConnection,
    programme: str,
    code: str,
    names: dict[str, tuple[str, str]],
) -> dict[str, pl.DataFrame]:
    found: dict[str, pl.DataFrame] = {}
    own = {"programme_id": programme, "settlement_code": code}
    for table in TABLES:
        columns = connection.execute(
            "select column_name from duckdb_columns() where schema_name = ? and table_name = ?",
            [SCHEMA, table],
        ).fetchall()
        held_by = [name for name in HELD_BY if (name,) in columns]
        if not held_by:
            continue
        # A parameter cannot stand in a relation; both are known to be keys of the file by now.
        where = " and ".join(f"{name} = '{own[name]}'" for name in held_by)
        rows = _read(connection, f"from {SCHEMA}.{table} where {where} order by all")
        if rows.height:
            found[table] = rows
    if "comparison_settlements" in found:
        found["comparison_settlements"] = _named(found["comparison_settlements"], names)
    return found


def _named(rows: pl.DataFrame, names: dict[str, tuple[str, str]]) -> pl.DataFrame:
    code = pl.col("comparison_code")
    return rows.with_columns(
        code.replace_strict({key: he for key, (he, _) in names.items()}, default=None).alias(
            "comparison_name_he"
        ),
        code.replace_strict({key: en for key, (_, en) in names.items()}, default=None).alias(
            "comparison_name_en"
        ),
    )


def _sources(
    connection: duckdb.DuckDBPyConnection, inputs: Inputs, tables: dict[str, pl.DataFrame]
) -> pl.DataFrame:
    """Files that the figures stand in: those of the inputs, and those that were frozen."""
    figures = _read(
        connection,
        "select settlement_code, indicator_id, source_id, edition, snapshot_sha256 as sha256"
        f" from {SCHEMA}.indicator_values where is_latest_vintage and value is not null",
    )
    # Ranks are those of all authorities, which stand in the files of the settlement itself.
    codes = {*inputs.baselines["settlement_code"], *inputs.comparisons["comparison_code"]}
    evaluated = tables["pilot_evaluation"].filter(
        pl.col("change").is_not_null() | pl.col("did_effect").is_not_null()
    )
    used = figures.filter(
        pl.col("settlement_code").is_in(list(codes)),
        pl.col("indicator_id").is_in(evaluated["indicator_id"].unique().implode()),
    )
    file = ("source_id", "edition", "sha256")
    frozen = tables["baselines"].rename({"snapshot_sha256": "sha256"})
    files = _read(connection, f"select distinct sha256, file_name from {SCHEMA}.source_files")
    titles = _read(
        connection,
        f"select source_id, title_he, title_en, publisher_he, publisher_en from {SCHEMA}.sources",
    )
    return (
        pl.concat([used.select(file), frozen.select(file)])
        .unique()
        .join(files.unique("sha256", keep="first"), on="sha256", how="left")
        .join(titles, on="source_id", how="left")
        .sort(*file)
    )

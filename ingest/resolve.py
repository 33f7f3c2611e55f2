"""Read all rows of a refresh against the registry; write whom each belongs to, and why.

The registry is made of the publishers' own lists (sources declared ``registry: true``) and of the
dated aliases that people agreed (``seeds/settlement_aliases.csv``).
"""

from __future__ import annotations

import csv
from dataclasses import astuple
from pathlib import Path

import polars as pl

from ingest.inputs import InputFile
from ingest.names import NATION, Alias, Decision, Registry, code_style, decide, normalise_name
from ingest.source import Source

DECIDED = ("settlement_code", "method", "name_agrees", "reason", "suggestion")
"""The fields of a ``Decision``, in order."""

RESOLUTION_SCHEMA = {
    "source_id": pl.String,
    "sha256": pl.String,
    "table_no": pl.Int32,
    "row_no": pl.Int32,
    "settlement_code": pl.String,
    "method": pl.String,
    "name_agrees": pl.Boolean,
    "reason": pl.String,
    "suggestion": pl.String,
}


WORDS = ("code_text", "name_text", "council_text", "status_text")
"""What a row says of whom it speaks of."""


def resolve(files: list[InputFile], sources: dict[str, Source], aliases: Path) -> pl.DataFrame:
    """Decide every row of every file.

    Returns:
        One row for each raw row, with the columns of ``RESOLUTION_SCHEMA``.
    """
    registry = build_registry(files, sources, aliases)
    # One file after another: a register of a million rows is no guest for the whole of the time.
    parts = [_resolve_file(file, registry) for file in files]
    return pl.concat(parts) if parts else pl.DataFrame(schema=RESOLUTION_SCHEMA)


def _resolve_file(file: InputFile, registry: Registry) -> pl.DataFrame:
    """Decide each distinct wording of a file once, and give every row its decision."""
    tables = pl.read_parquet(file.raw / "tables.parquet")
    rows = pl.read_parquet(file.raw / "rows.parquet")
    keys = ["table_no", "role", *WORDS]
    wordings = rows.select(keys).unique(maintain_order=True)
    declared = {
        number: (codes, kind)
        for number, codes, kind in tables.select("table_no", "codes", "kind").rows()
    }
    styles = {
        number: code_style(code for code in codes if code)
        for number, codes in wordings.filter(pl.col("role").is_in(("entity", "record")))
        .group_by("table_no")
        .agg("code_text")
        .rows()
    }
    decisions = []
    for number, role, code, name, council, status in wordings.rows():
        if role in ("entity", "record"):
            codes, kind = declared[number]
            decision = decide(
                registry,
                code=code,
                name=name,
                council=council,
                status=status,
                codes=codes,
                kind=kind,
                style=styles[number],
                year=file.understood.edition_year,
            )
            if role == "record" and decision.settlement_code is None:
                # A case or a body need not name a settlement: that is no fault of its row.
                decision = Decision(None, role, reason=decision.reason)
        else:
            decision = Decision(NATION if role == "nation" else None, role)
        decisions.append(astuple(decision))
    decided = pl.DataFrame(
        decisions,
        schema={name: RESOLUTION_SCHEMA[name] for name in DECIDED},
        orient="row",
    )
    return (
        rows.select("source_id", "sha256", "table_no", "row_no", "role", *WORDS)
        .join(pl.concat([wordings, decided], how="horizontal"), on=keys, nulls_equal=True)
        .select(list(RESOLUTION_SCHEMA))
    )


def _year(date: str) -> int | None:
    return int(date[:4]) if date else None


def build_registry(files: list[InputFile], sources: dict[str, Source], aliases: Path) -> Registry:
    """The known settlements: newest editions first, so that a code bears its newest name."""
    registry = Registry()
    listed = [file for file in files if sources[file.source_id].registry]
    for file in sorted(listed, key=lambda file: file.rank, reverse=True):
        tables = pl.read_parquet(file.raw / "tables.parquet", columns=["table_no", "kind"])
        numbers = dict(tables.select("table_no", "kind").rows())
        words = ["table_no", "role", "code_text", "name_text"]
        for number, role, code, name in (
            pl.read_parquet(file.raw / "rows.parquet", columns=words).select(words).rows()
        ):
            if role != "entity" or not code or not code.isdigit():
                continue
            settlement = f"{int(code):04d}"
            if numbers[number] == "authority":
                is_council = settlement.startswith("55")
                registry.add(settlement, name, "authority")
                registry.add(settlement, name, "regional_council" if is_council else "locality")
            else:
                registry.add(settlement, name, "locality")
    with aliases.open(encoding="utf-8", newline="") as file_handle:
        for alias in csv.DictReader(file_handle):
            code, name = alias["settlement_code"], alias["alias_name"]
            if alias["alias_code"]:
                registry.code_aliases[alias["alias_code"]] = code
            if alias["kind"]:  # a settlement of the past, in none of today's lists
                registry.add(code, name, alias["kind"])
            elif name:
                registry.name_aliases[normalise_name(name)] = Alias(
                    code, _year(alias["valid_from"]), _year(alias["valid_to"])
                )
    return registry

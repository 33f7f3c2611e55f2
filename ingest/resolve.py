"""Read all rows of a refresh against the registry; write whom each belongs to, and why.

The registry is made of the publishers' own lists (sources declared ``registry: true``) and of the
dated aliases that people agreed (``seeds/settlement_aliases.csv``).
"""

from __future__ import annotations

import csv
from collections import defaultdict
from pathlib import Path

import polars as pl

from ingest.inputs import InputFile
from ingest.names import NATION, Decision, Registry, code_style, decide, normalise_name
from ingest.source import Source

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
    tables = {file.key: pl.read_parquet(file.raw / "tables.parquet") for file in files}
    rows = {file.key: pl.read_parquet(file.raw / "rows.parquet") for file in files}
    registry = build_registry(files, sources, tables, rows, aliases)
    decided: list[tuple[object, ...]] = []
    for file in files:
        declared = {
            number: (codes, kind)
            for number, codes, kind in tables[file.key].select("table_no", "codes", "kind").rows()
        }
        by_table: dict[int, list[tuple[int, str, tuple[str | None, ...]]]] = defaultdict(list)
        for number, row, role, *said in (
            rows[file.key]
            .select(
                "table_no",
                "row_no",
                "role",
                "code_text",
                "name_text",
                "council_text",
                "status_text",
            )
            .rows()
        ):
            by_table[number].append((row, role, tuple(said)))
        for number, entries in by_table.items():
            codes, kind = declared[number]
            style = code_style(words[0] for _, role, words in entries if words[0])
            known: dict[tuple[str | None, ...], Decision] = {}
            for row, role, words in entries:
                if role != "entity":
                    decision = Decision(NATION if role == "nation" else None, role)
                elif (found := known.get(words)) is not None:
                    decision = found
                else:
                    code, name, council, status = words
                    decision = known[words] = decide(
                        registry,
                        code=code,
                        name=name,
                        council=council,
                        status=status,
                        codes=codes,
                        kind=kind,
                        style=style,
                    )
                decided.append(
                    (
                        file.source_id,
                        file.sha256,
                        number,
                        row,
                        decision.settlement_code,
                        decision.method,
                        decision.name_agrees,
                        decision.reason,
                        decision.suggestion,
                    )
                )
    return pl.DataFrame(decided, schema=RESOLUTION_SCHEMA, orient="row")


def build_registry(
    files: list[InputFile],
    sources: dict[str, Source],
    tables: dict[tuple[str, str], pl.DataFrame],
    rows: dict[tuple[str, str], pl.DataFrame],
    aliases: Path,
) -> Registry:
    """The known settlements: newest editions first, so that a code bears its newest name."""
    registry = Registry()
    listed = [file for file in files if sources[file.source_id].registry]
    for file in sorted(listed, key=lambda file: file.rank, reverse=True):
        numbers = dict(tables[file.key].select("table_no", "kind").rows())
        for number, role, code, name in (
            rows[file.key].select("table_no", "role", "code_text", "name_text").rows()
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
                registry.name_aliases[normalise_name(name)] = code
    return registry

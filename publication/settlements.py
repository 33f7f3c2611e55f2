"""Which settlement a person means, by any of its spellings in Hebrew or English."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping

import duckdb
from rapidfuzz import fuzz, process

from ingest.errors import InputError
from ingest.names import normalise_name
from ingest.programmes.choices import SEEDS
from ingest.programmes.layout import Place
from ingest.programmes.settlement import SettlementWords, read_settlement
from publication.publish import SCHEMA


def read_words(given: str) -> SettlementWords:
    """What a person typed for a settlement.

    Raises:
        InputError: not one settlement.
    """
    words = read_settlement(given)
    if words is None:
        raise InputError(
            "settlement", found=given, expected="one settlement, by its code or its name"
        )
    return words


def find_settlement(connection: duckdb.DuckDBPyConnection, given: str) -> Place:
    """The one settlement of the published warehouse that a person means: ``8000``, ``צפת``, Zefat.

    Raises:
        InputError: it is not known, or may be more than one; the message names those alike.
    """
    words = read_words(given)
    names, by_name = _names(connection)
    spelling = _spelling(words.name or "")
    found = by_name.get(spelling, set())
    if words.code is not None:
        code = f"{int(words.code):04d}"
        # A code decides; a name beside it speaks against it only if it is another settlement's.
        found = {code} & names.keys() if code in found or not found else {code, *found}
    if len(found) == 1:
        [code] = found
        return Place(code, names[code])
    suggested = sorted(found & names.keys()) or _alike(spelling, by_name)
    raise InputError(
        "settlement",
        found=f"{given}, {'which may be more than one' if found else 'which is not known'}",
        expected="the code or a name of one settlement",
        do="is it one of these: " + ", ".join(f"{code} {names[code]}" for code in suggested)
        if suggested
        else "",
    )


def check_programme(connection: duckdb.DuckDBPyConnection, given: str) -> None:
    """Let a programme of the published warehouse pass.

    Raises:
        InputError: it is not known; the message names those that are.
    """
    known = [
        name
        for (name,) in connection.execute(
            f"select distinct programme_id from {SCHEMA}.programmes order by programme_id"
        ).fetchall()
    ]
    if given not in known:
        raise InputError("--programme", found=given, expected="one of " + ", ".join(known))


def _names(connection: duckdb.DuckDBPyConnection) -> tuple[dict[str, str], dict[str, set[str]]]:
    """The Hebrew name by code, and the codes by every name as ``_spelling`` has it."""
    published = connection.execute(
        f"select settlement_code, name_he, name_en from {SCHEMA}.settlements"
        " where kind <> 'nation' order by settlement_code"
    ).fetchall()
    names = {code: name_he for code, name_he, _ in published}
    by_name: dict[str, set[str]] = {}
    for code, *texts in [*published, *agreed_names()]:
        for text in texts:
            if text and code in names:
                by_name.setdefault(_spelling(text), set()).add(code)
    return names, by_name


def agreed_names() -> Iterator[tuple[str, str]]:
    """Code and name: aliases in publishers' files, then what people call places (Acre, ב״ש)."""
    for seed, column in (("settlement_aliases", "alias_name"), ("settlement_search_names", "name")):
        with (SEEDS / f"{seed}.csv").open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                yield row["settlement_code"], row[column]


def _spelling(name: str) -> str:
    return normalise_name(name).casefold()


def _alike(spelling: str, by_name: Mapping[str, set[str]]) -> list[str]:
    """The codes of the names most like a spelling, for a person to look at."""
    hits = process.extract(spelling, list(by_name), scorer=fuzz.ratio, score_cutoff=60)
    return list(dict.fromkeys(code for name, *_ in hits for code in sorted(by_name[name])))

"""Homes into which settlements handed in forms, right and wrong; made once for all tests.

Three refreshes follow one another: ``began``, then ``went_on`` with all that people do well and
ill, then ``mended``. They rest on the fewest files of publishers that a refresh asks for.
"""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Callable, Sequence
from pathlib import Path

import duckdb
import pytest

from tests.integration import house
from tests.integration.house import House, Run
from tests.integration.programme_forms import (
    ASTRAY,
    FILLED_IN_BY,
    FORMS,
    LATER_EDITION,
    LOG,
    MILESTONES,
    MONEY,
    NEEDS,
    NOWHERE,
    PLAN,
    REAL,
    ROLES,
    SLIPS,
    STRAY,
    WAVES,
    changed_money,
    folder_of,
    handed_in,
    lay,
    lay_personal,
    mended_needs,
    settle,
    vacant_roles,
)
from tests.integration.survey_homes import Ended

NEEDED = ("cbs_authority_codes", "cbs_localities", "cbs_local_authorities", FORMS)
LOCKED = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16le")
"""How a workbook with a password begins."""


def take_away(home: Path, code: str, name: str) -> None:
    (home / "inbox" / folder_of(code) / name).unlink()


def places_of(home: Path, run: Run, texts: Sequence[str]) -> dict[str, list[str]]:
    """Where each text stands: in any file of a home but those of the archive and the inbox, in
    the name of one, in any cell of a table, or in what the command said."""
    found: dict[str, list[str]] = {text: [] for text in texts}
    known: dict[bytes, set[str]] = {}
    connection = duckdb.connect()
    for path in sorted(home.rglob("*")):
        place = path.relative_to(home)
        if not path.is_file() or place.parts[0] in ("inbox", "archive"):
            continue
        content = path.read_bytes()
        key = hashlib.sha256(content).digest()
        if key not in known:
            known[key] = {text for text in texts if text.encode() in content}
            known[key] |= _in_cells(connection, path, texts)
        for text in texts:
            if text in known[key] or text in str(place):
                found[text].append(str(place))
    for text in texts:
        found[text] += [said for said in (run.out, run.err) if text in said]
    return found


def _in_cells(connection: duckdb.DuckDBPyConnection, path: Path, texts: Sequence[str]) -> set[str]:
    """Which texts stand in the tables of a file; their bytes are compressed."""
    if path.suffix == ".parquet":
        return _in_tables(connection, [f"'{path}'"], texts)
    if path.suffix != ".duckdb":
        return set()
    connection.execute(f"attach '{path}' as looked_into (read_only)")
    named = (
        'select format(\'looked_into."{}"."{}"\', schema_name, table_name)'
        " from duckdb_tables() where database_name = 'looked_into'"
    )
    tables = [table for (table,) in connection.execute(named).fetchall()]
    found = _in_tables(connection, tables, texts)
    connection.execute("detach looked_into")
    return found


def _in_tables(
    connection: duckdb.DuckDBPyConnection, tables: Sequence[str], texts: Sequence[str]
) -> set[str]:
    found = set()
    holds = ", ".join("bool_or(contains(line, ?))" for _ in texts)
    for table in tables:
        lines = f"select cast(line as varchar) as line from {table} as line"
        [answers] = connection.execute(f"select {holds} from ({lines})", list(texts)).fetchall()
        found |= {text for text, answer in zip(texts, answers, strict=True) if answer}
    return found


def _once(
    name: str, factory: pytest.TempPathFactory, start: Path, change: Callable[[House], None]
) -> Ended:
    """A copy of a home with its mirror, changed and refreshed once in this run."""

    def make(home: Path) -> None:
        shutil.copytree(start.with_name("mirror"), home.with_name("mirror"))
        if start.exists():
            shutil.copytree(start, home)
        changed = House(home, home.with_name("mirror"))
        change(changed)
        run = changed.refresh()
        assert run.status == 0, run.text
        home.with_name("status.txt").write_text(str(run.status), "utf-8")
        home.with_name("said.txt").write_text(run.out, "utf-8")
        home.with_name("progress.txt").write_text(run.err, "utf-8")

    home = house.made_once(name, factory, make)
    status, out, err = (
        home.with_name(f"{file}.txt").read_text("utf-8") for file in ("status", "said", "progress")
    )
    before = house.published_bytes(start) if start.exists() else {}
    return Ended(House(home, home.with_name("mirror")), Run(int(status), out, err, 0.0), before)


def small_mirror(factory: pytest.TempPathFactory) -> Path:
    """The path of a home not yet there, beside the mirror from which it will be filled."""

    def make(home: Path) -> None:
        sample = house.sample_home(factory) / "sample"
        mirror = home.with_name("mirror")
        for source_id in NEEDED:
            shutil.copytree(sample / source_id, mirror / source_id)
        shutil.copy2(sample / "SYNTHETIC", mirror)
        for path in (mirror / "cbs_local_authorities").glob("*2015*"):
            path.unlink()

    return house.made_once("programmes_mirror", factory, make)


def began(factory: pytest.TempPathFactory) -> Ended:
    """Before Ofakim handed in its second edition; the roles of Safed lie in the inbox."""

    def change(copied: House) -> None:
        (copied.mirror / FORMS / folder_of("0031") / LATER_EDITION).unlink()
        (copied.mirror / FORMS / folder_of("8000") / ROLES).unlink()
        lay(copied.home, "8000", ROLES, "roles", handed_in("8000", "roles"))

    return _once("programmes_began", factory, small_mirror(factory), change)


def went_on(factory: pytest.TempPathFactory) -> Ended:
    """After that a second edition, corrections, slips, damage and what must not be there."""

    def change(copied: House) -> None:
        sample = small_mirror(factory).with_name("mirror")
        later = Path(FORMS) / folder_of("0031") / LATER_EDITION
        shutil.copy2(sample / later, copied.mirror / later)
        lay(copied.home, "0502", NEEDS, "needs_responses", mended_needs())
        money = changed_money()
        lay(copied.home, "1034", MONEY, "investments", money, filled_by=FILLED_IN_BY, cells=SLIPS)
        lay(copied.home, "8000", ROLES, "roles", vacant_roles())
        locked = copied.home / "inbox" / folder_of("8000") / PLAN
        locked.write_bytes(LOCKED)
        settle(locked)
        cut = lay(copied.home, "1031", NEEDS, "needs_responses", {})
        cut.write_bytes(cut.read_bytes()[:2000])
        settle(cut)
        lay(copied.home, NOWHERE, MILESTONES, "milestones", STRAY)
        lay(copied.home, "1031", WAVES, "evaluation_waves", ASTRAY, folder=folder_of("0502"))
        lay(copied.home, "1034", LOG, "learning_log", REAL, synthetic=False)
        lay_personal(copied.home)

    return _once("programmes_went_on", factory, began(factory).house.home, change)


def mended(factory: pytest.TempPathFactory) -> Ended:
    """After that the slip is mended, and what was laid wrong is taken away or laid right."""

    def change(copied: House) -> None:
        lay(copied.home, "1034", MONEY, "investments", changed_money())
        lay(copied.home, "8000", ROLES, "roles", handed_in("8000", "roles"))
        take_away(copied.home, "8000", PLAN)
        take_away(copied.home, "1031", NEEDS)
        shutil.rmtree(copied.home / "inbox" / folder_of(NOWHERE))
        inbox = copied.home / "inbox"
        (inbox / folder_of("0502") / WAVES).rename(inbox / folder_of("1031") / WAVES)
        written = house.thriving(
            went_on(factory).house.home, "template", "all", "--settlement", "אופקים",
            "--to", str(inbox / folder_of("0031")),
        )  # fmt: skip
        assert written.status == 0, written.text
        for path in (inbox / folder_of("0031")).iterdir():
            settle(path)

    return _once("programmes_mended", factory, went_on(factory).house.home, change)


def returned(factory: pytest.TempPathFactory) -> Ended:
    """A new home that is given nothing of programmes but Sderot's own templates, as written."""

    def change(copied: House) -> None:
        forms = copied.mirror / FORMS
        shutil.rmtree(forms)
        written = house.thriving(
            house.sample_home(factory), "template", "all", "--settlement", "1031",
            "--to", str(forms / folder_of("1031")),
        )  # fmt: skip
        assert written.status == 0, written.text

    return _once("programmes_returned", factory, small_mirror(factory), change)

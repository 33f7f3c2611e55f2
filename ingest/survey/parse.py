"""One archived wave → its settlements for the raw layer, and its respondents for the archive alone.

The raw layer, which builds and marts are made of, learns of a wave only which settlements it speaks
of, as they were written, and what its declaration says. The answers stay under the archive, in a
folder and a file that their owner alone can read.
"""

from __future__ import annotations

import csv
import json
import tempfile
from pathlib import Path

import polars as pl

from ingest.errors import InputError
from ingest.parse.raw import RawFile, Understood, raw_folder, respondents_file, write_raw
from ingest.source import Source
from ingest.survey.bundle import unpack_data, unpack_declaration
from ingest.survey.check import Checked, check_wave, shown
from ingest.survey.declaration import Wave, load_wave
from ingest.survey.table import read_table

OWNER_ONLY = 0o700
FAULTS_TOLD = 5
FACTS = "wave.json"
_TABLE = 1


def parse_wave(source: Source, path: Path, name: str, sha256: str, home: Path) -> Understood:
    """Read a bundle whole, or refuse it whole.

    Raises:
        InputError: declaration or data do not hold; the message names the first cells, and a file
            beside the archived wave lists all of them.
    """
    folder, private = raw_folder(home, source, sha256), respondents_file(home, source, sha256)
    for part in (private.parent.parent, private.parent):
        part.mkdir(mode=OWNER_ONLY, parents=True, exist_ok=True)
    declared_in, text = unpack_declaration(path, name)
    wave = load_wave(text, declared_in)
    if wave.kind != source.source_id:
        raise InputError(
            declared_in,
            place="kind",
            found=wave.kind,
            expected=source.source_id,
            do="lay the wave into the folder of its kind",
        )
    with tempfile.TemporaryDirectory(dir=private.parent, prefix=".unpacked-") as scratch:
        data = unpack_data(path, wave.data, declared_in, Path(scratch))
        table = _own_rows(wave, read_table(data, wave.data, wave.columns(), wave.sheet))
    checked = check_wave(wave, table)
    faults = private.with_suffix(".faults.csv")
    if checked.faults:
        _write_faults(checked, faults)
        raise _refusal(wave, checked, faults.relative_to(home))
    faults.unlink(missing_ok=True)
    places = _places(checked.respondents)
    respondents = checked.respondents.join(places, on="place", maintain_order="left").drop("place")
    _write_private(respondents, private)
    raw = _raw(wave, places)
    understood = Understood(
        source_id=source.source_id,
        sha256=sha256,
        name=name,
        edition=wave.wave_id,
        edition_year=wave.reference_year,
        stamp=None,
        table_ids=("respondents",),
        rows=len(raw.rows),
        cells=0,
        notes=len(raw.notes),
        nonblank=raw.nonblank,
        unmatched_sheets=(),
        says_synthetic=wave.synthetic,
    )
    folder.mkdir(parents=True, exist_ok=True)
    (folder / FACTS).write_text(_facts(wave, respondents), "utf-8")
    write_raw(folder, raw, understood)  # last: its report says that all parts are there
    return understood


def _own_rows(wave: Wave, table: pl.DataFrame) -> pl.DataFrame:
    """The rows of this wave, in a file that holds several.

    Raises:
        InputError: none is.
    """
    if wave.wave is None:
        return table
    own = table.filter(pl.col(wave.wave.column) == wave.wave.code)
    if own.is_empty():
        raise InputError(
            wave.data,
            place=f"column {wave.wave.column}",
            found=f"no row of {wave.wave.code}",
            expected="the rows of this wave under the code that the declaration names",
            do="correct wave.code in the declaration",
        )
    return own


def _places(respondents: pl.DataFrame) -> pl.DataFrame:
    """Each wording of a settlement once: ``place`` and its number, ``row_no``.

    Not the row where it stands: in a file in the order of settlements the distance of two first
    rows is the number of respondents.
    """
    places = respondents.select("place").unique().sort("place")
    return places.with_columns(row_no=pl.int_range(1, pl.len() + 1, dtype=pl.Int32))


def _raw(wave: Wave, places: pl.DataFrame) -> RawFile:
    """The settlements as rows of a table, the declared columns as its columns and notes."""
    raw = RawFile(nonblank=len(places))
    last = places["row_no"].max() if len(places) else 1
    raw.tables.append(
        (_TABLE, "respondents", wave.data, "locality", "any", "not_available",
         str(wave.reference_year), wave.reference_year, 1, last)
    )  # fmt: skip
    for number, column in enumerate(wave.columns()):
        raw.columns.append(
            (_TABLE, number, column, column, column, None, None, None, None, False, True)
        )
    by_code = wave.settlement.given_as == "code"
    for place, row in places.iter_rows():
        code, name = (place, None) if by_code else (None, place)
        raw.rows.append((_TABLE, row, "entity", code, name, None, None, None, "all"))
    for item_id, item in wave.items.items():
        coded = f"{item.lowest} to {item.highest}, higher is {item.higher_is}"
        raw.notes.append((wave.data, item.column, "item", f"{item.column} is {item_id}: {coded}"))
    return raw


def _facts(wave: Wave, respondents: pl.DataFrame) -> str:
    """What may be known of a wave: its declaration, and counts over all of it."""
    answered = {item_id: int(respondents[item_id].count()) for item_id in wave.items}
    facts = {
        "declaration": wave.model_dump(mode="json"),
        "respondents": len(respondents),
        "strata": respondents["stratum"].n_unique() if wave.stratum else None,
        "psus": respondents.select("stratum", "psu").n_unique() if wave.psu else None,
        "households": respondents["household"].n_unique() if wave.household else None,
        "answered": answered,
    }
    return json.dumps(facts, ensure_ascii=False, indent=1)


def _refusal(wave: Wave, checked: Checked, listed: Path) -> InputError:
    first, *others = checked.faults
    more = "".join(f"; {fault}" for fault in others[: FAULTS_TOLD - 1])
    rest = len(checked.faults) - FAULTS_TOLD
    also = f"; and {rest} more" if rest > 0 else ""
    return InputError(
        wave.data,
        place=f"row {first.row}, column {first.column}",
        found=shown(first.found),
        expected=first.expected + more + also,
        do=f"mend the file or its declaration and lay both in again; the wave was not loaded,"
        f" not even in part; all {len(checked.faults)} cells are listed in {listed}",
    )


def _write_faults(checked: Checked, path: Path) -> None:
    path.unlink(missing_ok=True)
    path.touch(mode=0o600)
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["row", "column", "found", "expected"])
        for fault in checked.faults:
            writer.writerow([fault.row, fault.column, _inert(fault.found), fault.expected])


def _inert(text: str) -> str:
    """A cell that a spreadsheet program will not take for a formula."""
    return f"'{text}" if text.startswith(("=", "+", "-", "@")) else text


def _write_private(frame: pl.DataFrame, path: Path) -> None:
    partial = path.with_suffix(".part")
    partial.touch(mode=0o600)
    frame.write_parquet(partial, compression="zstd")
    partial.chmod(0o400)
    partial.replace(path)


def read_facts(folder: Path) -> dict[str, object]:
    """What ``parse_wave`` noted of the wave whose raw tables stand in a folder."""
    content: dict[str, object] = json.loads((folder / FACTS).read_text("utf-8"))
    return content

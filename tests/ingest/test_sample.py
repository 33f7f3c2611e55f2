"""The synthetic files: the same bytes always, readable, and no figure of the publishers in them."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import time
from fnmatch import fnmatch
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from ingest.sample import write_sample
from ingest.sample.notes import SYNTHETIC
from ingest.sample.settlements import AREAS, LOCALITIES, TRIBES, authorities, members
from ingest.source import load_sources
from ingest.survey.bundle import data_name
from tests.ingest.sample_sheets import YEARLY

REPOSITORY = Path(__file__).resolve().parents[2]
REAL = REPOSITORY.parent / "shared" / "real"
COUNCIL_PAIRS = {
    ("0031", "5531"),
    ("0026", "5526"),
    ("0028", "5528"),
    ("0041", "5541"),
    ("0065", "5565"),
}
NAMED_IN_THE_DESIGN = {
    "8000", "1034", "7100", "9200", "0502", "1061", "0031", "1031", "9700", "6600", "6400",
}  # fmt: skip


def digests(folder: Path) -> dict[str, str]:
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def test_bytes_depend_on_neither_process_nor_hash_seed(sample_folder: Path, tmp_path: Path) -> None:
    code = "import sys, pathlib, ingest.sample as s; s.write_sample(pathlib.Path(sys.argv[1]))"
    subprocess.run(
        [sys.executable, "-c", code, str(tmp_path)],
        check=True,
        cwd=REPOSITORY,
        env={**os.environ, "PYTHONHASHSEED": "77", "TZ": "Asia/Jerusalem"},
    )
    assert digests(tmp_path) == digests(sample_folder)


def test_second_run_over_the_first_changes_nothing_and_is_quick(sample_folder: Path) -> None:
    before = digests(sample_folder)
    started = time.process_time()
    written = write_sample(sample_folder)
    assert time.process_time() - started < 3
    assert digests(sample_folder) == before
    assert sorted(str(path.relative_to(sample_folder)) for path in written) == sorted(before)


@pytest.mark.parametrize(
    "source_id", [name for name, source in load_sources().items() if source.feeds_marts]
)
def test_every_declared_source_has_files_for_all_its_required_tables(
    sample_folder: Path, source_id: str
) -> None:
    source = load_sources()[source_id]
    names = [path.name for path in (sample_folder / source_id).iterdir()]
    assert names
    beside_a_declaration = {data_name(path) for path in (sample_folder / source_id).glob("*.yml")}
    for name in {*names} - beside_a_declaration:
        assert any(fnmatch(name, pattern) for pattern in source.files), name
    for table in source.tables:
        if table.required:
            assert any(fnmatch(name, table.files) for name in names), table.id


def test_every_workbook_opens_and_says_that_it_is_synthetic(sample_folder: Path) -> None:
    forms = sample_folder / "settlement_programmes"  # these say so in each row, in Hebrew
    books = sorted(path for path in sample_folder.rglob("*.xls*") if not path.is_relative_to(forms))
    assert len(books) == 13
    for path in books:
        book = CalamineWorkbook.from_path(path)
        cells = [
            str(cell)
            for name in book.sheet_names
            for row in book.get_sheet_by_name(name).to_python()
            for cell in row
        ]
        assert any(SYNTHETIC in cell for cell in cells), path.name


def test_settlement_codes_are_unique_and_have_four_digits() -> None:
    codes = [place.code for place in (*authorities(), *LOCALITIES, *TRIBES, *AREAS)]
    assert len(set(codes)) == len(codes)
    assert all(len(code) == 4 and code.isdigit() for code in codes)
    assert set(codes) >= NAMED_IN_THE_DESIGN
    assert all((a in codes and b in codes) and int(a) == int(b) - 5500 for a, b in COUNCIL_PAIRS)
    councils = authorities("regional_council")
    assert {31, 37, 55, 69} <= {place.council_number for place in councils}
    assert all(members(place.council_number) for place in councils)


def long_figures(book: CalamineWorkbook) -> set[float]:
    return {
        cell
        for name in book.sheet_names
        for row in book.get_sheet_by_name(name).to_python()
        for cell in row
        if isinstance(cell, float) and len(repr(cell).partition(".")[2]) >= 6
    }


@pytest.mark.real
@pytest.mark.skipif(not REAL.exists(), reason="the publishers' files are not part of the product")
def test_no_figure_is_the_publishers(sample_folder: Path) -> None:
    """Long decimals cannot agree by chance: none of ours is one of theirs."""
    theirs: set[float] = set()
    for file in ("cbs_socio_economic_index/sei_2019_t01_authorities.xlsx",
                 "cbs_peripherality_index/24_22_420t1.xlsx"):  # fmt: skip
        theirs |= long_figures(CalamineWorkbook.from_path(REAL / file))
    for path in sorted((REAL / YEARLY).glob("p_libud_*.xlsx")):
        theirs |= long_figures(CalamineWorkbook.from_path(path))
    assert len(theirs) > 10_000
    ours: set[float] = set()
    for path in sample_folder.rglob("*.xls*"):
        ours |= long_figures(CalamineWorkbook.from_path(path))
    assert len(ours) > 1_000 and not ours & theirs

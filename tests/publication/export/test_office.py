"""The workbook as another program understands it: opened and written anew by LibreOffice."""

from __future__ import annotations

import shutil
import subprocess
import warnings
from pathlib import Path

import pytest

from tests.integration.house import SAFED
from tests.publication.export.workbooks import (
    assert_same,
    cells,
    mart_sheets,
    marts_of,
    workbook_of,
)


def test_libreoffice_reads_every_cell_of_every_mart(
    exported: dict[str, Path], sample: Path, tmp_path: Path
) -> None:
    office = shutil.which("soffice") or shutil.which("libreoffice")
    if office is None:
        reason = "NOT TESTED: LibreOffice (soffice) is not installed; no other program has read it"
        warnings.warn(reason, stacklevel=1)
        pytest.skip(reason)
    given = shutil.copy(workbook_of(exported[SAFED]), tmp_path / "given.xlsx")
    subprocess.run(
        [
            office,
            f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}",
            "--headless",
            "--convert-to",
            "xlsx",
            "--outdir",
            str(tmp_path / "made"),
            str(given),
        ],
        check=True,
        capture_output=True,
        timeout=240,
    )
    sheets = mart_sheets(cells(tmp_path / "made" / "given.xlsx"))
    marts = marts_of(sample, SAFED)
    assert sheets.keys() == marts.keys()
    assert sum(assert_same(sheets[mart], *marts[mart]) for mart in marts) > 50_000

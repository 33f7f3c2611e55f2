"""LibreOffice without a window: open a workbook as a person would and save it as something else."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

import pytest

_CSV = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,{},false,false,-1"
SHEETS_AS_SHOWN, SHEETS_AS_STORED = _CSV.format("true"), _CSV.format("false")
"""Commas, quotes, UTF-8, one file a sheet; dates and numbers as the cell shows them, or as the
program itself writes them."""
_SECONDS = 180


def office() -> str:
    """The program; skips the test where it is not installed."""
    program = shutil.which("soffice")
    if program is None:
        pytest.skip("LibreOffice (soffice) is not installed")
    return program


def saved_as(workbooks: Sequence[Path], kind: str, folder: Path) -> list[Path]:
    """The files that LibreOffice saves of workbooks, which it opens one after the other.

    Args:
        kind: what ``--convert-to`` takes: ``xlsx``, ``ods``, ``SHEETS_AS_SHOWN``.
        folder: an empty folder for them; the program's own profile stands beside it.
    """
    program = office()
    profile = folder.with_name(f"{folder.name}.profile").resolve()
    folder.mkdir(parents=True)
    run = subprocess.run(
        [
            program,
            f"-env:UserInstallation={profile.as_uri()}",
            "--headless",
            "--norestore",
            "--convert-to",
            kind,
            "--outdir",
            str(folder),
            *map(str, workbooks),
        ],
        capture_output=True,
        text=True,
        timeout=_SECONDS,
        check=False,
    )
    files = sorted(folder.iterdir())
    assert run.returncode == 0 and files, run.stderr
    return files

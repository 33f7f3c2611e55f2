"""LibreOffice without a window: open a workbook as a person would and save it as something else."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

ANY_SHEET_AS_CSV = 'csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,true,false,false,-1'
"""Commas, quotes, UTF-8, all cells as they are shown; one file a sheet."""
_SECONDS = 180


def office() -> str:
    """The program; skips the test where it is not installed."""
    program = shutil.which("soffice")
    if program is None:
        pytest.skip("LibreOffice (soffice) is not installed")
    return program


def saved_as(workbook: Path, kind: str, folder: Path) -> list[Path]:
    """The files that LibreOffice saves of a workbook.

    Args:
        kind: what ``--convert-to`` takes: ``xlsx``, ``ods``, ``ANY_SHEET_AS_CSV``.
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
            str(workbook),
        ],
        capture_output=True,
        text=True,
        timeout=_SECONDS,
        check=False,
    )
    files = sorted(folder.iterdir())
    assert run.returncode == 0 and files, run.stderr
    return files

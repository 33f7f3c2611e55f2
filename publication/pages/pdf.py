"""A page on paper, printed by a Chromium that is there, without a network."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Mapping
from pathlib import Path

from ingest.errors import InputError

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
QUIET = (
    "--headless",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-extensions",
    "--disable-sync",
    "--no-default-browser-check",
    "--no-first-run",
    "--host-resolver-rules=MAP * ~NOTFOUND",
)
"""It asks nobody for anything; names lead nowhere."""
BUDGET_MS = 10_000
"""Of the page's own time; it is over as soon as nothing is left to do."""
TIMEOUT_SECONDS = 180
_DATES = re.compile(rb"/(CreationDate|ModDate) \(D:(\d{14})([^)]*)\)")


def browser() -> str | None:
    """The first of ``BROWSERS`` that is installed."""
    return next((found for name in BROWSERS if (found := shutil.which(name))), None)


def print_pdf(page: Path, pdf: Path, published_at: str, *, language: str = "he") -> None:
    """Print a page with all its charts in one language.

    Args:
        page: HTML of the kit, with its shared files where it looks for them.
        pdf: written whole or not at all.
        published_at: ISO date of the published version; the PDF bears it as its date.

    Raises:
        InputError: there is no Chromium; or it printed nothing, or was not done in time.
    """
    program = browser()
    if program is None:
        raise InputError(
            "--format pdf",
            found="no Chromium on the PATH",
            expected="one of " + ", ".join(BROWSERS),
            do="install the package chromium, or print the HTML page from any browser",
        )
    with tempfile.TemporaryDirectory(prefix="print-") as scratch:
        made = Path(scratch) / "page.pdf"
        ended = _run(
            [
                program,
                *QUIET,
                # The sandbox needs a user of its own.
                *(["--no-sandbox"] if os.geteuid() == 0 else []),
                f"--user-data-dir={scratch}/profile",
                f"--virtual-time-budget={BUDGET_MS}",
                "--no-pdf-header-footer",
                f"--print-to-pdf={made}",
                f"{page.resolve().as_uri()}?lang={language}#all",
            ],
            _environment(os.environ, scratch),
            page,
        )
        if not made.exists():
            raise InputError(
                str(page),
                found=f"{program} ended with {ended.returncode} and printed nothing",
                expected="a PDF",
                do=ended.stderr.strip().splitlines()[-1] if ended.stderr.strip() else "",
            )
        partial = pdf.with_name(f".{pdf.name}.part")
        partial.write_bytes(dated(made.read_bytes(), published_at))
        partial.replace(pdf)


def _run(
    command: list[str], environment: Mapping[str, str], page: Path
) -> subprocess.CompletedProcess[str]:
    try:
        return subprocess.run(
            command,
            env=environment,
            capture_output=True,
            text=True,
            timeout=TIMEOUT_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise InputError(
            str(page),
            found=f"{command[0]} was not done after {TIMEOUT_SECONDS} seconds",
            expected="a PDF within that time",
            do="print again when less else is running, or print the HTML page from any browser",
        ) from error


def _environment(given: Mapping[str, str], home: str) -> dict[str, str]:
    """Of the caller only what a program needs to run: figures and dates look alike everywhere."""
    kept = {name: given[name] for name in ("PATH", "LD_LIBRARY_PATH") if name in given}
    return {**kept, "HOME": home, "TMPDIR": home, "LANG": "C.UTF-8", "TZ": "UTC"}


def dated(pdf: bytes, published_at: str) -> bytes:
    """The same document with the date of the published version for that of printing.

    As long as before: a PDF tells the places of its parts in bytes.
    """
    digits = (re.sub(r"\D", "", published_at[:19]) + "0" * 14)[:14].encode()
    return _DATES.sub(lambda at: b"/%b (D:%b%b)" % (at.group(1), digits, at.group(3)), pdf)

"""What the commands share: the application, their exit status and how they end."""

from __future__ import annotations

import atexit
import os
import sys
from typing import Annotated, NoReturn

import typer

from ingest.errors import InputError
from orchestration.home import Home, find_home

DONE, BLOCKED, WRONG = 0, 1, 2

app = typer.Typer(
    help="A warehouse for communities: from publishers' files to figures that can be traced.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)

Json = Annotated[bool, typer.Option("--json", help="Answer as JSON, for a program.")]


def leave(status: int) -> NoReturn:
    """End the process with all that was registered for its end, but without taking it apart.

    Taking three engines apart object by object takes longer than publishing did, and they complain.
    """
    sys.stdout.flush()
    atexit._run_exitfuncs()
    os._exit(status)


def published_home() -> Home:
    home = find_home()
    if not home.warehouse.exists():
        raise InputError(
            str(home.warehouse),
            found="nothing published",
            expected="a published warehouse",
            do="run thriving refresh, or set THRIVING_HOME to the home folder of one",
        )
    return home


def say_if_synthetic(home: Home) -> None:
    """A line of progress that says so where the published figures are made up."""
    from orchestration.progress import progress
    from orchestration.report import SYNTHETIC
    from publication.publish import live

    if (live(home.published) or {}).get("synthetic"):
        progress(SYNTHETIC)


def complain(message: str) -> None:
    print(f"thriving: {message}", file=sys.stderr)

"""Commands for what programmes hand in, and for what they are measured against."""

from __future__ import annotations

import getpass
import json
from pathlib import Path
from typing import Annotated

import typer

from orchestration.cli.app import DONE, WRONG, Json, app, leave, published_home, say_if_synthetic
from orchestration.home import find_home

baseline = typer.Typer(
    help="Points of reference that change is told against.", no_args_is_help=True
)
app.add_typer(baseline, name="baseline")


@app.command()
def template(
    form: Annotated[str, typer.Argument(help="Form to write, such as targets; or all.")],
    settlement: Annotated[str, typer.Option(help="Code or name, such as 8000 or צפת.")],
    to: Annotated[Path, typer.Option("--to", help="Folder to write to.")],
) -> None:
    """Write a form as an Excel workbook, with what the settlement has handed in already."""
    from publication.templates import write_template

    home = find_home()
    print(write_template(home.warehouse, form, settlement, to))


@app.command("check-inbox")
def check_inbox(
    settlement: Annotated[
        str | None, typer.Option(help="Code or name of one settlement; all without it.")
    ] = None,
    annotate: Annotated[
        Path | None, typer.Option(help="Folder for copies with the faulty cells marked.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Say what is wrong in the forms of the inbox, in Hebrew and English. Exit 2 if anything is."""
    from orchestration import inbox

    checked = inbox.check_inbox(find_home(), settlement, annotate)
    if as_json:
        print(json.dumps(inbox.as_rows(checked), ensure_ascii=False, indent=1))
    else:
        print("\n".join(inbox.report_lines(checked, annotate)))
    wrong = any(fault.weight != "notice" for file in checked for fault in file.faults)
    raise SystemExit(WRONG if wrong else DONE)


@baseline.command()
def freeze(
    programme: Annotated[str, typer.Option(help="Programme, such as local_leapfrog.")],
    reason: Annotated[str, typer.Option(help="Why it is frozen, in a few words.")],
    settlement: Annotated[
        str | None, typer.Option(help="Code or name of one settlement; all without it.")
    ] = None,
    start_year: Annotated[
        int | None, typer.Option(help="First year there, where no source or form names it.")
    ] = None,
) -> None:
    """Freeze what is published of the time before a programme, for good. Again: a new version."""
    from orchestration.baselines.freeze import freeze as freeze_baseline

    home = published_home()
    say_if_synthetic(home)
    by = getpass.getuser()
    print("\n".join(freeze_baseline(home, programme, settlement, reason, start_year, by)))
    print("the next thriving refresh tells changes and effects against it")
    leave(DONE)

"""Commands that give people figures: a query, tables, an evaluation."""

from __future__ import annotations

import os
import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from orchestration.cli.app import (
    DONE,
    WRONG,
    app,
    complain,
    leave,
    published_home,
    say_if_synthetic,
)


class Form(StrEnum):
    """How rows are written."""

    table = "table"
    csv = "csv"
    json = "json"
    parquet = "parquet"


# A statement may begin with a comment, whose two hyphens are no option.
@app.command(context_settings={"ignore_unknown_options": True})
def sql(
    statement: Annotated[str, typer.Argument(help="One statement; the schema is marts.")],
    form: Annotated[Form, typer.Option("--format", help="How rows are written.")] = Form.table,
    to: Annotated[Path | None, typer.Option("--to", help="File to write to.")] = None,
) -> None:
    """Query the published warehouse."""
    from publication.query import QueryError, run_query

    home = published_home()
    say_if_synthetic(home)
    try:
        run_query(home.warehouse, statement, form.value, to)
    except QueryError as error:
        complain(str(error))
        raise SystemExit(WRONG) from None
    except BrokenPipeError:
        # The reader had enough (head, less).
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


@app.command()
def export(
    to: Annotated[Path, typer.Option("--to", help="Folder to write to.")],
    settlement: Annotated[
        list[str] | None,
        typer.Option(help="Code or name, such as 8000 or צפת; again, or with commas, for more."),
    ] = None,
    programme: Annotated[
        str | None, typer.Option(help="All settlements of a programme, such as local_leapfrog.")
    ] = None,
    everyone: Annotated[bool, typer.Option("--all", help="All local authorities.")] = False,
    form: Annotated[
        str, typer.Option("--format", help="Some of xlsx, csv, parquet, html, pdf, with commas.")
    ] = "xlsx,csv,parquet,html",
) -> None:
    """Write what is published of settlements: workbook, tables and page, a folder for each."""
    from orchestration.progress import counted
    from publication.export.run import export as write_export

    home = published_home()
    say_if_synthetic(home)
    formats = [part.strip() for part in form.split(",") if part.strip()]
    folders = write_export(
        home.warehouse, settlement or [], programme, everyone, to, formats, counted("settlements")
    )
    print(folders[0] if len(folders) == 1 else f"{len(folders)} settlements in {to}")
    leave(DONE)


@app.command()
def evaluate(
    programme: Annotated[str, typer.Option(help="Programme, such as local_leapfrog.")],
    settlement: Annotated[str, typer.Option(help="Code or name, such as 8000 or צפת.")],
    to: Annotated[Path, typer.Option("--to", help="Folder to write to.")],
) -> None:
    """Write the evaluation of a programme in a settlement: report, tables, inputs and the seed."""
    from publication.evaluation.pack import write_pack

    home = published_home()
    say_if_synthetic(home)
    print(write_pack(home.warehouse, programme, settlement, to))
    leave(DONE)


@app.command()
def docs(to: Annotated[Path, typer.Option("--to", help="Folder to write to.")]) -> None:
    """Write the dictionary: every table, column, indicator, unit, code, source and caveat."""
    from publication.dictionary.write import replace_dictionary

    home = published_home()
    say_if_synthetic(home)
    print(replace_dictionary(home.warehouse, to))
    leave(DONE)


@app.command()
def site(to: Annotated[Path, typer.Option("--to", help="Folder of the site.")]) -> None:
    """Write the whole site: map, ranking, every authority and indicator, quality, dictionary."""
    from orchestration.progress import counted
    from publication.site.build import build_site

    home = published_home()
    say_if_synthetic(home)
    build_site(home.warehouse, to, counted("settlements"))
    print(to / "index.html")
    leave(DONE)

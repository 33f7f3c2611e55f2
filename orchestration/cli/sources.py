"""Commands about sources: what is held of each, asking one publisher, declaring a new one."""

from __future__ import annotations

import datetime as dt
import getpass
import json
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from orchestration.cli.app import BLOCKED, DONE, Json, app, complain
from orchestration.home import PROJECT, find_home

source_app = typer.Typer(help="Declare datasets.", no_args_is_help=True)
app.add_typer(source_app, name="source")


@app.command()
def sources(as_json: Json = False) -> None:
    """List the declared sources: files held, newest edition, freshness, last answer."""
    from orchestration.sources.held import held_sources, source_lines

    held = held_sources(find_home(), dt.datetime.now(dt.UTC).date())
    if as_json:
        print(json.dumps([asdict(one) for one in held], ensure_ascii=False, indent=1))
    else:
        print("\n".join(source_lines(held)))


@app.command()
def fetch(
    source: Annotated[str, typer.Argument(help="A source that thriving sources lists.")],
    as_json: Json = False,
) -> None:
    """Ask one publisher, archive and read what comes. Exit 1 if a file of it could not be had."""
    from orchestration.sources.held import fetch_lines, fetch_source

    fetched = fetch_source(find_home(), source, getpass.getuser())
    if as_json:
        print(json.dumps(asdict(fetched), ensure_ascii=False, indent=1))
    else:
        print("\n".join(fetch_lines(fetched)))
    raise SystemExit(BLOCKED if fetched.failures else DONE)


@source_app.command("new")
def new(
    file: Annotated[Path | None, typer.Option(help="A file as the publisher issues it.")] = None,
    source_id: Annotated[
        str, typer.Option("--id", help="A short name: small Latin letters, digits and _.")
    ] = "",
    title_he: Annotated[str, typer.Option(help="Its title in Hebrew.")] = "",
    title_en: Annotated[str, typer.Option(help="Its title in English.")] = "",
    publisher_he: Annotated[str, typer.Option(help="Its publisher in Hebrew.")] = "",
    publisher_en: Annotated[str, typer.Option(help="Its publisher in English.")] = "",
    licence_he: Annotated[str, typer.Option(help="Under which terms, in Hebrew.")] = "",
    licence_en: Annotated[str, typer.Option(help="Under which terms, in English.")] = "",
    homepage: Annotated[str, typer.Option(help="Where people find it.")] = "",
    url: Annotated[str, typer.Option(help="Address of the file, if one is known.")] = "",
) -> None:
    """Look at a file, and write its declaration and the skeleton of its staging model.

    What is not given by a flag is asked for, where somebody can answer.
    """
    from orchestration.sources.new import Wanted, answered, write_source

    wanted = Wanted(
        file=str(file or ""),
        source_id=source_id,
        title_he=title_he,
        title_en=title_en,
        publisher_he=publisher_he,
        publisher_en=publisher_en,
        licence_he=licence_he,
        licence_en=licence_en,
        homepage=homepage,
        url=url,
    )
    if sys.stdin.isatty():
        wanted = answered(wanted, PROJECT, _ask, complain)
    for line in write_source(wanted, PROJECT):
        print(line)


def _ask(question: str) -> str:
    return str(typer.prompt(question, default="", show_default=False))

"""The ``thriving`` command. Commands that do not build answer at once: they import no engine."""

from __future__ import annotations

import atexit
import getpass
import json
import os
import sys
from dataclasses import asdict
from enum import StrEnum
from pathlib import Path
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

baseline = typer.Typer(
    help="Points of reference that change is told against.", no_args_is_help=True
)
app.add_typer(baseline, name="baseline")

Json = Annotated[bool, typer.Option("--json", help="Answer as JSON, for a program.")]


class Form(StrEnum):
    """How rows are written."""

    table = "table"
    csv = "csv"
    json = "json"
    parquet = "parquet"


def main() -> None:
    """Run a command; what is wrong with the call or its input is one clear line and status 2."""
    try:
        app()
    except InputError as error:
        _complain(str(error))
        _leave(WRONG)
    except OSError as error:
        _complain(
            f"{error.filename or 'the home folder'}: {error.strerror or error};"
            " expected a disk that can be written; nothing was published"
        )
        _leave(WRONG)


@app.command()
def refresh(
    origin: Annotated[
        str, typer.Option("--from", help="sample, live, or a mirror folder.", metavar="ORIGIN")
    ] = "sample",
    as_json: Json = False,
) -> None:
    """Bring in what is new, build, check, and publish if the gate opens."""
    from orchestration.refresh import refresh as run_refresh
    from orchestration.report import summary

    home = find_home()
    record = run_refresh(home, origin, getpass.getuser())
    if as_json:
        print(json.dumps(asdict(record), ensure_ascii=False, indent=1))
    else:
        print("\n".join(summary(record, home)))
    status = {"published": DONE, "unchanged": DONE, "refused": WRONG}.get(record.outcome, BLOCKED)
    _leave(status)


@app.command()
def sql(
    statement: Annotated[str, typer.Argument(help="One statement; the schema is marts.")],
    form: Annotated[Form, typer.Option("--format", help="How rows are written.")] = Form.table,
    to: Annotated[Path | None, typer.Option("--to", help="File to write to.")] = None,
) -> None:
    """Query the published warehouse."""
    from orchestration.progress import progress
    from orchestration.report import SYNTHETIC
    from publication.publish import live
    from publication.query import QueryError, run_query

    home = _published_home()
    if (live(home.published) or {}).get("synthetic"):
        progress(SYNTHETIC)
    try:
        run_query(home.warehouse, statement, form.value, to)
    except QueryError as error:
        _complain(str(error))
        raise SystemExit(WRONG) from None
    except BrokenPipeError:
        # The reader had enough (head, less).
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


@app.command()
def status(as_json: Json = False) -> None:
    """What is live, from which editions, how old each source is, and how the last runs ended."""
    from orchestration.status import status_lines, status_of

    found = status_of(find_home())
    if as_json:
        print(json.dumps(found, ensure_ascii=False, indent=1, default=str))
    else:
        print("\n".join(status_lines(found)))


@app.command()
def check(as_json: Json = False) -> None:
    """Run the gate alone, on the last build. Exit 1 if it would not open."""
    from expectations.worker import GateProcess
    from orchestration.report import failed_check
    from orchestration.steps import last_build

    build = last_build(find_home())
    if build is None:
        raise InputError(
            "check", found="no build", expected="one of an earlier refresh", do="thriving refresh"
        )
    results = [asdict(result) for result in GateProcess().run(build)]
    if as_json:
        print(json.dumps(results, ensure_ascii=False, indent=1, default=str))
    else:
        failed = [result for result in results if result["outcome"] == "failed"]
        print(f"{build}: {len(results) - len(failed)} of {len(results)} checks passed")
        for result in sorted(failed, key=lambda result: result["severity"]):
            print("\n".join(failed_check(result)))
    blocked = any(r["outcome"] == "failed" and r["severity"] == "critical" for r in results)
    raise SystemExit(BLOCKED if blocked else DONE)


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


@app.command()
def export(
    settlement: Annotated[str, typer.Option(help="Code or name, such as 8000 or צפת.")],
    to: Annotated[Path, typer.Option("--to", help="Folder to write to.")],
    form: Annotated[
        str, typer.Option("--format", help="csv, parquet, or both with a comma.")
    ] = "csv,parquet",
) -> None:
    """Write every published table that speaks of a settlement, its rows alone."""
    from publication.export import FORMATS, export_settlement

    formats = tuple(part.strip() for part in form.split(","))
    if unknown := set(formats) - set(FORMATS):
        raise InputError(
            "--format", found=", ".join(sorted(unknown)), expected=" or ".join(FORMATS)
        )
    print(export_settlement(_published_home().warehouse, settlement, to, formats))
    _leave(DONE)


@app.command()
def evaluate(
    programme: Annotated[str, typer.Option(help="Programme, such as local_leapfrog.")],
    settlement: Annotated[str, typer.Option(help="Code or name, such as 8000 or צפת.")],
    to: Annotated[Path, typer.Option("--to", help="Folder to write to.")],
) -> None:
    """Write the evaluation of a programme in a settlement: report, tables, inputs and the seed."""
    from orchestration.progress import progress
    from orchestration.report import SYNTHETIC
    from publication.evaluation.pack import write_pack
    from publication.publish import live

    home = _published_home()
    if (live(home.published) or {}).get("synthetic"):
        progress(SYNTHETIC)
    print(write_pack(home.warehouse, programme, settlement, to))
    _leave(DONE)


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
    from orchestration.progress import progress
    from orchestration.report import SYNTHETIC
    from publication.publish import live

    home = _published_home()
    if (live(home.published) or {}).get("synthetic"):
        progress(SYNTHETIC)
    by = getpass.getuser()
    print("\n".join(freeze_baseline(home, programme, settlement, reason, start_year, by)))
    print("the next thriving refresh tells changes and effects against it")
    _leave(DONE)


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


@app.command()
def rollback(
    to: Annotated[str | None, typer.Option("--to", help="Run to go back to.")] = None,
) -> None:
    """Put the version before the live one live again, or the one named."""
    from orchestration.lock import one_refresh
    from orchestration.report import SYNTHETIC
    from publication.publish import live, make_live, versions

    home = _published_home()
    with one_refresh(home.lock):
        current = live(home.published)
        kept = [about["run_id"] for about in versions(home.published)]
        earlier = [run_id for run_id in kept if current and run_id < current["run_id"]]
        target = to or next(iter(earlier), None)
        if target is None or target not in kept:
            raise InputError(
                "rollback",
                found=f"no version {to}" if to else "no earlier version",
                expected="one of " + (", ".join(kept) or "none kept"),
            )
        about = make_live(home.published, target)
    if about["synthetic"]:
        print(SYNTHETIC)
    print(
        f"live again: {home.warehouse} of run {about['run_id']}, from {about['origin']},"
        f" published {about['published_at']}"
    )


@app.command()
def serve(
    port: Annotated[int, typer.Option(help="Port on this machine.")] = 3000,
) -> None:
    """Show the Dagster page and keep the nightly schedule running, until interrupted."""
    from orchestration.instance import prepare_instance

    home = find_home()
    prepare_instance(home)
    print(
        f"http://127.0.0.1:{port} · nightly refresh --from live scheduled · Ctrl-C ends both",
        flush=True,
    )
    os.execv(
        sys.executable,
        [
            sys.executable,
            "-m",
            "dagster",
            "dev",
            "--host",
            "127.0.0.1",
            "--port",
            str(port),
            "--module-name",
            "orchestration.definitions",
        ],
    )


def _leave(status: int) -> NoReturn:
    """End the process with all that was registered for its end, but without taking it apart.

    Taking three engines apart object by object takes longer than publishing did, and they complain.
    """
    sys.stdout.flush()
    atexit._run_exitfuncs()
    os._exit(status)


def _published_home() -> Home:
    home = find_home()
    if not home.warehouse.exists():
        raise InputError(
            str(home.warehouse),
            found="nothing published",
            expected="a published warehouse",
            do="run thriving refresh, or set THRIVING_HOME to the home folder of one",
        )
    return home


def _complain(message: str) -> None:
    print(f"thriving: {message}", file=sys.stderr)


if __name__ == "__main__":
    main()

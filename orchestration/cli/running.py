"""Commands that run the warehouse: refresh, its state, its gate, its versions, its page."""

from __future__ import annotations

import getpass
import json
from dataclasses import asdict
from typing import Annotated

import typer

from ingest.errors import InputError
from orchestration.cli.app import BLOCKED, DONE, WRONG, Json, app, leave, published_home
from orchestration.home import find_home


@app.command()
def refresh(
    origin: Annotated[
        str, typer.Option("--from", help="sample, live, or a mirror folder.", metavar="ORIGIN")
    ] = "sample",
    source: Annotated[
        list[str] | None,
        typer.Option("--source", help="Ask this source alone; may be given again.", metavar="S"),
    ] = None,
    year: Annotated[
        int | None, typer.Option(help="With one source: its edition of this year alone.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Bring in what is new, build, check, and publish if the gate opens.

    With --source one source is asked (a backfill with --year); all others stay as published.
    """
    from ingest.asked import asked_of
    from ingest.source import load_sources
    from orchestration.refresh import refresh as run_refresh
    from orchestration.report import summary

    home = find_home()
    asked = asked_of(load_sources(), source or (), year)
    record = run_refresh(home, origin, getpass.getuser(), asked)
    if as_json:
        print(json.dumps(asdict(record), ensure_ascii=False, indent=1))
    else:
        print("\n".join(summary(record, home)))
    status = {"published": DONE, "unchanged": DONE, "refused": WRONG}.get(record.outcome, BLOCKED)
    leave(status)


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
def rollback(
    to: Annotated[str | None, typer.Option("--to", help="Run to go back to.")] = None,
) -> None:
    """Put the version before the live one live again, or the one named."""
    from orchestration.lock import one_refresh
    from orchestration.report import SYNTHETIC
    from publication.publish import live, make_live, versions

    home = published_home()
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

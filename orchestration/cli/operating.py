"""Commands for those who run the warehouse every night: its page, its alerts, its old things."""

from __future__ import annotations

from typing import Annotated

import typer

from ingest.errors import InputError
from orchestration.cli.app import BLOCKED, DONE, app, leave
from orchestration.home import find_home


@app.command()
def serve(
    port: Annotated[int, typer.Option(help="Port of the page.")] = 3000,
    host: Annotated[
        str, typer.Option(help="Address to listen on; without it this machine alone.")
    ] = "127.0.0.1",
) -> None:
    """Show the Dagster page and keep schedule, inbox and alerts running, until interrupted."""
    from orchestration.page.serve import serve as run_serve

    leave(run_serve(find_home(), host, port))


@app.command()
def alerts(
    test: Annotated[
        bool, typer.Option("--test", help="Send one message that says that it is a test.")
    ] = False,
) -> None:
    """Send the alerts that are due, as thriving serve does each minute. Exit 1 if one cannot be.

    For those who refresh by cron or a timer, and for a watch over thriving serve itself.
    """
    import datetime as dt

    from orchestration.alerts.send import channels
    from orchestration.alerts.tell import tell, tell_test
    from orchestration.settings import load_settings

    home = find_home()
    settings = load_settings(home)
    ways = channels(settings)
    if not ways:
        raise InputError(
            "alerts",
            found="nobody to tell",
            expected="THRIVING_WEBHOOK_URL in the environment, or [mail] in settings.toml",
            do=f"see docs/operate.md; the settings are read from {home.settings}",
        )
    if test:
        said = tell_test(settings.alerts, ways)
    else:
        said = tell(home, settings.alerts, ways, dt.datetime.now(dt.UTC))
    print("\n".join(said) or "nothing to tell")
    leave(BLOCKED if any(line.startswith("not delivered") for line in said) else DONE)


@app.command()
def gc(
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say what would go, and delete nothing.")
    ] = False,
) -> None:
    """Delete builds, versions, logs and runs that are old by settings.toml; never an archive."""
    from orchestration.instance import prepare_instance
    from orchestration.lock import one_refresh
    from orchestration.nightly.retention import collect, report
    from orchestration.settings import load_settings

    home = find_home()
    keep = load_settings(home).retention
    with one_refresh(home.lock):
        prepare_instance(home)
        found = collect(home, keep, idle=True, dry_run=dry_run)
    print("\n".join(report(found, dry_run=dry_run)))
    leave(DONE)

"""The ``thriving`` command. Commands that do not build answer at once: they import no engine."""

from __future__ import annotations

from ingest.errors import InputError
from orchestration.cli import operating, programmes, running, sources, taking_away
from orchestration.cli.app import WRONG, app, complain, leave

__all__ = ["main", "operating", "programmes", "running", "sources", "taking_away"]


def main() -> None:
    """Run a command; what is wrong with the call or its input is one clear line and status 2."""
    try:
        app()
    except InputError as error:
        complain(str(error))
        leave(WRONG)
    except OSError as error:
        complain(
            f"{error.filename or 'the home folder'}: {error.strerror or error};"
            " expected a disk that can be written; nothing was published"
        )
        leave(WRONG)

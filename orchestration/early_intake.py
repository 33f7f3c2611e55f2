"""A process that archives and parses what is new, while the rest of a refresh is still starting."""

from __future__ import annotations

import json
import sys

from ingest.asked import Asked
from ingest.errors import InputError
from ingest.intake import take_in
from ingest.origin import origin_of
from ingest.source import load_sources
from orchestration.home import find_home
from orchestration.logs import at, written
from orchestration.progress import progress


def main() -> None:
    """Take in everything of the origin given; what is wrong is said by the run itself."""
    origin_text, requested_by, run_id, asked = sys.argv[1:]
    home = find_home()
    try:
        with written(home.logs, run_id), at(stage="ingest"):
            origin = origin_of(origin_text, home.folder)
            take_in(
                load_sources().values(),
                origin,
                home.folder,
                requested_by=requested_by,
                asked=Asked(**json.loads(asked)),
                progress=progress,
            )
    except (InputError, OSError):
        # The same step of the run meets the same trouble, and has the means to report it.
        return


if __name__ == "__main__":
    main()

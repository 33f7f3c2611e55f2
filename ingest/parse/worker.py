"""A process that parses files handed to it, within limits, so that a hostile file kills only it.

Reads one JSON job a line from standard input, answers one JSON line each. ``pool`` is its client.
"""

from __future__ import annotations

import gc
import json
import math
import resource
import sys
import time
import traceback
from pathlib import Path

from ingest.errors import InputError
from ingest.parse.file import parse_file
from ingest.source import load_sources

MEMORY_BYTES = 6_000_000_000
"""Address space, of which the libraries reserve far more than they use."""


def main() -> None:
    """Serve jobs until standard input closes."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    sources = load_sources()
    # Millions of small tuples live until a file is written and then all die: looking for cycles
    # among them costs a quarter of the time and finds none.
    gc.disable()
    for line in sys.stdin:
        job = json.loads(line)
        until = math.ceil(time.process_time() + job["seconds"])
        resource.setrlimit(resource.RLIMIT_CPU, (until, resource.RLIM_INFINITY))
        try:
            parse_file(
                sources[job["source_id"]],
                Path(job["path"]),
                job["name"],
                job["sha256"],
                Path(job["home"]),
            )
            answer: dict[str, object] = {"ok": True}
        except InputError as error:
            answer = {"ok": False, "error": error.__dict__}
        except OSError as error:
            answer = {"ok": False, "os_error": [error.errno, str(error)]}
        except MemoryError:
            answer = {"ok": False, "memory": True}
        except Exception:
            answer = {"ok": False, "bug": traceback.format_exc(limit=-4)}
        print(json.dumps(answer, ensure_ascii=True), flush=True)


if __name__ == "__main__":
    main()

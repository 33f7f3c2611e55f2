"""``python -m tests.bench.soak --nights 3``; ends with 1 if a read failed or kills are missing."""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path

from tests.bench.soak import __doc__ as about
from tests.bench.soak.nights import run
from tests.integration.house import REAL


def main() -> None:
    """Run the nights, which print what they count."""
    parse = argparse.ArgumentParser(prog="python -m tests.bench.soak", description=about)
    parse.add_argument("--nights", type=int, default=30)
    parse.add_argument("--kills", type=int, default=200)
    parse.add_argument("--readers", type=int, default=16)
    parse.add_argument("--seed", type=int, default=20260728)
    asked = parse.parse_args()
    if not REAL.is_dir():
        parse.error(f"the publishers' files are not at {REAL}; lay them there: it serves them")
    with tempfile.TemporaryDirectory(prefix="soak-") as scratch:
        counts = run(Path(scratch), asked.nights, asked.kills, asked.readers, asked.seed)
    raise SystemExit(1 if counts["FAILED READS"] or counts["kills"] < asked.kills else 0)


if __name__ == "__main__":
    main()

"""The gate in a process of its own, which may start while the build is still in the making.

The slow import happens at once; then the process waits for the path of a build on standard input
and answers with one JSON line. ``GateProcess`` is its client.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import asdict
from pathlib import Path

from expectations.checks import CheckResult


class GateProcess:
    """A gate that may be warmed up before it is needed."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[str] | None = None

    def warm_up(self) -> None:
        """Start the process and its slow import; a second call does nothing."""
        if self._process is not None:
            return
        self._process = subprocess.Popen(
            [sys.executable, "-m", "expectations.worker"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            encoding="utf-8",
            env={**os.environ, "PYTHONWARNINGS": "ignore"},
        )

    def run(self, build: Path) -> list[CheckResult]:
        """Run the gate over a build.

        Raises:
            RuntimeError: it could not be evaluated; the message is the process's own.
        """
        self.warm_up()
        assert self._process is not None
        answer, errors = self._process.communicate(str(build) + "\n")
        line = next((line for line in answer.splitlines() if line.startswith("[")), None)
        if self._process.returncode != 0 or line is None:
            raise RuntimeError(f"the gate could not run: {errors.strip()[-2000:]}")
        return [CheckResult(**result) for result in json.loads(line)]

    def stop(self) -> None:
        """End the process if it still waits."""
        if self._process is not None and self._process.poll() is None:
            self._process.kill()
            self._process.communicate()


def main() -> None:
    """Warm up, take one build, answer."""
    import great_expectations  # noqa: F401  # the slow part, before anybody waits for it

    from expectations.gate import run_gate

    line = sys.stdin.readline().strip()
    if not line:
        return
    results = [asdict(result) for result in run_gate(Path(line))]
    print(json.dumps(results, ensure_ascii=True, default=str), flush=True)
    # The database binding reports leaks of its own while the interpreter ends; all is written.
    os._exit(0)


if __name__ == "__main__":
    main()

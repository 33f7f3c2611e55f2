"""What docs/connect.md shows in Python works; what it says of readers during a refresh holds."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest

from publication.dictionary.examples import read_examples
from publication.publish import publish
from tests.integration.house import PROJECT, warehouse
from tests.publication.tiny import about, make_build

CONNECT = PROJECT / "docs" / "connect.md"
OLDER = Path(sys.executable).parents[1] / "duckdb-1.3"
BLOCKS = re.findall(r"```python\n(.*?)```", CONNECT.read_text("utf-8"), re.DOTALL)
COUNT = "select count(*) from marts.figures"


def test_there_are_blocks() -> None:
    assert len(BLOCKS) >= 4


@pytest.mark.parametrize("block", BLOCKS, ids=lambda block: block.strip().splitlines()[-1][:40])
def test_python_of_the_document_runs(
    block: str, sample_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "data").symlink_to(sample_home)
    monkeypatch.chdir(tmp_path)
    exec(compile(block, str(CONNECT), "exec"), {})


def test_connections_of_one_process_share_a_version_until_all_are_closed(tmp_path: Path) -> None:
    builds = [make_build(tmp_path / str(rows), rows=rows) for rows in (3, 5)]
    path = publish(builds[0], tmp_path / "published", about("run-1"))
    first = duckdb.connect(str(path), read_only=True)
    publish(builds[1], tmp_path / "published", about("run-2"))
    second = duckdb.connect(str(path), read_only=True)
    assert first.sql(COUNT).fetchall() == second.sql(COUNT).fetchall() == [(3,)]
    first.close()
    second.close()
    with duckdb.connect(str(path), read_only=True) as again:
        assert again.sql(COUNT).fetchall() == [(5,)]


OLD_READER = """
import sys, duckdb
assert duckdb.__version__.startswith("1.3."), duckdb.__version__
path, count = sys.argv[1:]
held = duckdb.connect(path, read_only=True)
for line in sys.stdin:
    if line.strip() == "again":
        held.close()
        held = duckdb.connect(path, read_only=True)
    print(held.execute(count).fetchall()[0][0], flush=True)
"""


def older(*arguments: str) -> subprocess.Popen[str]:
    """A process that has the older client; skipped, and loudly, where that is not installed."""
    if not (OLDER / "duckdb").is_dir():
        pytest.skip(f"NOT TESTED: no DuckDB client of 1.3 in {OLDER}; make sets it up")
    return subprocess.Popen(
        [sys.executable, *arguments],
        env={**os.environ, "PYTHONPATH": str(OLDER)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    )


def test_an_older_client_reads_on_while_versions_are_swapped_under_it(tmp_path: Path) -> None:
    sizes = (30_000, 20_000)
    builds = [make_build(tmp_path / str(rows), rows=rows) for rows in sizes]
    path = publish(builds[0], tmp_path / "published", about("run-0"))
    reader = older("-c", OLD_READER, str(path), COUNT)
    assert reader.stdin is not None and reader.stdout is not None
    for swap in range(1, 5):
        publish(builds[swap % 2], tmp_path / "published", about(f"run-{swap}"))
        for asked, expected in (("more", sizes[(swap - 1) % 2]), ("again", sizes[swap % 2])):
            # The first reader connects only after the first swap.
            if (swap, asked) != (1, "more"):
                print(asked, file=reader.stdin, flush=True)
                assert int(reader.stdout.readline()) == expected, (swap, asked)
    reader.stdin.close()
    assert reader.wait(timeout=20) == 0


OLD_ANSWERS = """
import json, sys, duckdb
warehouse = duckdb.connect(sys.argv[1], read_only=True)
assert duckdb.__version__.startswith("1.3."), duckdb.__version__
print(json.dumps([len(warehouse.execute(sql).fetchall()) for sql in json.load(sys.stdin)]))
"""


def test_an_older_client_answers_every_example_of_the_dictionary(sample_home: Path) -> None:
    examples = [example.sql for example in read_examples().values()]
    reader = older("-c", OLD_ANSWERS, str(warehouse(sample_home)))
    told, _ = reader.communicate(json.dumps(examples), timeout=60)
    assert reader.returncode == 0
    with duckdb.connect(str(warehouse(sample_home)), read_only=True) as connection:
        ours = [len(connection.execute(sql).fetchall()) for sql in examples]
    assert json.loads(told) == ours

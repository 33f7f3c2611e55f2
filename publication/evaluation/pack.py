"""``thriving evaluate``: what a person takes along to tell whether a programme worked."""

from __future__ import annotations

import hashlib
import json
import platform
import tempfile
from importlib.metadata import version
from pathlib import Path
from typing import Any

from estimation.evaluation.evaluate import SEED
from ingest.errors import InputError
from publication.evaluation.facts import Facts, read_facts
from publication.evaluation.inputs import write_inputs
from publication.evaluation.page import report
from publication.tables import inert

MADE_BY = "thriving evaluate"
ABOUT = "seed.json"
CONTENTS = {
    ABOUT: "",
    "report.html": "",
    "reproduce.md": "",
    "tables": ".csv",
    "inputs": ".parquet",
}
"""What a pack holds; of a folder, how its files end."""
PACKAGES = ("duckdb", "polars", "numpy", "scipy", "altair", "vl-convert-python", "jinja2")
LINES = """\
import json
from pathlib import Path

import polars as pl
from estimation.evaluation.evaluate import Inputs, evaluate

about = json.loads(Path("seed.json").read_text("utf-8"))
frames = {path.stem: pl.read_parquet(path) for path in Path("inputs").glob("*.parquet")}
told = evaluate(Inputs(**frames, as_of_year=about["as_of_year"]), about["seed"])
print(told["pilot_evaluation"])
"""
REPRODUCE = f"""\
# חישוב חוזר · Computing it again

כל הנתונים של הערכת היישוב מחושבים מתוך `inputs/` בלבד. מתוך תיקייה זו, בסביבה שבה מותקן המחסן:

All figures of this settlement's evaluation come from `inputs/` alone. In this folder, with the
warehouse's environment (`.venv/bin/python`):

```python
{LINES}```

`told` holds `pilot_evaluation`, `evaluation_series` and `evaluation_placebos` as in `tables/`,
but for `synthetic`. Its `programme_effects` are not those of the programme: these need its other
settlements, which are in the published file alone. `seed.json` names that file by its sha256, the
seed of the draws, and the packages that this pack was written with.
"""


def write_pack(warehouse: Path, programme: str, settlement: str, into: Path) -> Path:
    """Write ``<into>/<programme>-<code>/``: report, tables, inputs, and how to compute it again.

    The same published file and arguments give the same bytes.

    Args:
        warehouse: the published database, which is only read.
        programme: its id.
        settlement: its code or any of its names.
        into: made if need be. A pack that is there is replaced, nothing else ever.

    Returns:
        The folder of the pack.

    Raises:
        InputError: no such programme or settlement; nothing is frozen; the folder cannot be
            written, or holds something that is not a pack.
    """
    facts = read_facts(warehouse, programme, settlement)
    target = into / f"{programme}-{facts.place.code}"
    _refuse_other(target)
    try:
        into.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=into, prefix=f".{target.name}.") as partial:
            made = Path(partial) / "new"
            _write(facts, warehouse, made)
            if target.exists():
                target.replace(Path(partial) / "old")
            made.replace(target)
    except OSError as error:
        raise InputError(
            str(into),
            found=error.strerror or str(error),
            expected="a folder that can be written",
            do="give another folder with --to; nothing was left in this one",
        ) from error
    return target


def _write(facts: Facts, warehouse: Path, folder: Path) -> None:
    folder.mkdir()
    (folder / "tables").mkdir()
    for name, rows in facts.tables.items():
        inert(rows).write_csv(folder / "tables" / f"{name}.csv", include_bom=True)
    write_inputs(facts.inputs, folder / "inputs")
    about = _about(facts, warehouse)
    text = json.dumps(about, ensure_ascii=False, indent=1)
    (folder / ABOUT).write_text(text + "\n", "utf-8")
    (folder / "reproduce.md").write_text(REPRODUCE, "utf-8")
    page = report(facts, about, LINES, list(facts.tables))
    (folder / "report.html").write_text(page, "utf-8")


def _about(facts: Facts, warehouse: Path) -> dict[str, Any]:
    with warehouse.open("rb") as file:
        sha256 = hashlib.file_digest(file, "sha256").hexdigest()
    return {
        "made_by": MADE_BY,
        "programme_id": facts.programme["programme_id"],
        "settlement_code": facts.place.code,
        "baseline_id": facts.baseline["baseline_id"],
        "seed": SEED,
        "as_of_year": facts.inputs.as_of_year,
        **facts.about,
        "warehouse_sha256": sha256,
        "python": platform.python_version(),
        "packages": {name: version(name) for name in PACKAGES},
    }


def _refuse_other(target: Path) -> None:
    if not target.exists() or _is_pack(target):
        return
    raise InputError(
        str(target),
        found="something that is not, or not only, an evaluation pack",
        expected="a pack of before, or nothing",
        do="move it away, or give another folder with --to",
    )


def _is_pack(folder: Path) -> bool:
    """Whether nothing would be lost with it; what a desktop hides there does not count."""
    try:
        about = json.loads((folder / ABOUT).read_text("utf-8"))
    except (OSError, ValueError):
        return False
    files = [path for path in folder.rglob("*") if path.is_file() and path.name[0] != "."]
    return about.get("made_by") == MADE_BY and all(
        _of_pack(path.relative_to(folder)) for path in files
    )


def _of_pack(path: Path) -> bool:
    if len(path.parts) == 1:
        return CONTENTS.get(path.name) == ""
    folder, *rest = path.parts
    return len(rest) == 1 and bool(CONTENTS.get(folder)) and path.suffix == CONTENTS[folder]

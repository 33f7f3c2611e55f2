"""The examples of estimation/README.md run as they stand, and name what there is."""

from __future__ import annotations

import re
from importlib import import_module
from pathlib import Path
from typing import Any

README = Path(__file__).parents[2] / "estimation" / "README.md"


def test_the_examples_run_one_after_the_other() -> None:
    blocks = re.findall(r"```python\n(.*?)```", README.read_text("utf-8"), re.DOTALL)
    assert len(blocks) == 12
    names: dict[str, Any] = {}
    for block in blocks:
        exec(compile(block, str(README), "exec"), names)
    assert names["shares"].height == 2
    assert abs(names["towns"]["value"].dot(names["towns"]["value"])) > 0
    assert names["inequality"]["n"].item() == 8


def test_the_modules_it_lists_are_there() -> None:
    listed = re.findall(r"`(estimation\.[\w.]+)`", README.read_text("utf-8"))
    assert listed
    for name in listed:
        import_module(name)

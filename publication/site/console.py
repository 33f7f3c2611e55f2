"""The page for queries in the browser, and the engine that it needs where that has been made."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path

from jinja2 import Environment

from publication.dictionary.examples import read_examples
from publication.pages.kit import Page, render
from publication.reading.words import Text
from publication.site.lists import Mart

MADE = Path(__file__).parent / "console" / "made"
"""What ``make site-console`` makes; never under version control."""
SCRIPT = "console.js"
AT = "sql"
POLICY = {
    "script-src": "'wasm-unsafe-eval'",
    "worker-src": "'self'",
    "connect-src": "'self'",
}
"""The engine is compiled in the page, and reads what lies beside it."""


def is_made(made: Path = MADE) -> bool:
    """Whether the engine is there to be shipped."""
    return (made / SCRIPT).exists()


def copy_engine(folder: Path, made: Path = MADE) -> None:
    """Lay the engine beside the page, if it is there."""
    if is_made(made):
        shutil.copytree(made, folder / AT, copy_function=shutil.copyfile)


def console_page(
    templates: Environment, marts: Sequence[Mart], page: Page, *, has_engine: bool
) -> str:
    """The page; without the engine it says how to come by it."""
    examples = [
        (mart, Text(one.question_he, one.question_en), one.sql)
        for mart, one in read_examples().items()
        if mart in {known.name for known in marts}
    ]
    return render(
        templates,
        "sql.html.jinja",
        page,
        has_engine=has_engine,
        engine_at=f"{AT}/",
        script=f"{AT}/{SCRIPT}",
        examples=examples,
        tables={one.name: one.file for one in marts},
    )

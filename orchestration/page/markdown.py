"""Text and tables in Markdown, as the Dagster page shows them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

RIGHT_TO_LEFT, ISOLATE, END_OF_IT = "\u2067", "\u2068", "\u2069"
WIDTH = 60


class Marked(str):
    """Markdown that a table shows as such."""

    __slots__ = ()


def table(columns: Sequence[str], rows: Iterable[Sequence[Any]], width: int = WIDTH) -> str:
    """A table in Markdown; nothing in a cell is read as Markdown or markup but ``Marked``."""
    told = ([v if isinstance(v, Marked) else cell(v, width) for v in row] for row in rows)
    lines = [columns, ["---"] * len(columns), *told]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def cell(value: object, width: int = WIDTH) -> str:
    """One line of text, cut to a width, that is shown as it stands."""
    text = "" if value is None else " ".join(str(value).split())
    text = "".join(char for char in text if char.isprintable())
    text = text if len(text) <= width else text[: width - 1] + "…"
    # By backslashes: the page shows entities as they stand.
    return "".join(f"\\{char}" if char in "\\`*_[]|#~<>&!$" else char for char in text)


def both_languages(text: str) -> str:
    """English and Hebrew, which stand in two lines, as paragraphs, each in its own direction."""
    english, _, hebrew = text.partition("\n")
    return f"{english}\n\n{RIGHT_TO_LEFT}{hebrew}{END_OF_IT}" if hebrew else english

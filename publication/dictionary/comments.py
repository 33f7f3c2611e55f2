"""What the comment of a table or column says, in its two languages."""

from __future__ import annotations

import re
from typing import NamedTuple

_TERM = re.compile(r"\s*\(([^()]*[א-ת][^()]*)\)")


class Words(NamedTuple):
    """A comment taken apart; what it does not have is ``None``."""

    sentence_en: str | None
    term_he: str | None
    sentence_he: str | None


def read_comment(comment: str | None) -> Words:
    """English with the Hebrew term in brackets, and the Hebrew sentence on a line of its own.

    The first brackets that hold Hebrew are the term; the English sentence is the first line without
    them. A comment of one line has no Hebrew sentence.
    """
    first, _, second = (comment or "").strip().partition("\n")
    term = _TERM.search(first)
    english = _TERM.sub("", first, count=1).strip() if term else first.strip()
    return Words(
        english or None, term.group(1).strip() if term else None, " ".join(second.split()) or None
    )

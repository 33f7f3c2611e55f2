"""How the words of one kind of fault are noted down."""

from __future__ import annotations

from dataclasses import dataclass

from ingest.programmes.checked import Weight
from ingest.source import Bilingual


@dataclass(frozen=True)
class Words:
    """What one kind of fault keeps out, what is wrong, what to do.

    Names in braces are filled by the problem; ``{said}`` is ``{found}`` in quotation marks, if it
    is what stood in the cell, and ``{hint}`` may stay empty.
    """

    weight: Weight
    what: Bilingual
    do: Bilingual


def words(weight: Weight, what_he: str, what_en: str, do_he: str, do_en: str) -> Words:
    return Words(weight, Bilingual(he=what_he, en=what_en), Bilingual(he=do_he, en=do_en))

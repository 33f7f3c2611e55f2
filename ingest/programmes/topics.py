"""What a name is about: its words, without those that many names share and without affixes."""

from __future__ import annotations

import re
from functools import cache

from ingest.programmes.choices import fold

_SHARED = """
אחוז אחוזי שיעור שיעורי מספר ממוצע ממוצעת חציון סך הכל סהכ כלל רמת מדד
של על עד עם או את בין מתוך בקרב לפי כל
בני בנות גיל גילאי תושבים תושבי אוכלוסיה יישוב ביישוב עיר בעיר שנה בשנה אלף
pct percent percentage rate ratio share number mean average median total index level
per of the in to and or by for with from at on
ils month year years age ages aged residents
"""
_OF_ALL = frozenset(_SHARED.split())
_ENDING = re.compile(r"(?<=[א-ת]{3})(?:ים|ות|ה|ת)$")
_PREFIX = re.compile(r"^[ובהלמש](?=[א-ת]{4})")
_SHORTEST = 3
"""Fewer consonants than this are those of too many words."""


@cache
def topics(text: str) -> frozenset[str]:
    """The words of a text that tell what it is about, each also as its bare consonants.

    So נשירה and נושרים meet in נשר; a Hebrew word also stands without a letter before it that may
    be „the” or „in”.
    """
    words = {word for word in re.split(r"[\W_\d]+", fold(text)) if len(word) > 1} - _OF_ALL
    words |= {_PREFIX.sub("", word) for word in words} - _OF_ALL
    bare = {re.sub("(?<=.)[וי]", "", _ENDING.sub("", word)) for word in words}
    return frozenset(words | {word for word in bare if len(word) >= _SHORTEST})

"""Which of two estimates to use, in words that do not speak against one another."""

from __future__ import annotations

from publication.reading.house import House
from publication.reading.words import Text

WARNED = Text(
    "הוא אינו ודאי, ולכן לומר אותו עם רווח הסמך שלו; אומדן המודל צר ממנו ומוצג לצידו להשוואה בלבד",
    "It is uncertain: tell it with its interval; the modelled one is narrower and stands beside it"
    " for comparison only",
)
"""The statement of the marts speaks of the model alone, beside a use that speaks against it."""


def why_used(house: House, statement: str) -> Text:
    """Why an estimate is the one to use, of a statement of small_area_estimates."""
    if statement == "direct_with_warning":
        return WARNED
    return house.say("small_area_statement", statement)

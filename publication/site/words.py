"""Words of the site that no table of what is published has."""

from __future__ import annotations

from publication.reading.words import Text

DISTRICTS = {
    "ירושלים": Text("ירושלים", "Jerusalem"),
    "הצפון": Text("הצפון", "Northern"),
    "חיפה": Text("חיפה", "Haifa"),
    "המרכז": Text("המרכז", "Central"),
    "תל אביב": Text("תל אביב", "Tel Aviv"),
    "הדרום": Text("הדרום", "Southern"),
    "אזור יהודה והשומרון": Text("אזור יהודה והשומרון", "Judea and Samaria area"),
}
"""The publisher names districts in Hebrew alone."""

KINDS = {
    "city": Text("עירייה", "city"),
    "local_council": Text("מועצה מקומית", "local council"),
    "regional_council": Text("מועצה אזורית", "regional council"),
    "locality": Text("יישוב", "locality"),
}
SEVERITIES = {"critical": Text("חוסם", "critical"), "warning": Text("אזהרה", "warning")}
OUTCOMES = {
    "passed": Text("עברה", "passed"),
    "failed": Text("נכשלה", "failed"),
    "published": Text("פורסם", "published"),
    "blocked": Text("נחסם", "blocked"),
}
CLASSES = {
    "below_authorities": Text("יישובים שאינם רשות", "Localities, no authorities"),
    "unknown": Text("פריפריאליות לא ידועה", "Peripherality not known"),
}


def district(name: str | None) -> Text:
    """A district in both languages."""
    if name is None:
        return Text("לא ידוע", "not known")
    return DISTRICTS.get(name, Text(name, name))

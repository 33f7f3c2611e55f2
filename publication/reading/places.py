"""What kind of place a settlement is, in words."""

from __future__ import annotations

from publication.reading.house import House, Row
from publication.reading.words import NOT_KNOWN, Text

KINDS = {
    "city": Text("עירייה", "City"),
    "local_council": Text("מועצה מקומית", "Local council"),
    "regional_council": Text("מועצה אזורית", "Regional council"),
    "locality": Text("יישוב", "Locality"),
    "region": Text("אזור", "Region"),
    "nation": Text("ארצי", "Nation"),
}
DISTRICTS = {
    "הצפון": "Northern",
    "הדרום": "Southern",
    "המרכז": "Central",
    "חיפה": "Haifa",
    "תל אביב": "Tel Aviv",
    "ירושלים": "Jerusalem",
    "יהודה והשומרון": "Judea and Samaria",
    "אזור יהודה והשומרון": "Judea and Samaria Area",
}
"""The marts hold the publisher's Hebrew names alone."""


def kind_of(house: House, place: Row) -> Text:
    """The kind of a row of settlements; of a city also its size."""
    if place["kind"] == "city" and place["municipal_type"]:
        return house.say("municipal_type", place["municipal_type"])
    return KINDS[place["kind"]]


def district_of(place: Row) -> Text:
    """The district of a row of settlements."""
    if place["district"] is None:
        return NOT_KNOWN
    he = str(place["district"])
    return Text(he, DISTRICTS.get(he, he))

"""The indices of a place, the use of its land and what only regional councils have."""

from __future__ import annotations

from ingest.sample.columns import Column

JURISDICTION = "אחוז מסך כל שטח שיפוט"
LAND = "שימושי קרקע קיבוץ ל-14 קטגוריות"
PERIPHERALITY = "מדד פריפריאליות"
CLUSTER = "אשכול\n(מ-1 עד 10, 1 הנמוך ביותר)   "
RANK = "דירוג\n(מ-1 עד 255, 1 הנמוך ביותר)  "
BY_PART = "דירוג לפי מרכיבי המדד:\n"
USE_NAMES = {
    "residential": "מגורים\n", "education": "חינוך והשכלה", "health": "בריאות ורווחה",
    "public": "שירותים ציבוריים", "culture": "תרבות, פנאי, נופש וספורט",
    "commerce": "מסחר ומשרדים", "industry": "תעשייה", "transport": "תשתית ותחבורה",
    "farm_buildings": "מבנים חקלאיים", "garden": "גינון לנוי, פארק ציבורי",
    "forest": "יער וחורש", "orchards": "מטעים", "fields": "גידולי שדה", "open": "שטח פתוח אחר",
}  # fmt: skip
_COVER_NAMES = {
    "built": "שטח בנוי\n", "farmed": "שטח חקלאי", "green": "יער, חורש ופארקים",
    "bare": "קרקע, סלע, שיחים, שטח חפור וגופי מים",
}  # fmt: skip


def indices(socio_economic: int, compact: int) -> tuple[Column, ...]:
    """The three indices; each is of a year of its own."""
    return (
        Column("sei_cluster", CLUSTER, band="מדד חברתי-כלכלי\n", period=socio_economic),
        Column("sei_value", "ערך מדד  ", period=socio_economic),
        Column("sei_rank", RANK, period=socio_economic),
        Column("compact_cluster", "אשכול\n(מ-1 עד 10, 1 הקומפקטי ביותר)",
               band="מדד קומפקטיות\nבעיריות ובמועצות מקומיות", period=compact, only="municipal",
               blank="", comment="מדד הקומפקטיות נבנה כהרכב של מאפיינים מרחביים"),
        Column("compact_value", "ערך מדד", period=compact, only="municipal", blank=""),
        Column("compact_rank", "דירוג\n(מ-1 עד 197, 1 הקומפקטי ביותר)", period=compact,
               only="municipal", blank=""),
        Column("per_cluster", "אשכול\n(מ-1 עד 10, 1 הפריפריאלי ביותר)", band=PERIPHERALITY,
               period=2020),
        Column("per_value", "ערך מדד", period=2020),
        Column("per_rank", "דירוג\n(מ-1 עד 255, 1 הפריפריאלי ביותר)", period=2020),
        Column("per_access_rank", BY_PART + "מדד נגישות פוטנציאלית\n(מ-1 עד 255, 1 הנגישות"
               " הנמוכה ביותר)", period=2020),
        Column("per_distance_rank", BY_PART + "קרבה לגבול מחוז תל אביב\n(מ-1 עד 255, 1 המרוחק"
               " ביותר)", period=2020),
    )  # fmt: skip


def land(year: int, *, period: int | None = None, covered: bool = False) -> tuple[Column, ...]:
    """The jurisdiction by use; ``covered`` adds how much is built, farmed, green and bare."""
    over: int | str = period or ""
    cover = _COVER_NAMES if covered else {}
    return (
        Column("area_km2", "סך כל שטח השיפוט\n", 'בקמ"ר ', LAND, over),
        *(Column(f"land_{part}_pct", name, JURISDICTION, "", over) for part, name in cover.items()),
        *(column
          for use, name in USE_NAMES.items()
          for column in (Column(f"land_{use}_km2", name, 'שטח בקמ"ר', "", over),
                         Column(f"land_{use}_pct", "", JURISDICTION, "", over))),
        Column("population", f"אוכלוסייה סוף {year}\nסך הכל ", "", "", over),
        Column("density_built", "צפיפות אוכלוסייה\nלשטח בנוי למגורים", 'נפשות לקמ"ר', "", over),
    )  # fmt: skip


def councils() -> tuple[Column, ...]:
    """What only regional councils have."""
    return (
        Column("council_distance", 'ממוצע המרחקים\n(ק"מ)', band="מרחקים\nבמועצות אזוריות",
               only="council"),
        Column("council_localities", 'סה"כ יישובים במועצה', band="יישובים במועצות אזוריות",
               only="council"),
    )  # fmt: skip

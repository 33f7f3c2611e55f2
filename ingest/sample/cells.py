"""What stands in one cell of a workbook for one settlement, special values included."""

from __future__ import annotations

from collections.abc import Sequence

from ingest.sample import figures
from ingest.sample.columns import Column
from ingest.sample.elections import national_turnout, turnout
from ingest.sample.figures import (
    INDEX,
    accessibility,
    clusters,
    compactness,
    noise,
    peripherality,
    population,
    proximity,
    spread_ranks,
)
from ingest.sample.settlements import Place

Cell = str | int | float
_COMPACT_BOUNDS = (-1.2, -0.9, -0.6, -0.3, 0.0, 0.3, 0.6, 0.9, 1.2)
_ARABS = {"jewish": 0.0, "haredi": 0.0, "mixed": 27.0, "arab": 99.6, "druze": 99.8, "bedouin": 99.9}
# By city and local council; a regional council or an inland place has 0.
_COAST = {"7100", "6400", "5000", "4000", "8300", "7400", "0070", "7600", "9100", "2600", "0541"}


def in_workbook(place: Place, column: Column, year: int) -> Cell:
    """The cell of a settlement in the physical or budget sheet of a year's file."""
    council = place.kind == "regional_council"
    if (column.only == "council" and not council) or (column.only == "municipal" and council):
        return column.blank
    if column.over and (council or population(place, column.year or year) < column.over):
        return ".."
    figure = _special(place, column, year)
    if figure is None:
        figure = number(column.key, figures.value(place, column.key, column.year or year))
    if figure == 0 and column.key.startswith("land_") and year != 2021:
        return "-"  # where nothing has this use; only the file of 2021 writes 0
    few = population(place, year) < 300_000 and isinstance(figure, float) and figure < 10
    if few and column.key.startswith("convicted_") and column.key.endswith("_pct"):
        return f"({figure:.1f})"  # CBS: a percentage of few convicted is given in brackets
    return figure


def number(key: str, figure: float) -> Cell:
    """Counts are whole; rates keep their long tail, as the publisher's do."""
    if key.endswith("_km2") or key.startswith("land_"):
        return round(figure, 2 if key.endswith("_km2") else 1)
    return round(figure) if figures.is_count(key) or key == "council_members" else round(figure, 12)


def _special(place: Place, column: Column, year: int) -> Cell | None:
    key = column.key
    persons = population(place, year)
    if key == "district":
        return place.district_name
    if key == "status":
        return place.status_name
    if key == "distance":
        far = figures.distance_km(place)
        # The same zero is written 0 in 2021 and "-" in 2024.
        return round(far, 9) if far or year < 2022 else "-"
    if key in {"status_year", "coast", "committee"}:
        return _label(place, key, year)
    if key in {"men", "women"}:
        men = round(persons * (0.497 + 0.006 * noise(place.code, "men")))
        return men if key == "men" else persons - men
    if key == "israelis":
        return persons - round(persons * (0.012 + 0.008 * noise(place.code, "foreign")))
    if key in {"jews_pct", "arabs_pct"}:
        arabs = _ARABS[place.people] + (6 * noise(place.code, "arabs") if _mixed(place) else 0)
        share = arabs if key == "arabs_pct" else 100 - arabs
        return round(share, 1) if share >= 0.5 else "-"
    if key == "infant_rate":
        rate = 2.6 - 0.5 * place.level + noise(place.code, "infant")
        births = figures.value(place, "births", year)
        few = births * 5 * rate / 1000
        return "  .." if few < 5 else f"( {rate:.1f})" if few < 20 else f" {rate:.1f}"
    if key == "mortality" and figures.value(place, "deaths", year) < 20:
        return ".."
    if key == "water_deviations_pct" and figures.value(place, key, year) < 0.25:
        return 0
    if key == "single_parents_pct" and persons < 70_000:  # a large sampling error
        return f"({figures.value(place, key, year):.1f})"
    if key == "life_expectancy":
        return round(82.4 + place.level + 0.4 * noise(place.code, key) + 0.05 * (year - 2021), 4)
    if key == "diabetes_rate":
        return round(62 - 9 * place.level + 5 * noise(place.code, key), 4)
    if key.startswith("income"):
        # All earners' income lies a little above the wage of the employed.
        return _income(place, key, column.year)
    if key == "council_localities":
        return 3 + round(18 + 14 * noise(place.code, key))
    if key == "council_distance":
        return round(12 + 7 * noise(place.code, key), 1)
    if key == "mayor_second_pct" and noise(place.code, "second round") < 0.3:
        return "-"  # decided in the first round
    if key.startswith("knesset_"):
        return turnout(place, int(key.removeprefix("knesset_")))
    return _index(place, key, year)


def _mixed(place: Place) -> bool:
    return place.people == "mixed"


def _income(place: Place, key: str, year: int) -> Cell | None:
    part = key.removeprefix("income")
    if part not in {"", "_men", "_women"}:
        return None
    return round(1.02 * figures.value(place, f"wage{part}", year), 2)


def _label(place: Place, key: str, year: int) -> Cell:
    if key == "status_year":
        since = 1950 + round(24 + 24 * noise(place.code, "since"))
        return str(since) if year < 2022 else since
    if key == "coast":
        lies = int(place.code in _COAST)
        return str(lies) if year < 2022 else lies
    committee = 100 * place.district + round(25 + 24 * noise(place.code, "committee"))
    return str(committee) if year < 2022 else committee


def _index(place: Place, key: str, year: int) -> Cell | None:
    edition = 2013 if year <= 2016 else 2019 if year <= 2022 else 2021
    match key:
        case "sei_cluster":
            return figures.index_cluster(place, edition)
        case "sei_value":
            return figures.index_value(place, edition)
        case "sei_rank":
            return spread_ranks(INDEX[edition])[place.code]
        case "compact_cluster":
            return clusters(compactness(place), _COMPACT_BOUNDS)
        case "compact_value":
            return compactness(place)
        case "compact_rank":
            return spread_ranks(compactness, 197)[place.code]
        case "per_cluster":
            return figures.peripherality_cluster(place)
        case "per_value":
            return peripherality(place)
        case "per_rank":
            return spread_ranks(peripherality)[place.code]
        case "per_access_rank":
            return spread_ranks(accessibility)[place.code]
        case "per_distance_rank":
            return spread_ranks(proximity)[place.code]
    return None


_NO_AGGREGATE = {
    "name", "code", "district", "status", "distance", "status_year", "coast", "committee",
    "council_members", "mayor_second_pct", "infant_rate", "council_distance", "council_localities",
}  # fmt: skip


def of_group(places: Sequence[Place], column: Column, year: int, *, whole: bool = False) -> Cell:
    """The cell of a row for many settlements; ``whole`` is the nation, else a municipal type."""
    key, spoken = column.key, column.year or year
    if key in _NO_AGGREGATE or key.startswith(("sei_", "compact_", "per_")):
        return ""
    if not whole and (column.over or key.startswith("knesset_")):
        return ""  # published for the nation only
    if column.only == "municipal" and places[0].kind == "regional_council":
        return ""
    factor = figures.NATION_FACTOR if whole else 1.0
    if key.startswith("knesset_"):
        return national_turnout(int(key.removeprefix("knesset_")))
    if whole:  # who leaves one place enters another
        if key == "migration_internal":
            return 0
        key = key.replace("migrants_out", "migrants_in")
    if figures.is_known(key):
        figure = figures.total(places, key, spoken)
        return number(key, figure * factor if figures.adds_up(key) else figure)
    cells = [in_workbook(place, column._replace(over=0, only=""), year) for place in places]
    numbers = [cell if isinstance(cell, int | float) else 0.0 for cell in cells]
    if all(isinstance(cell, int) for cell in cells):
        return round(sum(numbers) * factor)
    weights = [population(place, year) for place in places]
    return round(sum(n * w for n, w in zip(numbers, weights, strict=True)) / sum(weights), 4)

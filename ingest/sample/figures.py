"""Synthetic figures: what they depend on, never what any settlement really has.

A figure is drawn between what a poor and what a rich place would show (``Place.level``), shifted by
distance from the centre, moved evenly by the year and shaken a little by a hash of code and key.
The same key therefore gives the same number wherever it is written, and neighbouring years agree.
The magnitudes stand in :mod:`ingest.sample.shapes`.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Callable, Iterable
from functools import cache

from ingest.sample.settlements import Place, authorities, members
from ingest.sample.shapes import PART_OF, QUOTIENTS, SHAPES, SUMS, Split

NATION_FACTOR = 1.009  # some people live outside any authority; totals do not add up
BASE_YEAR = 2021
AGE_BANDS = ("0_4", "5_9", "10_14", "15_19", "20_29", "30_44", "45_59", "60_64", "65")
_YOUNG = (17.0, 15.0, 13.0, 11.5, 15.5, 16.5, 8.0, 1.5, 2.0)
_OLD = (6.5, 6.8, 6.6, 6.0, 12.5, 20.0, 18.0, 6.1, 17.5)
_YOUTH = {"jewish": 0.25, "haredi": 0.85, "mixed": 0.3, "arab": 0.45, "druze": 0.4, "bedouin": 0.95}
_GROWTH = {"jewish": 1.6, "haredi": 1.9, "mixed": 1.3, "arab": 1.7, "druze": 1.2, "bedouin": 2.9}


def noise(*parts: object) -> float:
    """A number in [-1, 1) that depends on the parts alone, on every machine."""
    text = "|".join(map(str, parts)).encode()
    return int.from_bytes(hashlib.blake2b(text, digest_size=6).digest(), "big") / 2**47 - 1


def clip(value: float, low: float, high: float) -> float:
    return max(low, min(high, value))


@cache
def population(place: Place, year: int) -> int:
    """Persons at the end of the year."""
    growth = 1 + (_GROWTH[place.people] + 0.6 * noise(place.code, "growth")) / 100
    persons = place.residents * (1 + 0.03 * noise(place.code, "size"))
    return round(persons * growth ** (year - BASE_YEAR))


@cache
def distance_km(place: Place) -> float:
    """Kilometres to the boundary of the Tel Aviv district, as the crow flies."""
    return max(0.0, math.hypot(place.x_km - 181.5, place.y_km - 665.5) - 9.0)


def remoteness(place: Place) -> float:
    """0 at the centre, about 1 from a hundred and twenty kilometres on."""
    return min(1.0, distance_km(place) / 120)


def youth(place: Place, year: int) -> float:
    """0 where there are few children, 1 where there are very many."""
    return clip(_YOUTH[place.people] - 0.05 * place.level - 0.006 * (year - BASE_YEAR), 0.02, 1.0)


def standing(place: Place, _year: int = BASE_YEAR) -> float:
    """0 for a poor place, 1 for a rich one."""
    return clip((place.level + 2.0) / 4.0, -0.1, 1.05)


def countryside(place: Place, _year: int = BASE_YEAR) -> float:
    """1 for a regional council, 0 for a town at the centre."""
    return 1.0 if place.kind == "regional_council" else 0.3 * remoteness(place)


_LEANS: dict[str, Callable[[Place, int], float]] = {
    "standing": standing,
    "youth": youth,
    "countryside": countryside,
}


@cache
def age_shares(place: Place, year: int) -> dict[str, float]:
    """Per cent of the population by age; the nine bands sum to 100."""
    young = youth(place, year)
    raw = [
        (y * young + o * (1 - young)) * (1 + 0.04 * noise(place.code, "age", band))
        for band, y, o in zip(AGE_BANDS, _YOUNG, _OLD, strict=True)
    ]
    shares = {band: 100 * part / sum(raw) for band, part in zip(AGE_BANDS, raw, strict=True)}
    shares["0_17"] = shares["0_4"] + shares["5_9"] + shares["10_14"] + 0.62 * shares["15_19"]
    shares["75"] = 0.41 * shares["65"]
    return shares


def dependency_ratio(place: Place, year: int) -> float:
    """(Aged 0-19 and 65 and over) per 1,000 aged 20-64."""
    shares = age_shares(place, year)
    working = sum(shares[band] for band in ("20_29", "30_44", "45_59", "60_64"))
    return 1000 * (100 - working) / working


def growth_pct(place: Place, year: int) -> float:
    return 100 * (population(place, year) / population(place, year - 1) - 1)


def area_km2(place: Place, year: int) -> float:
    """The area of jurisdiction, which grows more slowly than the population it holds."""
    wide = 12 if place.kind == "regional_council" else 1
    shaken = 1 + 0.4 * noise(place.code, "area_km2")
    return wide * shaken * (4 + 8 * remoteness(place) + 1.9 * math.sqrt(place.residents / 1000))


def residential_km2(place: Place, year: int) -> float:
    """Built for dwelling: the more, the more people, but never most of the jurisdiction."""
    per_thousand = 0.16 - 0.07 * standing(place) + 0.02 * noise(place.code, "residential")
    return min(0.4 * area_km2(place, year), per_thousand * population(place, year) / 1000)


_FORMULAS: dict[str, Callable[[Place, int], float]] = {
    "population": population,
    "dependency": dependency_ratio,
    "growth_pct": growth_pct,
    "area_km2": area_km2,
    "land_residential_km2": residential_km2,
}


@cache
def value(place: Place, key: str, year: int) -> float:
    """A figure of one place and year; counts are whole numbers."""
    if key in _FORMULAS:
        return _FORMULAS[key](place, year)
    if key.startswith("age_"):
        return age_shares(place, year)[key.removeprefix("age_")]
    if key in SUMS:
        return sum(_term(place, term, year) for term in SUMS[key])
    if key in QUOTIENTS:
        numerator, denominator, multiplier = QUOTIENTS[key]
        return multiplier * value(place, numerator, year) / value(place, denominator, year)
    if key in PART_OF:
        return _parts(place, next(iter(PART_OF[key].parts)), year)[key]
    return _drawn(place, key, year)


def _term(place: Place, term: str, year: int) -> float:
    sign = -1 if term.startswith("-") else 1
    return sign * value(place, term.removeprefix("-"), year)


@cache
def _parts(place: Place, first: str, year: int) -> dict[str, float]:
    """All parts of the split that begins with ``first``; of a count they are whole, and sum."""
    split: Split = PART_OF[first]
    at = _LEANS[split.by](place, year)
    weights = {
        part: (low + (high - low) * at) * (1 + split.wobble * noise(place.code, part))
        for part, (low, high) in split.parts.items()
    }
    whole = value(place, split.whole, year) if split.whole else 100.0
    scale = whole / sum(weights.values())
    if not is_count(split.whole):
        return {part: weight * scale for part, weight in weights.items()}
    parts: dict[str, float] = {part: round(weight * scale) for part, weight in weights.items()}
    parts[first] += whole - sum(parts.values())
    return parts


def _drawn(place: Place, key: str, year: int) -> float:
    shape = SHAPES[key]
    figure = shape.poor + (shape.rich - shape.poor) * standing(place)
    figure += shape.remote * remoteness(place) + shape.youth * youth(place, year)
    figure += shape.yearly * (year - BASE_YEAR)
    figure += shape.wobble * (0.85 * noise(place.code, key) + 0.15 * noise(place.code, key, year))
    figure = clip(figure, shape.low, shape.high)
    if shape.of:
        part = value(place, shape.of, year) * figure / 100
        return round(part) if is_count(shape.of) else part
    if shape.per_person:
        return round(figure * population(place, year) / 1000 * _money(key))
    return figure


def _money(key: str) -> float:
    """Budget shapes are thousand shekels per resident; the tables are in thousand shekels."""
    return 1000.0 if key.split("_")[0] in {"budget", "rates", "spent", "deficit", "loans"} else 1.0


@cache
def is_count(key: str) -> bool:
    """Whether a figure is a whole number of persons, shekels or things."""
    if key in SUMS:
        return is_count(SUMS[key][0])
    if key in PART_OF:
        return is_count(PART_OF[key].whole)
    if key in SHAPES:
        return SHAPES[key].per_person or is_count(SHAPES[key].of)
    return key == "population"


def adds_up(key: str) -> bool:
    """Whether figures of several places add up."""
    return is_count(key) or key.endswith("_km2")


def is_known(key: str) -> bool:
    """Whether :func:`value` has the figure."""
    tables = (_FORMULAS, SUMS, QUOTIENTS, PART_OF, SHAPES)
    return key.startswith("age_") or any(key in table for table in tables)


def total(places: Iterable[Place], key: str, year: int) -> float:
    """A figure of several places: counts added, quotients of sums, else averaged by population."""
    chosen = tuple(places)
    if key in QUOTIENTS:
        numerator, denominator, multiplier = QUOTIENTS[key]
        return multiplier * total(chosen, numerator, year) / total(chosen, denominator, year)
    if adds_up(key):
        return sum(value(place, key, year) for place in chosen)
    weights = [population(place, year) for place in chosen]
    parts = (w * value(place, key, year) for w, place in zip(weights, chosen, strict=True))
    return sum(parts) / sum(weights)


def nation(key: str, year: int) -> float:
    """The national figure; of counts a little more than all authorities together."""
    figure = total(authorities(), key, year)
    return round(figure * NATION_FACTOR) if is_count(key) else figure


def clusters(figure: float, bounds: tuple[float, ...]) -> int:
    """1 to 10, by nine rising bounds."""
    return 1 + sum(figure >= bound for bound in bounds)


@cache
def spread_ranks(measure: Callable[[Place], float], last: int = 255) -> dict[str, int]:
    """Ranks of the listed authorities, spread over 1..``last`` since only some are listed."""
    ordered = sorted(authorities(), key=lambda place: (measure(place), place.code))
    step = (last - 1) / (len(ordered) - 1)
    return {place.code: 1 + round(i * step) for i, place in enumerate(ordered)}


# --- socio-economic index -------------------------------------------------------------------------
_SOCIO_ECONOMIC = (-1.7, -1.1, -0.7, -0.35, 0.1, 0.5, 0.9, 1.3, 1.8)


@cache
def index_value(place: Place, edition: int) -> float:
    """Socio-economic index value in standard deviations; an edition is the year of its data."""
    drift = 0.015 * (edition - 2019) * noise(place.code, "drift")
    return round(place.level + drift + 0.01 * noise(place.code, "index", edition), 12)


def index_cluster(place: Place, edition: int) -> int:
    return clusters(index_value(place, edition), _SOCIO_ECONOMIC)


def index_2013(place: Place) -> float:
    return index_value(place, 2013)


def index_2017(place: Place) -> float:
    return index_value(place, 2017)


def index_2019(place: Place) -> float:
    return index_value(place, 2019)


def index_2021(place: Place) -> float:
    return index_value(place, 2021)


INDEX = {2013: index_2013, 2017: index_2017, 2019: index_2019, 2021: index_2021}


# --- peripherality --------------------------------------------------------------------------------
_PERIPHERALITY = (-1.5, -0.75, -0.35, -0.05, 0.4, 0.9, 1.5, 2.3, 3.0)


def proximity(place: Place) -> float:
    """The more remote from the Tel Aviv district, the lower."""
    return 1.492533 - 0.0223 * distance_km(place) + 0.01 * noise(place.code, "proximity")


def accessibility(place: Place) -> float:
    """The fewer people within reach, the lower."""
    return 6.8 * math.exp(-distance_km(place) / 30) - 1.25 + 0.05 * noise(place.code, "access")


def peripherality(place: Place) -> float:
    """Peripherality index 2020, negative is peripheral."""
    return round(0.5 * proximity(place) + 0.5 * accessibility(place) + 0.2, 12)


def peripherality_2004(place: Place) -> float:
    return round(peripherality(place) - 0.1 + 0.1 * noise(place.code, "2004"), 3)


def peripherality_cluster(place: Place) -> int:
    return clusters(peripherality(place), _PERIPHERALITY)


def peripherality_cluster_2004(place: Place) -> int:
    return clusters(peripherality_2004(place), _PERIPHERALITY)


def compactness(place: Place) -> float:
    """Compactness index, low is compact."""
    return round(1.6 * noise(place.code, "compactness") + 0.2 * remoteness(place), 12)


def council_places(place: Place) -> tuple[Place, ...]:
    """The localities that stand for a place: itself, or those of a regional council."""
    return members(place.council_number) if place.kind == "regional_council" else (place,)

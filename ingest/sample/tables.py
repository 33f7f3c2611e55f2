"""Text tables, datastore answers and shapes: elections, census, identifiers, areas."""

from __future__ import annotations

import json
import math
from pathlib import Path

from ingest.sample.elections import PARTIES, Result, envelopes, result
from ingest.sample.figures import (
    NATION_FACTOR,
    age_shares,
    dependency_ratio,
    noise,
    population,
)
from ingest.sample.settlements import (
    LOCALITIES,
    TRIBES,
    Place,
    authorities,
    localities,
    municipalities,
)

ENVELOPES = "מעטפות חיצוניות"
_REMOVED = str.maketrans("", "", "'-()*\"")


def _save(path: Path, text: str, encoding: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.encode(encoding))


def _plain_name(place: Place) -> str:
    """The election files drop hyphens, apostrophes and brackets and keep what stood around them."""
    return place.other_spelling.translate(_REMOVED)


def election_records(knesset: int) -> list[dict[str, int | str]]:
    """One record for each locality by name, the envelopes among them."""
    rows: list[tuple[str, int, int, Result]] = [
        (_plain_name(place), place.sub_district, place.number, result(place, knesset))
        for place in (*localities(), *TRIBES)
    ]
    rows.append((ENVELOPES, 99, 9999, envelopes(knesset)))
    return [
        {
            "סמל ועדה": committee,
            "שם ישוב": name,
            "סמל ישוב": code,
            "בזב": ballots.eligible,
            "מצביעים": ballots.voted,
            "פסולים": ballots.invalid,
            "כשרים": ballots.valid,
            **{party: ballots.votes[party] for party in PARTIES[knesset]},
        }
        for name, committee, code, ballots in sorted(rows, key=lambda row: row[0])
    ]


def write_elections_24(path: Path) -> None:
    """Knesset 24: cp1255, and a comma at the end of every line."""
    records = election_records(24)
    lines = [",".join((*records[0], ""))]
    lines += [",".join((*map(str, record.values()), "")) for record in records]
    _save(path, "\n".join(lines) + "\n", "cp1255")


def write_elections_25(path: Path) -> None:
    """Knesset 25: UTF-8 with a byte-order mark, CRLF."""
    records = election_records(25)
    lines = [",".join(records[0])]
    lines += [",".join(map(str, record.values())) for record in records]
    _save(path, "\r\n".join(lines) + "\r\n", "utf-8-sig")


def write_election_answer(path: Path) -> None:
    """The records of Knesset 25 as the datastore gives them; ``_id`` is a page cursor."""
    records = [{"_id": i, **record} for i, record in enumerate(election_records(25), 1)]
    _save(path, json.dumps(records, ensure_ascii=False, separators=(",", ":")), "utf-8")


def write_places_answer(path: Path) -> None:
    """A whole ``datastore_search`` answer with its envelope; numbers and names padded as found."""
    places = (*TRIBES[:1], *localities())
    records = [
        {
            "_id": i,
            "symbol_number": place.number,
            "name_in_hebrew": f"{place.name} ",
            "name_in_english": f"{place.transliteration} ",
            "name_in_arabic": None,
            "name_in_russian": None,
            "X": f"{place.x_km * 1000 + 3.25:.4f}",
            "Y": f"{place.y_km * 1000 + 7.5:.4f}",
        }
        for i, place in enumerate(places, 1)
    ]
    fields: list[dict[str, object]] = [{"id": "_id", "type": "int"}]
    for name, kind, label in (
        ("symbol_number", "numeric", "סמל יישוב "),
        ("name_in_hebrew", "text", "שם היישוב בעברית"),
        ("name_in_english", "text", "שם היישוב באנגלית"),
        ("name_in_arabic", "text", "שם היישוב בערבית"),
        ("name_in_russian", "text", "שם ישוב ברוסית"),
        ("X", "text", "קאורדינטת מזרח"),
        ("Y", "text", "קאורדינטת צפון"),
    ):
        info = {"label": label, "notes": "", "type_override": ""}
        fields.append({"id": name, "type": kind, "info": info})
    resource = "e9701dcb-9f1c-43bb-bd44-eb380ade542f"
    search = f"/api/3/action/datastore_search?resource_id={resource}&limit=1500"
    answer = {
        "help": "https://data.gov.il/api/3/action/help_show?name=datastore_search",
        "success": True,
        "result": {
            "include_total": True,
            "limit": 1500,
            "records_format": "objects",
            "resource_id": resource,
            "total_estimation_threshold": None,
            "records": records,
            "fields": fields,
            "_links": {"start": search, "next": f"{search}&offset=1500"},
            "total": len(records),
            "total_was_estimated": False,
        },
    }
    _save(path, json.dumps(answer, ensure_ascii=False, indent=2) + "\n", "utf-8")


# --- census ---------------------------------------------------------------------------------------
# Column, poor, rich, decimals; columns that are no plain rate are filled by name below.
_CENSUS: tuple[tuple[str, float, float, int], ...] = (
    ("pop_approx", 0, 0, 0), ("change_pcnt", 30, 22, 1), ("pop_density", 4200, 6800, 1),
    ("religion", 0, 0, 0), ("ReligionHeb", 0, 0, 0), ("sexRatio", 103, 97, 1),
    ("inst_pcnt", 0.6, 1.4, 1), ("Foreign_pcnt", 0.5, 2.2, 1), ("age0_19_pcnt", 0, 0, 1),
    ("age20_64_pcnt", 0, 0, 1), ("age65_pcnt", 0, 0, 1), ("DependencyRatio", 0, 0, 1),
    ("age_median", 20, 35, 1), ("m_age_median", 19, 34, 0), ("w_age_median", 21, 36, 0),
    ("married18_34_pcnt", 51, 29, 1), ("married45_54_pcnt", 83, 74, 1),
    ("j_isr_pcnt", 80, 76, 1), ("j_abr_pcnt", 20, 24, 1), ("aliya2002_pcnt", 30, 27, 1),
    ("aliya2010_pcnt", 19, 16, 1), ("israel_pcnt", 55, 49, 1), ("asia_pcnt", 7, 10, 1),
    ("africa_pcnt", 18, 9, 1), ("europe_pcnt", 15, 27, 1), ("america_pcnt", 5, 5, 1),
    ("shem_eretz1", 0, 0, 0), ("MarriageAge_mdn", 22, 27, 1), ("m_MarriageAge_mdn", 23, 28, 1),
    ("w_MarriageAge_mdn", 21, 26, 1), ("ChldBorn_avg", 3.5, 1.9, 1), ("koshi5_pcnt", 14, 6, 1),
    ("koshi65_pcnt", 58, 22, 1), ("AcadmCert_pcnt", 6, 46, 1), ("WrkY_pcnt", 43, 79, 1),
    ("Empl_pcnt", 92, 85, 1), ("SelfEmpl_pcnt", 8, 15, 1), ("HrsWrkWk_avg", 35, 41, 1),
    ("Wrk_15_17_pcnt", 5, 18, 1), ("WrkOutLoc_pcnt", 46, 60, 1),
    ("employeesAnnual_medWage", 66_000, 158_000, -2), ("EmployeesWage_decile9Up", 4, 35, 1),
    ("SelfEmployedAnnual_medWage", 52_000, 112_000, -2),
    ("SelfEmployedWage_decile9Up", 13, 32, 1), ("hh_total_approx", 0, 0, -1),
    ("size_avg", 4.4, 2.8, 1), ("hh0_5_pcnt", 40, 20, 1), ("hh18_24_pcnt", 35, 19, 1),
    ("hh_MidatDatiyut", 0, 0, 0), ("hh_MidatDatiyut_Name", 0, 0, 0), ("Computer_avg", 0.4, 1.8, 1),
    ("Vehicle0_pcnt", 36, 12, 1), ("Vehicle2up_pcnt", 14, 52, 1), ("Parking_pcnt", 30, 76, 1),
    ("own_pcnt", 70, 66, 1), ("rent_pcnt", 18, 29, 1),
)  # fmt: skip
_RELIGIONS = {"druze": ("5", "דרוזים"), "arab": ("2", "מוסלמים"), "bedouin": ("2", "מוסלמים")}
_ORIGIN = {
    "j_isr_pcnt", "j_abr_pcnt", "aliya2002_pcnt", "aliya2010_pcnt", "israel_pcnt", "asia_pcnt",
    "africa_pcnt", "europe_pcnt", "america_pcnt", "shem_eretz1",
}  # fmt: skip
_LOCALITY_ONLY = {"change_pcnt", "pop_density", "inst_pcnt", "Foreign_pcnt"}
_OBSERVANCE = {"haredi": ("חרדי", "4.0"), "bedouin": ("דתי/ דתי מאוד", "3.0")}


def write_census(path: Path) -> None:
    """Census 2022: the nation without a code, localities, statistical areas of the larger ones."""
    head = ("LocNameHeb", "LocalityCode", "StatArea", "StatAreaCmb")
    lines = [",".join((*head, *(name for name, *_ in _CENSUS)))]
    capital = next(place for place in municipalities() if place.code == "4000")
    nation = round(sum(population(place, 2022) for place in authorities()) * NATION_FACTOR, -1)
    lines.append(",".join(("כלל ארצי", "", "", "", *_census_cells(capital, None, int(nation)))))
    for place in localities():
        persons = population(place, 2022)
        cells = _census_cells(place, None, persons)
        lines.append(",".join((place.name, str(place.number), "", "", *cells)))
        for area in range(1, 5 if persons > 10_000 else 1):
            cells = _census_cells(place, area, round(persons * (0.2 + 0.03 * area)))
            lines.append(",".join((place.name, str(place.number), str(area), str(area), *cells)))
    _save(path, "\n".join(lines) + "\n", "utf-8-sig")


def _census_cells(place: Place, area: int | None, persons: int) -> list[str]:
    arab = place.people in _RELIGIONS
    shares = age_shares(place, 2022)
    working = sum(shares[band] for band in ("20_29", "30_44", "45_59", "60_64"))
    size = max(1.9, 4.4 - 0.4 * (place.level + 2))
    filled = {
        "pop_approx": str(round(persons, -1)),
        "religion": _RELIGIONS.get(place.people, ("1", ""))[0],
        "ReligionHeb": _RELIGIONS.get(place.people, ("", "יהודים"))[1],
        "age0_19_pcnt": f"{100 - working - shares['65']:.1f}",
        "age20_64_pcnt": f"{working:.1f}",
        "age65_pcnt": f"{shares['65']:.1f}",
        "DependencyRatio": f"{dependency_ratio(place, 2022):.1f}",
        "shem_eretz1": "ישראל",
        "hh_total_approx": f"{round(persons / size, -1)}",
        # The publisher's two headers are crossed: the words stand under the code's name.
        "hh_MidatDatiyut": _OBSERVANCE.get(place.people, ("מסורתי", ""))[0],
        "hh_MidatDatiyut_Name": _OBSERVANCE.get(place.people, ("", "2.0"))[1],
    }
    cells = []
    for name, poor, rich, digits in _CENSUS:
        if (arab and name in _ORIGIN) or (area is not None and name in _LOCALITY_ONLY):
            cells.append("")
        elif name in filled:
            cells.append(filled[name])
        elif persons < 2500 and noise(place.code, name, area) < -0.7:
            cells.append("")  # suppressed: too few answered
        else:
            at = min(1.05, max(-0.05, (place.level + 2) / 4))
            figure = poor + (rich - poor) * at
            figure *= 1 + 0.05 * noise(place.code, name) + 0.04 * noise(place.code, name, area)
            cells.append(str(round(min(figure, 99.0) if name.endswith("pcnt") else figure, digits)))
    return cells


# --- identifiers ----------------------------------------------------------------------------------
def _check_digit(digits: str) -> int:
    """The check digit of Israeli numbers: weights 1 and 2 in turn over nine places."""
    added = 0
    for i, digit in enumerate(digits.zfill(8)):
        product = int(digit) * (1 + i % 2)
        added += product // 10 + product % 10
    return -added % 10


def write_identifiers(path: Path) -> None:
    """Crosswalk of codes: CBS (text), Ministry of Education, tax."""
    lines = ["cbs_id,cbs_name,edu_id,edu_name,tax_id,tax_name"]
    shorts = {"city": "עירית", "local_council": "מ. מ.", "regional_council": "מ. א."}
    for place in sorted(authorities(), key=lambda p: p.name):
        if place.kind == "regional_council":
            code = f"{place.council_number:02d}"
            education = f"{code}00000"
            tax = f"5002{place.sub_district}{code}"
        else:
            code = place.code
            education = f"{place.number}{_check_digit(str(place.number))}"
            tax = f"5002{code}"
        tax += str(_check_digit(tax))
        spelling = place.other_spelling
        cells = [code, place.name, education, spelling, tax, f"{shorts[place.kind]} {spelling}"]
        lines.append(",".join(cells))
    _save(path, "\r\n".join(lines) + "\r\n", "utf-8-sig")


# --- statistical areas ----------------------------------------------------------------------------
def _wgs84(x_km: float, y_km: float) -> tuple[float, float]:
    """ITM kilometres to longitude and latitude, good to some hundreds of metres."""
    latitude = 31.7344 + (y_km - 626.907) / 110.88
    return 35.2045 + (x_km - 219.529) / (111.32 * math.cos(math.radians(latitude))), latitude


def write_shapes(path: Path) -> None:
    """Small squares about each settlement, one for each statistical area."""
    features: list[dict[str, object]] = []
    for place in sorted((*municipalities(), *LOCALITIES), key=lambda p: p.number):
        for area in range(1, 5 if population(place, 2022) > 10_000 else 2):
            east, north = 0.7 * ((area - 1) % 2), 0.7 * ((area - 1) // 2)
            ring = []
            for dx, dy in ((0, 0), (0, 0.7), (0.7, 0.7), (0.7, 0), (0, 0)):
                point = _wgs84(place.x_km + east + dx - 0.7, place.y_km + north + dy - 0.7)
                ring.append([round(part, 5) for part in point])
            properties = {
                "id": place.number * 10_000 + area,
                "semel": place.number,
                "sa": area,
                "name": place.name,
                "name_en": place.transliteration,
            }
            geometry = {"type": "Polygon", "coordinates": [ring]}
            features.append({"type": "Feature", "properties": properties, "geometry": geometry})
    collection = {"type": "FeatureCollection", "features": features}
    _save(path, json.dumps(collection, ensure_ascii=False, separators=(",", ":")), "utf-8")

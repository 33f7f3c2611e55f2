"""Lists of settlements: the localities file, the master code list, the populations."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from ingest.sample.cells import Cell, in_workbook
from ingest.sample.columns import Column
from ingest.sample.figures import NATION_FACTOR, age_shares, noise, population
from ingest.sample.notes import SYNTHETIC
from ingest.sample.settlements import (
    AREAS,
    LOCALITIES,
    SUB_DISTRICT_NAMES,
    TRIBES,
    Place,
    authorities,
    council_of,
    localities,
    municipalities,
)
from ingest.sample.workbook_new import new_book, write_row

_BYCODE = (
    "שם יישוב", "סמל יישוב", "תעתיק", "סמל מחוז", "שם מחוז", "סמל נפה", "שם נפה", "אזור טבעי",
    "סמל מעמד מונציפאלי", "שם מעמד מונציפאלי", "שיוך מטרופוליני", "דת יישוב",
    "סך הכל אוכלוסייה 2021", "יהודים ואחרים", "מזה: יהודים", "ערבים", "שנת ייסוד",
    "צורת יישוב שוטפת", "השתייכות ארגונית", "קואורדינטות", "גובה ממוצע", "ועדת תכנון",
    "תחנת משטרה", "שנה", "שם יישוב באנגלית", "אשכול רשויות מקומיות",
)  # fmt: skip
_RELIGION = {"jewish": 1, "haredi": 1, "mixed": 4, "arab": 2, "druze": 2, "bedouin": 2}
_ANCIENT = {"3000", "4000", "8000"}


def arabs_share(place: Place) -> float:
    """Per cent, as the workbook of 2021 says."""
    cell = in_workbook(place, Column("arabs_pct"), 2021)
    return cell if isinstance(cell, float) else 0.0


def write_bycode(path: Path) -> None:
    """The localities file 2021: cities, local councils, localities, tribes, areas of form 530."""
    book = new_book(path)
    sheet = book.add_worksheet("קובץ יישובים 2021")
    write_row(sheet, 0, _BYCODE)
    places = sorted((*municipalities(), *LOCALITIES, *TRIBES, *AREAS), key=lambda p: p.name)
    for row, place in enumerate(places, 1):
        write_row(sheet, row, _bycode_row(place))
    # There is no title to carry it: in a row of its own, away from the columns of names and codes.
    sheet.write_string(len(places) + 2, 2, SYNTHETIC)
    book.close()


def _bycode_row(place: Place) -> list[Cell]:
    status: Cell
    if place.kind in {"city", "local_council"}:
        status, status_name = (0 if place.kind == "city" else 99), place.status_name
    elif place.council:
        status, status_name = place.council, f"מועצה אזורית {council_of(place.council).name}"
    else:
        status, status_name = "", "חסר מעמד מוניציפלי"
    peopled = place.kind not in {"tribe", "area"}
    people: list[Cell] = ["", "", "", ""]
    if peopled:
        persons = population(place, 2021)
        arabs = round(persons * arabs_share(place) / 100)
        jews_and_others = persons - arabs
        people = [persons, jews_and_others, round(0.95 * jews_and_others), arabs]
    religion: Cell = "" if place.kind == "area" else 3 if place.kind == "tribe" else _RELIGION[
        place.people
    ]  # fmt: skip
    committee: Cell = "" if place.kind == "area" else 100 * place.district + place.number % 60
    # Ten digits: five of easting and five of northing, in tens of metres.
    coordinate = int(f"{round(place.x_km * 100):05d}{round(place.y_km * 100):05d}")
    founded: Cell = "ותיק" if place.code in _ANCIENT else ""
    return [
        place.name, place.number, place.transliteration, place.district, place.district_name,
        place.sub_district, SUB_DISTRICT_NAMES[place.sub_district], place.area, status,
        status_name, "", religion, *people, founded, place.form, "", coordinate,
        round(300 + 290 * noise(place.code, "height")) if peopled else "", committee, "", 2021,
        place.name_en, "",
    ]  # fmt: skip


def write_code_list(path: Path) -> None:
    """The master code list of authorities, three sheets."""
    book = new_book(path)
    sheet = book.add_worksheet("רשימת הערכים")
    head = ("ShnatIbud", "SemelRashut", "ShemRashut", "ShemRashutEng", "SemelSugMaamad")
    write_row(sheet, 0, head)
    kinds = {"city": 1, "local_council": 2, "regional_council": 3}
    for row, place in enumerate(sorted(authorities(), key=lambda p: p.code), 1):
        write_row(sheet, row, [2025, place.number, place.name, place.name_en, kinds[place.kind]])
    sheet = book.add_worksheet("ברמת המילון")
    for row, cells in enumerate(
        (
            ("רכיב מטא דאטה נדרש", "מטא דאטה"),
            ("שם עולם תוכן ראשי", "גיאוגרפיה"),
            ("שם מילון בעברית", "מילון רשויות מקומיות"),
            ("שם מילון באנגלית", "dicRashut"),
            ("תקופת הכיסוי ", "01/01/2024-היום"),
            ("מידע נוסף על המילון", SYNTHETIC),
            ("תאריך עדכון המילון", ""),
        )
    ):
        write_row(sheet, row, cells)
    date = book.add_format({"num_format": "dd/mm/yyyy"})
    sheet.write_datetime(6, 1, dt.datetime(2025, 11, 10), date)
    sheet = book.add_worksheet("ברמת המשתנה")
    write_row(sheet, 0, [
        "שם המשתנה במילון באנגלית ", "שם המשתנה במילון בעברית", "הסבר מפורט על המשתנה במילון",
        "מקור המשתנה", "יחידת מדידה", "סוג משתנה", "שם המילון במידה ומדובר במשתנה קטגוריאלי",
        "פרמטר נוסף על המשתנה",
    ])  # fmt: skip
    sort = "1 - עירייה\n2 - מועצה מקומית\n3 - מועצה אזורית\n4 - חסר מעמד מוניציפלי"
    words = ("שנת עיבוד", "סמל רשות מקומית", "שם רשות מקומית", "שם רשות מקומית באנגלית")
    for row, (name, word) in enumerate(zip(head, (*words, "סמל סוג מעמד"), strict=True), 1):
        kind = "num" if row in (1, 2, 5) else "char"
        last = ["dicSugMaamad", sort] if row == 5 else ["-", "-"]
        write_row(sheet, row, [name, word, word, 'למ"ס', "-", kind, *last])
    book.close()


def write_population(path: Path) -> None:
    """Population of localities, end of 2023: four header rows, and a total shifted one column."""
    book = new_book(path)
    sheet = book.add_worksheet("הגדרות והסברים")
    for row, words in enumerate(
        (" ", "הגדרות והסברים", "אוכלוסייה ", SYNTHETIC, "קבוצת אוכלוסייה ", "יישוב")
    ):
        write_row(sheet, row, [words])
    sheet = book.add_worksheet("אוכלוסייה ביישובים 2023")
    sheet.write_string(1, 0, "אוכלוסייה ביישובים, לפי קבוצת אוכלוסייה, סוף 2023")
    sheet.write_string(2, 0, "POPULATION IN LOCALITIES, BY POPULATION GROUP, END OF 2023")
    sheet.write_string(3, 0, "פורסם ב:")
    sheet.write_string(4, 0, SYNTHETIC)
    sheet.write_string(5, 0, "הנתונים מוצגים במספרים מוחלטים.")
    sheet.write_string(5, 9, "The data are presented in absolute numbers. ")
    sheet.write_string(6, 0, ".. = הנתונים שווים ל-3 או קטנים מ-3.")
    sheet.write_string(6, 9, ".. = Data less than or equal to 3. ")
    write_row(sheet, 11, [
        "שם יישוב", "סמל יישוב", 'סה"כ', "סך הכל ישראלים", "יהודים ואחרים", "מזה:", "", "ערבים",
        "זרים", "Name of Locality",
    ])  # fmt: skip
    sheet.write_string(12, 5, "Therof:")  # the publisher's spelling
    write_row(sheet, 13, ["", "Code", "", "Total Israelis", "Jews and Others", "Jews", "Others",
                          "Arabs", "Foreigners"])  # fmt: skip
    write_row(sheet, 14, ["", "", "", "", "", "יהודים", "אחרים"])
    rows = [(place, _by_group(place, 2023)) for place in localities()]
    people = round(sum(population(place, 2023) for place in authorities()) * NATION_FACTOR)
    sums = [sum(parts[i] for _, parts in rows) for i in range(6)]
    shares = [round(people * part / sums[0]) for part in sums]
    arabs_of_all = shares[1] - shares[2]
    write_row(sheet, 15, ["", "סך הכל", *shares[:5], arabs_of_all, shares[5], "Total"])
    for row, (place, parts) in enumerate(rows, 16):
        shown: list[Cell] = [part if part > 3 else ".." for part in parts]
        total, israelis, both, jews, others, foreign = shown
        arabs: Cell = parts[1] - parts[2] if parts[1] - parts[2] > 3 else ".."
        write_row(sheet, row, [
            place.name, place.number, total, israelis, both, jews, others, arabs, foreign,
            place.transliteration,
        ])  # fmt: skip
    # Of the sample's nation all who are in no listed locality live outside; the parts add up.
    outside = [people - sums[0], *(shares[i] - sums[i] for i in range(1, 5))]
    write_row(sheet, 16 + len(rows), ["גרים מחוץ ליישובים", "", *outside, outside[1] - outside[2],
                                      6, "Living outside localities - total"])  # fmt: skip
    book.close()


def _by_group(place: Place, year: int) -> tuple[int, int, int, int, int, int]:
    """Total, Israelis, Jews and others, Jews, others, foreigners."""
    total = population(place, year)
    foreign = round(total * (0.012 + 0.008 * noise(place.code, "foreign")))
    israelis = total - foreign
    both = round(israelis * (1 - arabs_share(place) / 100)) if place.kind != "tribe" else 0
    if place.people in {"arab", "druze", "bedouin"}:
        both = round(israelis * 0.001)
    others = round(both * 0.05)
    return total, israelis, both, both - others, others, foreign


def write_registry(path: Path) -> None:
    """The population registry by age: cp1255, every cell but the last of a line padded."""
    head = (
        "סמל_ישוב,שם_ישוב,סמל_נפה,נפה,קוד_לשכת_מנא,לשכת_מנא,קוד_מועצה_אזורית,מועצה_אזורית,סהכ,"
        "גיל_0_5,גיל_6_18,גיל_19_45,גיל_46_55,גיל_56_64,גיל_65_פלוס"
    )
    lines = [head, "0 ,לא רשום ,0 ,לא ידוע ,0 , ,0 , ,1480 ,130 ,210 ,70 ,30 ,40 ,1000"]
    for place in sorted(localities(), key=lambda p: p.number):
        council = council_of(place.council).name if place.council else ""
        district = SUB_DISTRICT_NAMES[place.sub_district]
        # The registry counts people who live abroad too.
        persons = population(place, 2023) * (1.05 + 0.02 * noise(place.code, "abroad"))
        ages = age_shares(place, 2023)
        young = ages["0_4"] + 0.2 * ages["5_9"]
        school = 0.8 * ages["5_9"] + ages["10_14"] + 0.8 * ages["15_19"]
        middle = 0.2 * ages["15_19"] + ages["20_29"] + ages["30_44"]
        shares = (young, school, middle, 0.66 * ages["45_59"],
                  0.34 * ages["45_59"] + ages["60_64"], ages["65"])  # fmt: skip
        groups = [round(persons * share / 100) for share in shares]
        cells: list[object] = [
            place.number, place.other_spelling, place.sub_district, district, place.sub_district,
            district, place.council, council, sum(groups), *groups,
        ]  # fmt: skip
        lines.append(" ,".join(map(str, cells)))
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(("\n".join(lines) + "\n").encode("cp1255"))

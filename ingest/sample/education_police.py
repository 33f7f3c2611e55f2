"""Exports of the Ministry of Education (matriculation) and of the police (cases)."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import xlwt
from xlsxwriter.worksheet import Worksheet

from ingest.sample.cells import Cell
from ingest.sample.figures import clip, noise, population, value
from ingest.sample.notes import SYNTHETIC
from ingest.sample.settlements import Place, authorities
from ingest.sample.workbook_new import new_book, write_row

# Subject, code, units.
SUBJECTS = (
    ("אזרחות", 34, 2), ("אנגלית", 16, 3), ("אנגלית", 16, 4), ("אנגלית", 16, 5),
    ("מתמטיקה", 35, 3), ("מתמטיקה", 35, 4), ("מתמטיקה", 35, 5), ("אלקטרוניקה ומחשבים", 815, 5),
    ("תשתיות מחשוב ותקשוב", 794, 5),
)  # fmt: skip
_FEWEST = 11  # fewer examinees are left out
_SECTOR = {"jewish": "יהודי", "haredi": "יהודי", "mixed": "יהודי", "arab": "ערבי", "druze": "דרוזי",
           "bedouin": "בדואי"}  # fmt: skip
_WARNING = "של מספר מוחלט עשוי לגרום לשינוי גדול בממוצע דבר שעשוי לגרום להטעיית הציבור"


def _moe_name(place: Place) -> str:
    return place.other_spelling.replace(" - ", "-")


def _exams(
    place: Place, subject: tuple[str, int, int], year: int, part: int = 0
) -> tuple[float, int]:
    """Mean grade and number of examinees."""
    name, code, units = subject
    hard = {2: 0.8, 3: 0.35, 4: 0.25, 5: 0.22}[units] * (0.15 if code > 100 else 1.0)
    able = clip(1 + (0.25 if units == 5 else 0.02) * place.level, 0.1, 2)
    graduates = population(place, year) * 0.013
    examined = graduates * hard * able * (1 + 0.1 * noise(place.code, name, units, part))
    grade = 78 + 3 * place.level + 2.5 * noise(place.code, name, units, part)
    return round(clip(grade + 0.5 * noise(name, year, place.code), 55, 97), 2), round(examined)


def _title(sheet: Worksheet, what: str, first: int, stamp: int, level: str) -> None:
    """Fifteen rows above the header, as the ministry's export has them."""
    sheet.write_string(0, 4, "משרד החינוך")
    sheet.write_string(1, 4, "מינהל טכנולוגיות דיגיטליות ומידע")
    sheet.write_string(2, 4, "מרכז מידע בחינות בגרות ")
    sheet.write_string(3, stamp, SYNTHETIC)
    sheet.write_string(4, stamp, "נתוני 2022 נכונים ל 26/05/2024")
    sheet.write_string(5, stamp, "נתוני 2023 נכונים ל 05/07/2024")
    sheet.write_string(6, stamp, "הופק ב 15/01/2025")
    sheet.write_string(7, 1, "התפלגות מספר הנבחנים וממוצע ציון סופי ")
    years = 'תשפ"א-תשפ"ג' if first == 2021 else 'תשפ"ב-תשפ"ג'
    sheet.write_string(8, 1, f'במקצוע לתעודה - {what} לשנה"ל  {years}')
    sheet.write_string(9, 1, "לאחר מועד חורף העוקב שלאחר סיום הלימודים")
    few = f'לא מוצג מידע עם פחות מ11 נבחנים ברמת {level}מקצוע ומספר יח"ל מן הטעם'
    sheet.write_string(11, 1, f"{few} שבעיבוד על אוכלוסייה מצומצמת שינוי קטן ")
    sheet.write_string(12, 1, _WARNING)


def write_bagrut(path: Path) -> None:
    """Four sheets, header in row 16, text cells padded to a fixed width."""
    book = new_book(path)
    places = sorted(authorities(), key=_moe_name)
    _national(book.add_worksheet("סע' 1 "), places)
    _by_authority(book.add_worksheet("סע' 2"), places)
    _by_school(book.add_worksheet("סע' 3"), places)
    _school_means(book.add_worksheet("סע' 4"), places)
    book.close()


def _national(sheet: Worksheet, places: Sequence[Place]) -> None:
    _title(sheet, "ארצי -", 2022, 7, "")
    write_row(sheet, 15, ["ממוצע ציון סופי", "מספר נבחנים", 'יח"ל', "מחזור סיום", "שם מקצוע ",
                          "סמל מקצוע"])  # fmt: skip
    row = 16
    for subject in sorted(SUBJECTS):
        for year in (2022, 2023):
            exams = [_exams(place, subject, year) for place in places]
            number = sum(examined for _, examined in exams)
            grade = round(sum(g * n for g, n in exams) / number, 2)
            name = f"{subject[0]:<20}"
            write_row(sheet, row, [grade, number, subject[2], year, name, subject[1]])
            row += 1


def _by_authority(sheet: Worksheet, places: Sequence[Place]) -> None:
    _title(sheet, "לפי רשות", 2022, 7, "רשות ")
    write_row(sheet, 15, ["ממוצע ציון סופי", "מספר נבחנים", 'י"ל', "מחזור סיום", "שם מקצוע",
                          "סמל מקצוע", "שם רשות", "מחוז חינוך"])  # fmt: skip
    row = 16
    for place in places:
        district = f"{place.district_name.removeprefix('ה'):<19}"
        for subject in sorted(SUBJECTS):
            for year in (2022, 2023):
                grade, examined = _exams(place, subject, year)
                if examined >= _FEWEST:
                    write_row(sheet, row, [
                        grade, examined, subject[2], year, f"{subject[0]:<20}", subject[1],
                        f"{_moe_name(place):<20}", district,
                    ])  # fmt: skip
                    row += 1


def _schools(place: Place) -> list[tuple[int, str]]:
    """A made-up school or two in the larger authorities."""
    if population(place, 2021) < 8_000:
        return []
    number = 2 if population(place, 2021) > 40_000 else 1
    return [
        (900_000 + 10 * (place.number % 9_999) + i, f"בית ספר לדוגמה {i}"[:20])
        for i in range(1, number + 1)
    ]


def _supervision(place: Place, school: int) -> str:
    if place.people == "haredi":
        return f"{'חרדי':<11}"
    religious = place.people in {"jewish", "mixed"} and school % 2 == 0
    return f"{'ממלכתי דתי' if religious else 'ממלכתי':<11}"


def _by_school(sheet: Worksheet, places: Sequence[Place]) -> None:
    _title(sheet, "לפי רשות ומוסד", 2021, 7, "מוסד ")
    write_row(sheet, 15, [
        "ממוצע ציון סופי", "מספר נבחנים", 'י"ל', "מחזור סיום", "מקצוע", "רשות מקומית",
        "שם מוסד", "סמל מוסד", "פיקוח", "מגזר", "מחוז תקשוב",
    ])  # fmt: skip
    row = 16
    for place in places:
        for code, name in _schools(place):
            for subject in sorted(SUBJECTS)[:4]:
                for year in (2021, 2022, 2023):
                    grade, examined = _exams(place, subject, year, code)
                    if (part := examined // 3) < _FEWEST:
                        continue
                    write_row(sheet, row, [
                        grade, min(part, 240), subject[2], year, f"{subject[0]:<20}",
                        f"{_moe_name(place):<20}", f"{name:<20}", code, _supervision(place, code),
                        f"{_SECTOR[place.people]:<5}",
                        f"{place.district_name.removeprefix('ה'):<14}",
                    ])  # fmt: skip
                    row += 1


def _school_means(sheet: Worksheet, places: Sequence[Place]) -> None:
    sheet.write_string(0, 1, "משרד החינוך")
    sheet.write_string(1, 1, "מינהל טכנולוגיות דיגיטליות ומידע")
    sheet.write_string(2, 1, "מרכז מידע בחינות בגרות ")
    sheet.write_string(4, 4, SYNTHETIC)
    sheet.write_string(5, 4, "נתוני 2022 נכונים ל 26/05/2024")
    sheet.write_string(6, 4, "נתוני 2023 נכונים ל 05/07/2024")
    sheet.write_string(7, 4, "הופק ב 16/01/2025")
    title = "ממוצע משוקלל  של ציוני תעודה הבגרות לפי מחוז תקשוב רשות ומוסד - 2022-2023"
    sheet.write_string(10, 0, title)
    sheet.write_string(12, 0, _WARNING)
    eligible = 'לומדים בי"ב שהיו זכאים לבגרות לאחר מועד חורף העוקב שלאחר סיום הלימודים '
    write_row(sheet, 15, [
        "מחוז תקשוב", "מגזר", "פיקוח", "מחזור סיום", "סמל מוסד", "שם מוסד", "רשות מקומית",
        eligible, "ממוצע משוקלל של ציוני התעודה",
    ])  # fmt: skip
    row = 16
    for place in places:
        for code, name in _schools(place):
            for year in (2022, 2023):
                graduates = 40 + 35 * (1 + noise(code, "size"))
                share = value(place, "matriculation_pct", year) / 100
                write_row(sheet, row, [
                    f"{place.district_name.removeprefix('ה'):<14}",
                    f"{_SECTOR[place.people]:<5}", _supervision(place, code), year, code,
                    f"{name:<20}", f"{_moe_name(place):<20}",
                    max(_FEWEST, round(graduates * share)),
                    round(clip(80 + 3 * place.level + 2 * noise(code, year), 60, 99), 2),
                ])  # fmt: skip
                row += 1


OFFENCES = (
    ("עבירות בטחון", 1.0), ("עבירות כלפי המוסר", 1.2), ("עבירות כלפי הרכוש", 9.0),
    ("עבירות מין", 0.3), ("עבירות מרמה", 1.0), ("עבירות נגד אדם", 0.1), ("עבירות נגד גוף", 3.5),
    ("עבירות סדר ציבורי", 6.0), ("שאר עבירות", 0.6),
)  # fmt: skip
_YEARS = (2015, 2014, 2013, 2012)


def _cases(place: Place, offence: tuple[str, float]) -> list[int]:
    """Quarters of four years, the newest year first, its last quarter incomplete."""
    name, usual = offence
    counts = []
    for year in _YEARS:
        for quarter in range(1, 5):
            rate = usual * (1.4 - 0.15 * place.level) * (0.4 if (year, quarter) == (2015, 4) else 1)
            shake = 1 + 0.4 * noise(place.code, name, year, quarter)
            counts.append(round(rate * shake * population(place, year) / 4000))
    return counts


def write_police(path: Path) -> None:
    """Cases of the regional councils; no case is an empty cell."""
    book = xlwt.Workbook(encoding="utf-8")
    sheet = book.add_sheet("Sheet1")
    head: list[Cell] = ["", "", "שנת הודעה", 'סה"כ']
    below: list[Cell] = ["מועצה אזורית", "תאור קבוצה סטטיסטית", "רבעון", ""]
    for year in _YEARS:
        head += [year] * 5
        below += ["Total", *(f"רבעון{quarter}" for quarter in range(1, 5))]
    rows: list[list[Cell]] = [head, below]
    councils = authorities("regional_council")
    cases = {(p.code, o[0]): _cases(p, o) for p in councils for o in OFFENCES}
    rows.append(_police_row("Total", "", _added(list(cases.values()))))
    for place in councils:
        name = f"מועצה אזורית {place.name}"
        parts = [(offence, cases[place.code, offence]) for offence, _ in OFFENCES]
        rows.append(_police_row(name, "Total", _added([counts for _, counts in parts])))
        rows += [_police_row(name, offence, counts) for offence, counts in parts if any(counts)]
    rows += [[], ["", SYNTHETIC]]
    for row, cells in enumerate(rows):
        for col, cell in enumerate(cells):
            if cell != "":
                sheet.write(row, col, cell)
    path.parent.mkdir(parents=True, exist_ok=True)
    book.save(str(path))


def _added(columns: Sequence[Sequence[int]]) -> list[int]:
    return [sum(quarter) for quarter in zip(*columns, strict=True)]


def _police_row(name: str, offence: str, counts: Sequence[int]) -> list[Cell]:
    cells: list[Cell] = [name, offence, "", sum(counts)]
    for start in range(0, len(counts), 4):
        quarters = counts[start : start + 4]
        cells += [sum(quarters) or "", *(count or "" for count in quarters)]
    return cells

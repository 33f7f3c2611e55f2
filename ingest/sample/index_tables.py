"""Tables of the socio-economic index 2019 and the peripherality index 2020.

The authorities' index values, ranks and clusters are those of the workbooks.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import fmean, pstdev

from ingest.sample.cells import Cell
from ingest.sample.figures import (
    NATION_FACTOR,
    accessibility,
    clip,
    clusters,
    index_2019,
    index_cluster,
    index_value,
    noise,
    peripherality,
    peripherality_cluster,
    peripherality_cluster_2004,
    population,
    proximity,
    spread_ranks,
)
from ingest.sample.notes import SYNTHETIC
from ingest.sample.settlements import LOCALITIES, Place, authorities, council_of, municipalities
from ingest.sample.workbook_new import new_book, write_row

# Hebrew, English, poor, rich; where the poor show more, the standardised value is reversed.
VARIABLES: tuple[tuple[str, str, float, float], ...] = (
    ("חציון גיל", "MEDIAN AGE", 19, 36),
    ("יחס תלות", "DEPENDENCY RATIO", 118, 80),
    ("אחוז משפחות עם 4 ילדים ויותר", "PERCENTAGE OF FAMILES WITH 4 OR MORE CHILDREN", 37, 5),
    ("ממוצע שנות לימוד של בני 54-25", "AVERAGE YEARS OF SCHOOLING, OF AGED 25-54", 10.6, 15),
    ("אחוז בעלי תואר אקדמי מבני 54-27",
     "PERCENTAGE OF ACADEMIC DEGREE HOLDERS, OF AGED 27-54", 8, 62),
    ("אחוז בעלי הכנסה מעבודה מבני 54-25",
     "PERCENTAGE OF WAGE AND INCOME EARNERS, OF AGED 25-54", 66, 91),
    ("אחוז נשים בנות\n54-25 שאין להן הכנסה מעבודה",
     "PERCENTAGE OF WOMEN AGED 25-54 WITH NO INCOME FROM WORK", 46, 9),
    ("אחוז בעלי הכנסה מעבודה מעל פעמיים השכר הממוצע",
     "PERCENTAGE OF WAGE AND INCOME EARNERS - ABOVE TWICE THE AVERAGE WAGE", 2, 29),
    ("אחוז בעלי הכנסה מעבודה מתחת לשכר המינימום",
     "PERCENTAGE OF WAGE AND INCOME EARNERS - BELOW THE MINIMUM WAGE", 58, 30),
    ("אחוז מקבלי הבטחת הכנסה והשלמת הכנסה בזקנה ושאירים מבני 20 ומעלה",
     "PERCENTAGE OF RECIPIENTS OF INCOME SUPPORT AND INCOME SUPPLEMENT TO OLD-AGE PENSION OF"
     " AGED 20 AND OVER", 13, 1),
    ("הכנסה חודשית ממוצעת לנפש", "AVERAGE MONTHLY INCOME PER CAPITA", 2400, 10400),
    ("מספר כלי רכב בבעלות ל-100 תושבים בני 17 ומעלה",
     "NUMBER OF OWNED VEHICLES PER 100 RESIDENTS AGED 17 AND OVER", 38, 74),
    ("ממוצע אגרה בעד רשיון לרכב ", "AVERAGE VEHICLE LICENCE FEE", 1310, 1510),
    ('ממוצע מספר ימי שהייה בחו"ל', "AVERAGE NUMBER OF DAYS ABROAD", 2, 15),
)  # fmt: skip
BANDS = ("דמוגרפיה", "השכלה וחינוך", "תעסוקה וגמלאות", "רמת חיים")
BANDS_EN = (
    "DEMOGRAPHY",
    "SCHOOLING AND EDUCATION",
    "EMPLOYMENT AND BENEFITS",
    "STANDARD OF LIVING",
)
_BAND_AT = ((7, 13), (16, 19), (22, 34), (37, 46))
_FIRST = 7  # the column of the first variable
_LAST = _FIRST + 3 * len(VARIABLES)
_TOPIC = "ערך מדד חברתי-כלכלי 2019, דירוג ואשכול, והמשתנים המשמשים לחישוב המדד"
_TOPIC_EN = (
    "SOCIO-ECONOMIC INDEX VALUE 2019, RANK AND CLUSTER, AND VARIABLES USED IN THE COMPUTATION OF"
    " THE INDEX"
)
_FOOTNOTES = (
    ("*", "אוכלוסיית המדד החברתי-כלכלי 2019 לא כוללת דיירי מוסדות סיעודיים, בתי סוהר וכדומה. "),
    ("(1)", "המשתנה המתוקנן הוכפל ב- (1-) על מנת לקבל יחס ישיר עם המדד."),
    ("..", "נתונים שאינם ניתנים לפרסום."),
    ("!", SYNTHETIC),
)
AREAS_OF = ("8000", "1034", "9200", "0031", "1031", "6600")


def _variable(place: Place, number: int, part: object = "") -> float:
    _, english, poor, rich = VARIABLES[number]
    at = clip((place.level + 2) / 4 + 0.04 * noise(place.code, english, part), 0, 1.05)
    figure = poor + (rich - poor) * at
    return float(round(figure)) if number == 0 else round(figure, 12)


def _reversed(number: int) -> bool:
    return VARIABLES[number][2] > VARIABLES[number][3]


def _triples(
    rows: Sequence[tuple[Place, object]], hidden: Callable[[Place], bool], last: int
) -> list[list[Cell]]:
    """Value, standardised value and rank of each variable, for each row."""
    cells: list[list[Cell]] = [[] for _ in rows]
    for number in range(len(VARIABLES)):
        values = [_variable(place, number, part) for place, part in rows]
        mean, deviation = fmean(values), pstdev(values)
        sign = -1 if _reversed(number) else 1
        order = sorted(range(len(rows)), key=lambda i, v=values, s=sign: s * v[i])  # type: ignore[misc]
        step = (last - 1) / (len(rows) - 1)
        ranks = {i: 1 + round(position * step) for position, i in enumerate(order)}
        for i, (place, _) in enumerate(rows):
            standard = round(sign * (values[i] - mean) / deviation, 12)
            shown: list[Cell] = [values[i], standard, ranks[i]]
            cells[i] += ["..", "..", ranks[i]] if hidden(place) else shown
    return cells


def _bands(first: Sequence[Cell]) -> list[list[Cell]]:
    """Three header rows: themes, the variables in Hebrew, and in English."""
    themes, hebrew, english = ([*first] + [""] * (_LAST - len(first) + 1) for _ in range(3))
    for (at, at_english), band, band_en in zip(_BAND_AT, BANDS, BANDS_EN, strict=True):
        themes[at], themes[at_english] = band, band_en
    hebrew[4] = ""
    english[4] = " SOCIO-ECONOMIC INDEX 2019"
    for number, (name, name_en, _, _) in enumerate(VARIABLES):
        hebrew[_FIRST + 3 * number] = name
        english[_FIRST + 3 * number] = name_en
    return [themes, hebrew, english]


def _columns(english: bool) -> list[Cell]:
    cells: list[Cell] = []
    for number in range(len(VARIABLES)):
        mark = " (1)" if _reversed(number) else ""
        words = ("VALUE", "STANDARDIZED VALUE", "RANK") if english else ("ערך", "ציון תקן", "דירוג")
        cells += [words[0], words[1] + mark, words[2] + mark]
    return cells


def write_authorities(path: Path) -> None:
    """Table 1: authorities, with mean and national rows before the data."""
    book = new_book(path)
    sheet = book.add_worksheet("t01")
    write_row(sheet, 0, ["לוח 1. ", "רשויות מקומיות, לפי סדר אלף-ביתי:"])
    sheet.write_string(0, 28, "LOCAL AUTHORITIES, IN ALPHABETICAL ORDER OF HEBREW NAMES: ")
    sheet.write_string(0, _LAST, "TABLE 1. ")
    sheet.write_string(1, 1, f" {_TOPIC}")
    sheet.write_string(1, 28, f" {_TOPIC_EN}")
    for row, cells in enumerate(_bands(["", "", "", "", "מדד חברתי-כלכלי 2019"]), 3):
        write_row(sheet, row, cells)
    write_row(sheet, 6, ["מעמד מוניציפלי", "סמל יישוב", "שם רשות מקומית", "אוכלוסייה*",
                         "ערך מדד**", "  דירוג    (מ-1 עד 255)", "  אשכול***   (מ-1 עד 10)  ",
                         *_columns(False), "NAME OF LOCAL AUTHORITY"])  # fmt: skip
    write_row(sheet, 7, ["MUNICIPAL STATUS", "CODE OF LOCALITY", "", "POPULATION* ",
                         "INDEX VALUE**", "     RANK   (1 to 255)", " CLUSTER*** (1 to 10) ",
                         *_columns(True)])  # fmt: skip
    places = sorted(authorities(), key=lambda place: place.name)
    smallest = min(authorities("regional_council"), key=lambda place: place.residents)
    triples = _triples([(p, "") for p in places], lambda p: p is smallest, 255)
    means: list[Cell] = []
    for number in range(len(VARIABLES)):
        means += [fmean(_variable(place, number) for place in places), "", ""]
    people = sum(population(place, 2019) for place in places) * NATION_FACTOR
    write_row(sheet, 8, ["", "", "ממוצע", "", "", "", "", *means, "AVERAGE"])
    write_row(sheet, 9, ["", "", "ערך כלל ארצי", people, "", "", "", *means, "NATIONWIDE VALUE"])
    for row, (place, cells) in enumerate(zip(places, triples, strict=True), 10):
        council = place.kind == "regional_council"
        status = place.council_number if council else 0 if place.kind == "city" else 99
        code = 10_000 + place.council_number if council else place.number
        write_row(sheet, row, [
            status, code, place.name, population(place, 2019) - 0.25, index_2019(place),
            spread_ranks(index_2019)[place.code], index_cluster(place, 2019), *cells,
            place.transliteration,
        ])  # fmt: skip
    for row, (mark, words) in enumerate(_FOOTNOTES, 11 + len(places)):
        write_row(sheet, row, ["", mark, words])
    # The publisher's sheet goes on with empty formatted rows.
    sheet.write_blank(11 + len(places) + 40, _LAST + 3, None, book.add_format({"bold": True}))
    book.close()


def write_localities(path: Path) -> None:
    """Table 7: localities inside regional councils, by rising index value."""
    book = new_book(path)
    sheet = book.add_worksheet("לוח 7")
    write_row(sheet, 0, ["לוח 7. ", "יישובים בתוך מועצות אזוריות,"])
    sheet.write_string(0, 7, "LOCALITIES WITHIN REGIONAL COUNCILS, ")
    sheet.write_string(0, 13, "TABLE 7. ")
    sheet.write_string(1, 1, "לפי סדר עולה של המדד החברתי-כלכלי 2019:")
    sheet.write_string(2, 1, "ערך מדד, דירוג ואשכול,  ")
    sheet.write_string(3, 1, "ושינויים לעומת 2017")
    sheet.write_string(5, 0, "מועצה אזורית")
    sheet.write_string(5, 5, " יישוב בתוך מועצה אזורית")
    sheet.write_string(6, 0, "REGIONAL COUNCIL")
    sheet.write_string(6, 5, "LOCALITY IN REGIONAL COUNCIL")
    write_row(sheet, 7, [
        "מעמד מוניציפלי", "שם מועצה אזורית", "NAME OF REGIONAL COUNCIL ", " אשכול 2019[4]",
        " אשכול 2017[4]", "סמל יישוב", "שם יישוב", "NAME OF LOCALITY", "צורת יישוב",
        "אוכלוסיית המדד 2019[1]", "ערך מדד 2019[2]", "דירוג 2019[3] ", " אשכול 2019[4]",
        " אשכול 2017[4]",
    ])  # fmt: skip
    write_row(sheet, 8, [
        "MUNICIPAL STATUS", "", "", " CLUSTER 2019[4] ", " CLUSTER 2017[4]", "CODE OF LOCALITY",
        "", "", "TYPE OF LOCALITY", "INDEX POPULATION 2019[1]", "INDEX VALUE 2019[2]",
        "RANK 2019[3] ", " CLUSTER 2019[4] ", " CLUSTER 2017[4]",
    ])  # fmt: skip
    listed = sorted((p for p in LOCALITIES if p.council), key=index_2019)
    for row, place in enumerate(listed, 9):
        council = council_of(place.council)
        write_row(sheet, row, [
            place.council, council.name, council.transliteration, index_cluster(council, 2019),
            index_cluster(council, 2017), place.number, place.name, place.transliteration,
            place.form, population(place, 2019) - 0.25, index_2019(place), row - 8,
            index_cluster(place, 2019), index_cluster(place, 2017),
        ])  # fmt: skip
    for row, words in enumerate(("[3] מ-1 עד 995.", SYNTHETIC), 10 + len(listed)):
        write_row(sheet, row, [words])
    book.close()


def write_areas(path: Path) -> None:
    """Table 12: statistical areas of some cities."""
    book = new_book(path)
    sheet = book.add_worksheet("t12")
    write_row(sheet, 0, ["", "לוח 12. ", "אזורים סטטיסטיים בתוך עיריות ומועצות מקומיות: "])
    sheet.write_string(0, _LAST, "TABLE 12. ")
    sheet.write_string(1, 2, f" {_TOPIC}")
    sheet.write_string(1, 20, f" {_TOPIC_EN}")
    for row, cells in enumerate(_bands(["", "", "", "", "מדד חברתי-כלכלי 2019"]), 2):
        write_row(sheet, row, cells)
    write_row(sheet, 5, ["סמל יישוב", "שם יישוב", "סמל אזור סטטיסטי", "אוכלוסייה* ", "ערך מדד**",
                         "  דירוג    (מ-1 עד 1635)", "  אשכול***   (מ-1 עד 10)  ",
                         *_columns(False), "NAME OF LOCALITY "])  # fmt: skip
    write_row(sheet, 6, ["CODE OF LOCALITY", "", "CODE OF STATISTICAL AREA", "POPULATION*",
                         "INDEX VALUE**", "     RANK   (1 to 1635)", "CLUSTER*** (1 to 10) ",
                         *_columns(True)])  # fmt: skip
    people = sum(population(place, 2019) for place in authorities()) * NATION_FACTOR
    means: list[Cell] = []
    for number in range(len(VARIABLES)):
        means += [fmean(_variable(place, number) for place in authorities()), "", ""]
    write_row(sheet, 7, ["", "ערך כלל ארצי", "", people, "", "", "", *means, "NATIONWIDE VALUE"])
    chosen = sorted((p for p in municipalities() if p.code in AREAS_OF), key=lambda p: p.name)
    rows: list[tuple[Place, object]] = [(p, area) for p in chosen for area in range(1, 6)]
    values = [index_value(p, 2019) + 0.5 * noise(p.code, "area", area) for p, area in rows]
    order = sorted(range(len(rows)), key=values.__getitem__)
    bounds = (-1.7, -1.1, -0.7, -0.35, 0.1, 0.5, 0.9, 1.3, 1.8)
    for row, cells in enumerate(_triples(rows, lambda _: False, 1635)):
        place, area = rows[row]
        assert isinstance(area, int)
        write_row(sheet, row + 8, [
            place.number, place.name, area, population(place, 2019) / 7, values[row],
            1 + round(order.index(row) * 1634 / (len(rows) - 1)), clusters(values[row], bounds),
            *cells, place.transliteration,
        ])  # fmt: skip
    for row, (mark, words) in enumerate(_FOOTNOTES, 9 + len(rows)):
        write_row(sheet, row, ["", mark, words])
    book.close()


def write_peripherality(path: Path) -> None:
    """Authorities by rising index; a council has its number in the status column and no code."""
    book = new_book(path)
    sheet = book.add_worksheet("לוח 1")
    write_row(sheet, 0, ["לוח 1.  רשויות מקומיות בסדר עולה של מדד הפריפריאליות 2020: "])
    write_row(sheet, 1, [" ערך מדד, דירוג ואשכול, ערך ודירוג לפי כל אחד ממרכיבי המדד"])
    title = "TABLE 1.  LOCAL AUTHORITIES IN ASCENDING ORDER OF THE PERIPHERALITY INDEX 2020: "
    write_row(sheet, 2, [title])
    write_row(sheet, 3, [" INDEX VALUE, RANK AND CLUSTER, VALUE AND RANK BY EACH OF THE INDEX"
                         " COMPONENTS"])  # fmt: skip
    write_row(sheet, 5, [
        "מעמד מוניציפלי", "סמל\n יישוב", "שם רשות\n מקומית", "NAME OF LOCAL AUTHORITY",
        "אוכלוסייה 2020", "קרבה לגבול מחוז תל אביב", "", "מדד נגישות פוטנציאלית", "",
        "מדד פריפריאליות 2020", "", "", "אשכול פריפריאליות 2015",
    ])  # fmt: skip
    write_row(sheet, 6, [
        "", "", "", "", "", "PROXIMITY TO THE BOUNDARY OF THE  TEL AVIV DISTRICT", "",
        "POTENTIAL ACCESSIBILITY INDEX", "", "PERIPHERALITY INDEX 2020",
    ])  # fmt: skip
    write_row(sheet, 7, [
        "MUNICIPAL\nSTATUS", "CODE OF LOCALITY", "", "", "POPULATION\n 2020", "ערך1", "דירוג",
        "ערך1", "דירוג", "ערך2 ", "דירוג3 ", "אשכול4", "PERIPHERALITY CLUSTER \n 2015",
    ])  # fmt: skip
    write_row(sheet, 8, [
        "", "", "", "", "", "  VALUE1", "RANK", "VALUE1", "RANK", " VALUE2", "RANK3 ", "CLUSTER4",
    ])  # fmt: skip
    places = sorted(authorities(), key=peripherality)
    for row, place in enumerate(places, 9):
        council = place.kind == "regional_council"
        status = place.council_number if council else 0 if place.kind == "city" else 99
        write_row(sheet, row, [
            status, "" if council else place.number, place.name, place.transliteration,
            population(place, 2020), proximity(place), spread_ranks(proximity)[place.code],
            accessibility(place), spread_ranks(accessibility)[place.code], peripherality(place),
            spread_ranks(peripherality)[place.code], peripherality_cluster(place),
            peripherality_cluster_2004(place),
        ])  # fmt: skip
    below = 10 + len(places)
    write_row(sheet, below, [3, "מ-1 עד 255."])
    write_row(sheet, below + 1, [SYNTHETIC])
    book.close()

"""``2015.xls``: the layout of the years to 2015, one header row with the year inside the name."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import xlwt

from ingest.sample import figures
from ingest.sample.cells import Cell, in_workbook, of_group
from ingest.sample.columns import Column
from ingest.sample.notes import SYNTHETIC, shares_of_types
from ingest.sample.settlements import Place, authorities, municipalities

YEAR = 2015
SEE_LEGEND = "ראו מקרא מתחת ללוח"
_AVERAGE = "(ממוצע חודשי)"
_SCHOOL = 'תשע"ה 2014/15'
_UNIVERSITY = (
    "אחוז זכאים לתעודת בגרות שעמדו בדרישות הסף של האוניברסיטאות מבין תלמידי כיתות יב " + _SCHOOL
)
_THOUSANDS = {"population", "men", "women"}


def _c(key: str, name: str, year: int = 0, only: bool = False) -> Column:
    return Column(key, name, year=year, only="municipal" if only else "")


_GENERAL = (
    _c("distance", 'מרחק מגבול מחוז תל אביב (ק"מ) 2004 '),
    _c("status_year", "שנת קבלת מעמד מוניציפלי  "),
    _c("coast", "מרחב ימי, רשויות מקומיות הגובלות בחוף הים "),
    _c("council_members", "מספר חברי מועצה 2015"),
    _c("committee", "סמל ועדת תכנון ובנייה 2015"),
    _c("sei_cluster", "מדד חברתי-כלכלי 2013 - אשכול (מ-1 עד 10, 1 הנמוך ביותר)   "),
    _c("sei_value", "מדד חברתי-כלכלי 2013 - ערך מדד  "),
    _c("sei_rank", "מדד חברתי-כלכלי 2013 - דירוג (מ-1 עד 255, 1 הנמוך ביותר)  "),
)
_COUNCIL_ONLY = (
    Column("council_distance", 'ממוצע המרחקים (ק"מ) 2015'),
    Column("council_localities", 'סה"כ יישובים במועצה 2015'),
)
_PEOPLE = (
    _c("population", 'סה"כ  אוכלוסייה בסוף 2015 (אלפים)'),
    _c("jews_pct", "יהודים ואחרים (אחוזים) 2015"),
    _c("arabs_pct", "ערבים (אחוזים) 2015"),
    _c("men", 'סה"כ גברים בסוף 2015 (אלפים)'),
    _c("women", 'סה"כ נשים בסוף 2015 (אלפים)'),
    _c("dependency", "יחס תלות (לאלף תושבים בלתי תלויים) 2015"),
    _c("age_0_4", "אחוז בני 4-0  באוכלוסייה בסוף 2015"),
    _c("age_5_9", "אחוז בני 9-5  באוכלוסייה בסוף 2015"),
    _c("age_10_14", "אחוז בני  14-10 באוכלוסייה בסוף 2015"),
    _c("age_15_19", "אחוז בני 19-15  באוכלוסייה בסוף 2015"),
    _c("age_20_29", "אחוז בני 29-20 באוכלוסייה בסוף 2015"),
    _c("age_30_44", "אחוז בני 44-30  באוכלוסייה בסוף 2015"),
    _c("age_45_59", "אחוז בני 59-45  באוכלוסייה בסוף 2015"),
    _c("age_60_64", "אחוז בני 64-60  באוכלוסייה בסוף 2015"),
    _c("age_65", "אחוז בני 65 ומעלה  באוכלוסייה בסוף 2015"),
    _c("age_0_17", "אחוז בני 17-0  באוכלוסייה בסוף 2015"),
    _c("age_75", "אחוז בני 75 ומעלה באוכלוסייה בסוף 2015"),
    _c("births", "לידות חי 2015"),
    _c("deaths", "פטירות 2015"),
    _c("migration_balance", 'מאזן הגירה - סה"כ 2015'),
    _c("immigrants_1990_pct", "אחוז עולי 1990+ מסך האוכלוסייה 2015"),
    _c("infant_rate", "שיעור פטירות תינוקות1 לאלף לידות חי 2015-2011"),
    _c("migration_internal", "מאזן הגירה פנימית 2015"),
    _c("migrants_in", 'נכנסים מיישובים אחרים - סה"כ 2015'),
    _c("migrants_out", 'יוצאים ליישובים אחרים - סה"כ 2015'),
    _c("unemployment_monthly", f'מקבלי דמי אבטלה - סה"כ {_AVERAGE} 2015'),
    _c("unemployment_monthly_men", f"מקבלי דמי אבטלה - גברים 2015 {_AVERAGE}"),
    _c("unemployment_age", "גיל ממוצע של מקבלי דמי אבטלה (לא כולל חיילים) 2015"),
    _c("old_age_pension", 'מקבלי קצבאות זקנה ושאירים - סה"כ (סוף שנה) 2015'),
    _c("income_supplement_pct",
       "אחוז מקבלי השלמת הכנסה מבין מקבלי קצבאות זקנה ושאירים (סוף שנה) 2015"),
    _c("income_support", "מקבלי גמלת הבטחת הכנסה (נפשות, במשך השנה) 2015"),
    _c("wage", 'שכר ממוצע לחודש של שכירים במשך 2014 (ש"ח)', 2014),
    _c("wage_men", 'שכר ממוצע לחודש של גברים שכירים במשך 2014 (ש"ח)', 2014),
    _c("wage_women", 'שכר ממוצע לחודש של נשים שכירות במשך 2014 (ש"ח)', 2014),
    _c("employees", "מספר השכירים ב-2014", 2014),
    _c("minimum_wage_pct", "אחוז השכירים המשתכרים עד שכר מינימום ב-2014", 2014),
    _c("self_employed", "מספר העצמאים ב-2014", 2014),
    _c("gini", "מדד אי-השוויון - שכירים (מדד ג'יני, 0 שוויון מלא)  ב-2014", 2014),
)  # fmt: skip
_SERVICES = (
    _c("schools", f'בתי ספר - סה"כ  {_SCHOOL}'),
    _c("pupils", f'תלמידים - סה"כ {_SCHOOL}'),
    _c("matriculation_pct", f"אחוז זכאים לתעודת בגרות מבין תלמידי כיתות יב {_SCHOOL}"),
    _c("university_threshold_pct", _UNIVERSITY),
    _c("vehicles", 'כלי רכב מנועיים - סה"כ 2015'),
    _c("accidents", 'תאונות דרכים עם נפגעים - סה"כ 2015'),
)
_COMPACT = (
    _c("compact_cluster", "מדד קומפקטיות 2006 - אשכול (מ-1 עד 10, 1 הקומפקטי ביותר)"),
    _c("compact_rank", "מדד קומפקטיות 2006 - דירוג (מ-1 עד 197, 1 הקומפקטי ביותר)"),
    _c("compact_value", "מדד קומפקטיות 2006 - ציון תקן"),
)
_PERIPHERALITY = "מדד פריפריאליות 2004 - "
_REMOTE = (
    _c("old_per_cluster", _PERIPHERALITY + "אשכול: (מ-1 עד 10, 1 הפריפריאלי ביותר)"),
    _c("old_per_level", _PERIPHERALITY + "רמה לפי קבוצת אשכול"),
    _c("old_per_value", _PERIPHERALITY + "ערך מדד"),
    _c("old_per_rank", _PERIPHERALITY + "דירוג: (מ-1 עד 252, 1 הפריפריאלי ביותר)"),
    _c("area_km2", 'שימושי קרקע - סך הכל שטח שיפוט - בקמ"ר '),
)
_CITY = (*_GENERAL, *_PEOPLE, *_SERVICES, *_COMPACT, *_REMOTE)
_MONEY = (
    _c("budget_total", 'סך כולל הכנסות של הרשות (אלפי ש"ח) 2015'),
    _c("budget_income", 'סה"כ הכנסות של הרשות  מהתקציב הרגיל (אלפי ש"ח) 2015'),
    _c("budget_education", 'הכנסות של הרשות מחינוך (אלפי ש"ח) 2015'),
    _c("budget_welfare", 'הכנסות של הרשות מרווחה (אלפי ש"ח) 2015'),
    _c("budget_own", 'הכנסות עצמיות של הרשות (אלפי ש"ח) 2015'),
    _c("rates_home", 'הכנסות של הרשות מארנונה למגורים (גבייה) (אלפי ש"ח) 2015'),
    _c("rates_collection_pct",
       "הכנסות של הרשות מארנונה למגורים  -יחס גבייה ב-% לכלל החיובים 2015"),
    _c("budget_government", 'סה"כ השתתפות הממשלה בהכנסות  של הרשות (אלפי ש"ח) 2015'),
    _c("budget_grant", 'מענק כללי לאיזון (אלפי ש"ח) 2015'),
    _c("budget_spent", 'סה"כ הוצאות של הרשות בתקציב רגיל (אלפי ש"ח) 2015'),
    _c("spent_education", 'הוצאות של הרשות לחינוך (אלפי ש"ח) 2015'),
    _c("spent_welfare", 'הוצאות של הרשות לרווחה (אלפי ש"ח) 2015'),
    _c("loans", "סך הכול עומס מלוות לסוף השנה (כולל הפרשי הצמדה) 2015"),
    _c("deficit", "עודף / גירעון בתקציב הרגיל - השנה 2015"),
    _c("deficit_accumulated", 'עודף/גירעון מצטבר בסוף שנה (אלפי ש"ח) 2015'),
)  # fmt: skip
_BANDS = {
    "population": "קבוצת אוכלוסייה ודת",
    "men": "דמוגרפיה",
    "migrants_in": "מאזן  הגירה  פנימית3",
    "unemployment_monthly": "שכר ורווחה",
    "schools": "חינוך",
    "vehicles": "תחבורה",
    "budget_total": 'הכנסות רגיל + תב"ר',
    "budget_income": "הכנסות בתקציב הרגיל של הרשויות המקומיות6",
    "budget_spent": "הוצאות בתקציב הרגיל של הרשויות המקומיות6",
    "deficit": "עודף/גירעון6",
}
# Words that the council sheet and the summary have otherwise than the sheet of the cities.
_PENSION = {
    "old_age_pension": 'מקבלי קצבאות זקנה ושאירים - סה"כ 2015',
    "income_supplement_pct": "אחוז מקבלי השלמת הכנסה מבין מקבלי קצבאות זקנה ושאירים 2015",
}
_IN_SUMMARY = {
    **_PENSION,
    "unemployment_monthly_men": f"מקבלי דמי אבטלה - גברים {_AVERAGE} 2015",
    "rates_collection_pct": "הכנסות של הרשות מארנונה למגורים  - יחס גבייה ב-% לכלל החיובים 2015",
    "budget_grant": 'מענק כללי (אלפי ש"ח) 2015',
    "deficit": 'עודף / גירעון בתקציב הרגיל - השנה (אלפי ש"ח) 2015',
}
_LEGEND = (
    "הלשכה המרכזית לסטטיסטיקה ",
    "",
    "1  שיעורי הפטירות המבוססים על 5 עד 19 מקרים במונה, ניתנים בסוגריים, ואלה המבוססים על פחות"
    " מ-5 מקרים מסומנים בשתי נקודות (..) . ",
    SYNTHETIC,
)
_LEVELS = (
    "פריפריאלית מאוד", "פריפריאלית מאוד", "פריפריאלית מאוד", "פריפריאלית", "בינונית", "בינונית",
    "מרכזית", "מרכזית", "מרכזית מאוד", "מרכזית מאוד",
)  # fmt: skip


_COUNCIL = tuple(
    column._replace(name=_PENSION.get(column.key, column.name))
    for column in (*_GENERAL, *_COUNCIL_ONLY, *_PEOPLE, *_SERVICES, *_REMOTE)
)


def write_old_workbook(path: Path) -> None:
    """Write the workbook of 2015."""
    book = xlwt.Workbook(encoding="utf-8")
    _summary(book.add_sheet("רשויות מקומיות"))
    councils = authorities("regional_council")
    for places, columns, name, head in (
        (municipalities(), _CITY, "נתונים פיזיים - עיריות ומ.מקומי", "שם  הרשות"),
        (municipalities(), _MONEY, "נתונים כספיים - עיריות ומ.מקומי", "שם  הרשות1"),
        (councils, _COUNCIL, "נתונים פיזיים - מ.אזוריות", "שם הרשות"),
        (councils, _MONEY, "נתונים כספיים - מ.אזוריות", "שם  הרשות"),
    ):
        _sheet(book.add_sheet(name), places, columns, head)
    path.parent.mkdir(parents=True, exist_ok=True)
    book.save(str(path))


def _write(sheet: xlwt.Worksheet, row: int, cells: Sequence[Cell]) -> None:
    for col, cell in enumerate(cells):
        if cell != "":
            sheet.write(row, col, cell)


def _sheet(
    sheet: xlwt.Worksheet, places: Sequence[Place], columns: Sequence[Column], head: str
) -> None:
    physical = columns is not _MONEY
    _write(sheet, 0, ["", SEE_LEGEND])
    labels = ["מחוז 2015 ", "מעמד מוניציפלי 2015"] if physical else []
    _write(sheet, 1, [head, "סמל הרשות 2015", *labels, *(column.name for column in columns)])
    for row, place in enumerate(places, 2):
        council = place.kind == "regional_council"
        code = f"{place.council_number:02d}" if council else place.code
        cells: list[Cell] = [place.former or place.name, code]
        if physical:
            cells += [place.district_name, place.status_name]
        _write(sheet, row, [*cells, *(_cell(place, column) for column in columns)])
    below = len(places) + 2
    _write(sheet, below, [])
    for row, words in enumerate(_LEGEND, below + 1):
        _write(sheet, row, [words])
    _write(sheet, below + 1 + len(_LEGEND), ["", "הנתון מעודכן לתאריך 30/07/2017"])


def _cell(place: Place, column: Column) -> Cell:
    key = column.key
    # The council of 2012 had no peripherality value, nor a distance, of 2004.
    if place.code == "5569" and (key.startswith("old_per") or key == "distance"):
        return ".."
    cluster = figures.peripherality_cluster_2004(place)
    match key:
        case "old_per_cluster":
            return cluster
        case "old_per_level":
            return _LEVELS[cluster - 1]
        case "old_per_value":
            return figures.peripherality_2004(place)
        case "old_per_rank":
            return figures.spread_ranks(figures.peripherality_2004, 252)[place.code]
    return _rounded(key, in_workbook(place, column, YEAR))


def _rounded(key: str, cell: Cell) -> Cell:
    if isinstance(cell, str):
        return cell
    if key in _THOUSANDS:
        return round(cell / 1000, 1)
    if isinstance(cell, int):
        return cell
    if key.endswith("_value"):
        return round(cell, 3)
    return round(cell, 4 if key == "gini" else 0 if key in {"dependency", "wage"} else 1)


def _summary(sheet: xlwt.Worksheet) -> None:
    head: list[Cell] = [
        "", "רשויות מקומיות ", "כלל ארצי1", "עיריות - סך הכל", "מועצות מקומיות - סך הכל",
        "מועצות אזוריות - סך הכל2", "קובץ מעודכן לתאריך 30/07/2017",
    ]  # fmt: skip
    rows: list[list[Cell]] = [["", SEE_LEGEND], head, *shares_of_types(YEAR)]
    for column in (*_PEOPLE, *_SERVICES, *_MONEY):
        cells = [
            of_group(authorities(), column, YEAR, whole=True),
            of_group(authorities("city"), column, YEAR),
            of_group(authorities("local_council"), column, YEAR),
            of_group(authorities("regional_council"), column, YEAR),
        ]
        if column.key == "gini":
            cells = cells[:1]
        if column.key != "migration_internal" and any(cell != "" for cell in cells):
            shown = [_rounded(column.key, cell) for cell in cells]
            words = _IN_SUMMARY.get(column.key, column.name)
            rows.append([_BANDS.get(column.key, ""), words, *shown])
    rows += [
        ["הלשכה המרכזית לסטטיסטיקה "],
        ["1 הנתונים הפיזיים הכלל ארציים כוללים חסרי מעמד מוניציפלי, ואינם בהכרח סיכום של המגזרים"
         " האחרים (עיריות, מועצות מקומיות ומועצות אזוריות)."],
        [SYNTHETIC],
    ]  # fmt: skip
    for row, cells in enumerate(rows):
        _write(sheet, row, cells)

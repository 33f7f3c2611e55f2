"""The columns of ``2015.xls``, each year inside the name; the publisher's words."""

from __future__ import annotations

from ingest.sample.columns import Column
from ingest.sample.columns_land import USE_NAMES

_AVERAGE = "(ממוצע חודשי)"
_SCHOOL = 'תשע"ה 2014/15'
_UNIVERSITY = (
    "אחוז זכאים לתעודת בגרות שעמדו בדרישות הסף של האוניברסיטאות מבין תלמידי כיתות יב " + _SCHOOL
)


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
    _c("natural_rate", "ריבוי טבעי  לאלף תושבים 2015-2014"),
    _c("migration_balance", 'מאזן הגירה - סה"כ 2015'),
    _c("immigrants_1990_pct", "אחוז עולי 1990+ מסך האוכלוסייה 2015"),
    _c("growth_pct", "אחוז גידול האוכלוסייה שנת 2015 לעומת 2014"),
    _c("infant_rate", "שיעור פטירות תינוקות1 לאלף לידות חי 2015-2011"),
    _c("migration_internal", "מאזן הגירה פנימית 2015"),
    _c("migrants_in", 'נכנסים מיישובים אחרים - סה"כ 2015'),
    _c("migrants_in_15_29", "נכנסים מיישובים אחרים - גיל 29-15 2015"),
    _c("migrants_out", 'יוצאים ליישובים אחרים - סה"כ 2015'),
    _c("migrants_out_15_29", "יוצאים ליישובים אחרים - גיל 29-15 2015"),
    _c("unemployment_monthly", f'מקבלי דמי אבטלה - סה"כ {_AVERAGE} 2015'),
    _c("unemployment_monthly_men", f"מקבלי דמי אבטלה - גברים 2015 {_AVERAGE}"),
    _c("unemployment_age", "גיל ממוצע של מקבלי דמי אבטלה (לא כולל חיילים) 2015"),
    _c("old_age_pension", 'מקבלי קצבאות זקנה ושאירים - סה"כ (סוף שנה) 2015'),
    _c("income_supplement_pct",
       "אחוז מקבלי השלמת הכנסה מבין מקבלי קצבאות זקנה ושאירים (סוף שנה) 2015"),
    _c("income_support", "מקבלי גמלת הבטחת הכנסה (נפשות, במשך השנה) 2015"),
    _c("nursing", "מקבלי גמלאות סיעוד (סוף שנה) 2015"),
    _c("disability", "מקבלי גמלאות נכות כללית (סוף שנה) 2015"),
    _c("child_families", 'סה"כ משפחות של מקבלי קצבאות  בגין ילדים (סוף שנה) 2015'),
    _c("child_families_5",
       "מספר משפחות של מקבלי קצבאות בגין ילדים עם 5 ילדים ויותר במשפחה 2015"),
    _c("wage", 'שכר ממוצע לחודש של שכירים במשך 2014 (ש"ח)', 2014),
    _c("wage_men", 'שכר ממוצע לחודש של גברים שכירים במשך 2014 (ש"ח)', 2014),
    _c("wage_women", 'שכר ממוצע לחודש של נשים שכירות במשך 2014 (ש"ח)', 2014),
    _c("employees", "מספר השכירים ב-2014", 2014),
    _c("minimum_wage_pct", "אחוז השכירים המשתכרים עד שכר מינימום ב-2014", 2014),
    _c("self_employed", "מספר העצמאים ב-2014", 2014),
    _c("self_employed_income", 'הכנסה ממוצעת לחודש של העצמאים ב-2014 (ש"ח)', 2014),
    _c("self_employed_low_pct", "אחוז העצמאים המשתכרים עד מחצית השכר הממוצע ב-2014", 2014),
    _c("gini", "מדד אי-השוויון - שכירים (מדד ג'יני, 0 שוויון מלא)  ב-2014", 2014),
)  # fmt: skip
_EDUCATION = (
    _c("kindergarten", f'ילדים בגנים של משרד החינוך - סה"כ {_SCHOOL}'),
    _c("schools", f'בתי ספר - סה"כ  {_SCHOOL}'),
    _c("pupils", f'תלמידים - סה"כ {_SCHOOL}'),
    _c("pupils_per_class",
       f"ממוצע תלמידים לכיתה בבתי ספר יסודיים (כולל חינוך מיוחד) {_SCHOOL}"),
    _c("matriculation_pct", f"אחוז זכאים לתעודת בגרות מבין תלמידי כיתות יב {_SCHOOL}"),
    _c("university_threshold_pct", _UNIVERSITY),
)  # fmt: skip
_WATER = (
    _c("water_loss_pct", "אחוז פחת המים מסך כל תקבולי המים 2015", only=True),
    _c("water_per_person", 'סה"כ צריכת מים ביתית (מ"ק לנפש) 2015', only=True),
    _c("water_home", 'צריכת מים ביתית למגורים (מ"ק לנפש) 2015', only=True),
)
_BUILDING = (
    _c("started", "התחלת בנייה: מספר דירות 2015"),
    _c("completed", "גמר בנייה: מספר דירות 2015"),
)
_REGISTER = _c("dwellings", "מספר דירות למגורים לפי מרשם מבנים ודירות (יוני 2016)", 2016)
_WASTE = (
    _c("waste", 'פסולת מוצקה ביתית, מסחרית וגזם (ק"ג ליום לנפש) 2015'),
    _c("waste_recycled_pct", "אחוז מחזור מתוך פסולת מוצקה ביתית, מסחרית וגזם 2015"),
)
_ROADS = (
    _c("vehicles", 'כלי רכב מנועיים - סה"כ 2015'),
    _c("car_age", "גיל ממוצע של רכב פרטי (שנים) 2015"),
    _c("accidents", 'תאונות דרכים עם נפגעים - סה"כ 2015'),
    _c("accident_rate", "תאונות דרכים עם נפגעים - שיעור ל-1,000 תושבים 2015"),
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
)
_LAND_NAMES = {
    **USE_NAMES, "residential": "מגורים", "garden": "גינון לנוי פארק ציבורי", "fields": "גידול שדה",
}  # fmt: skip
_LAND = (
    _c("area_km2", 'שימושי קרקע - סך הכל שטח שיפוט - בקמ"ר '),
    *(column
      for use, name in _LAND_NAMES.items()
      for column in (_c(f"land_{use}_km2", f'שימושי קרקע - {name} - שטח בקמ"ר - 2013', 2013),
                     _c(f"land_{use}_pct",
                        f"שימושי קרקע - {name} 2013 - אחוז מסך כל שטח שיפוט", 2013))),
    _c("population", "אוכלוסייה סוף 2013 - סך הכל אלפים", 2013),
    _c("density_built", 'צפיפות אוכלוסייה לשטח בנוי למגורים (נפשות לקמ"ר) 2013', 2013),
)  # fmt: skip
MONEY = (
    _c("budget_total", 'סך כולל הכנסות של הרשות (אלפי ש"ח) 2015'),
    _c("budget_income", 'סה"כ הכנסות של הרשות  מהתקציב הרגיל (אלפי ש"ח) 2015'),
    _c("budget_education", 'הכנסות של הרשות מחינוך (אלפי ש"ח) 2015'),
    _c("budget_welfare", 'הכנסות של הרשות מרווחה (אלפי ש"ח) 2015'),
    _c("budget_own", 'הכנסות עצמיות של הרשות (אלפי ש"ח) 2015'),
    _c("rates", 'הכנסות של הרשות מארנונה (גבייה) (אלפי ש"ח) 2015'),
    _c("rates_home", 'הכנסות של הרשות מארנונה למגורים (גבייה) (אלפי ש"ח) 2015'),
    _c("rates_collection_pct",
       "הכנסות של הרשות מארנונה למגורים  -יחס גבייה ב-% לכלל החיובים 2015"),
    _c("rates_other", 'הכנסות של הרשות מארנונה לא למגורים (גבייה) (אלפי ש"ח) 2015'),
    _c("budget_government", 'סה"כ השתתפות הממשלה בהכנסות  של הרשות (אלפי ש"ח) 2015'),
    _c("budget_grant", 'מענק כללי לאיזון (אלפי ש"ח) 2015'),
    _c("budget_loans", 'מלוות לאיזון (אלפי ש"ח) 2015'),
    _c("budget_spent", 'סה"כ הוצאות של הרשות בתקציב רגיל (אלפי ש"ח) 2015'),
    _c("spent_education", 'הוצאות של הרשות לחינוך (אלפי ש"ח) 2015'),
    _c("spent_welfare", 'הוצאות של הרשות לרווחה (אלפי ש"ח) 2015'),
    _c("spent_labour", 'סה"כ הוצאות של הרשות לעלות עבודה (אלפי ש"ח) 2015'),
    _c("spent_operation", 'הוצאות של הרשות לפעולות (אלפי ש"ח) 2015'),
    _c("spent_repayment", 'הוצאות של הרשות לפירעון מלוות (אלפי ש"ח) 2015'),
    _c("spent_finance", 'הוצאות מימון של הרשות (אלפי ש"ח) 2015'),
    _c("spent_once",
       'העברות והוצאות חד-פעמיות (כולל כיסוי גירעון מצטבר) של הרשות (אלפי ש"ח) 2015'),
    _c("spent_general", 'הוצאות כלליות, השתתפויות והעברות (אלפי ש"ח) 2015'),
    _c("loans", "סך הכול עומס מלוות לסוף השנה (כולל הפרשי הצמדה) 2015"),
    _c("deficit", "עודף / גירעון בתקציב הרגיל - השנה 2015"),
    _c("deficit_accumulated", 'עודף/גירעון מצטבר בסוף שנה (אלפי ש"ח) 2015'),
)  # fmt: skip
BANDS = {
    "population": "קבוצת אוכלוסייה ודת",
    "men": "דמוגרפיה",
    "migrants_in": "מאזן  הגירה  פנימית3",
    "unemployment_monthly": "שכר ורווחה",
    "kindergarten": "חינוך",
    "water_loss_pct": "מים4",
    "started": "בנייה ודיור",
    "waste": "פסולת מוצקה ביתית, מסחרית וגזם",
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
IN_SUMMARY = {
    **_PENSION,
    "unemployment_monthly_men": f"מקבלי דמי אבטלה - גברים {_AVERAGE} 2015",
    "rates_collection_pct": "הכנסות של הרשות מארנונה למגורים  - יחס גבייה ב-% לכלל החיובים 2015",
    "budget_grant": 'מענק כללי (אלפי ש"ח) 2015',
    "deficit": 'עודף / גירעון בתקציב הרגיל - השנה (אלפי ש"ח) 2015',
}
CITY = (
    *_GENERAL, *_PEOPLE, *_EDUCATION, *_WATER, *_BUILDING, _REGISTER, *_WASTE, *_ROADS,
    *_COMPACT, *_REMOTE, *_LAND,
)  # fmt: skip
COUNCIL = tuple(
    column._replace(name=_PENSION.get(column.key, column.name))
    for column in (*_GENERAL, *_COUNCIL_ONLY, *_PEOPLE, *_ROADS, *_BUILDING, *_WASTE,
                   *_EDUCATION, *_REMOTE, *_LAND)
)  # fmt: skip
SUMMARY = (*_PEOPLE, *_EDUCATION, *_WATER, *_BUILDING, *_WASTE, *_ROADS, *MONEY)

"""Residents: ages, births and movements, families, health, benefits and wages."""

from __future__ import annotations

from ingest.sample.columns import TEN, TWENTY, Column

DENSITY = Column("density", "צפיפות אוכלוסייה לקמ''ר ביישובים שמנו 5,000 תושבים ויותר",
                 band="דמוגרפיה", over=5_000)  # fmt: skip
AGES = (
    Column("age_0_4", "אחוז באוכלוסייה בסוף השנה", "בני 4-0"),
    Column("age_5_9", sub="בני 9-5"),
    Column("age_10_14", sub="בני 14-10"),
    Column("age_15_19", sub="בני 19-15"),
    Column("age_20_29", sub="בני 29-20"),
    Column("age_30_44", sub="בני 44-30"),
    Column("age_45_59", sub="בני 59-45"),
    Column("age_60_64", sub="בני 64-60"),
    Column("age_65", sub="בני 65 ומעלה"),
    Column("age_0_17", sub="בני 17-0"),
    Column("age_75", sub="בני 75 ומעלה"),
    Column("dependency", "יחס תלות (ל-1,000 תושבים בלתי תלויים)",
           comment="יחס בין  האוכלוסייה הנתמכת לבין האוכלוסייה התומכת. מוצג כשיעור לאלף."),
)  # fmt: skip
_MOVERS = (
    ("", 'סה"כ'), ("_men", "גברים"), ("_women", "נשים"), ("_0_14", "עד גיל 14"),
    ("_15_29", "גיל 29-15"), ("_30_64", "גיל 64-30"), ("_65", "גיל 65 ומעלה"),
)  # fmt: skip


def births_and_moves(five_years: str, marriages: int) -> tuple[Column, ...]:
    """Births, deaths, movements and marriages."""
    couples = 'סה"כ גברים ונשים'
    return (
        Column("births", "לידות חי"),
        Column("fertility", "שיעור פריון כולל ", over=5_000),
        Column("infant_rate", "שיעור פטירות תינוקות ל-1,000 לידות חי", period=five_years),
        Column("deaths", "פטירות"),
        Column("mortality", "שיעור פטירות מתוקנן ל-1,000 תושבים", period=five_years),
        Column("natural_increase", 'ריבוי טבעי\nסה"כ'),
        Column("natural_rate", "ריבוי טבעי  ל-1,000 תושבים"),
        Column("growth_pct", "אחוז גידול האוכלוסייה לעומת השנה הקודמת"),
        Column("immigrants_1990_pct", "אחוז עולי 1990+ מסך האוכלוסייה"),
        Column("migration_balance", 'מאזן הגירה ביישוב\nסה"כ',
               comment="הפרש בין מספר הנכנסים ליישוב לבין מספר היוצאים ממנו בשנה קלנדרית."),
        Column("migration_internal", "מאזן הגירה פנימית"),
        *_moves("migrants_in", "נכנסים מיישובים אחרים\n"),
        *_moves("migrants_out", "יוצאים ליישובים אחרים\n"),
        Column("weddings", "נישאים", couples, "", marriages, marriages),
        Column("wedding_rate", "", "שיעור ל-1,000 תושבים לא נשואים בני 15 ומעלה", "", marriages,
               marriages),
        Column("divorces", "מתגרשים", couples, "", marriages, marriages),
        Column("divorce_rate", "", "שיעור ל-1,000 תושבים נשואים בני 15 ומעלה", "", marriages,
               marriages),
    )  # fmt: skip


def _moves(key: str, name: str) -> tuple[Column, ...]:
    return tuple(
        Column(key + part, "" if part else name, words) for part, words in _MOVERS
    )  # fmt: skip


def marital_status(year: int) -> tuple[Column, ...]:
    """Shares of the adults, published since 2023."""
    kinds = (
        ("single", "רווקים"), ("married", "נשואים"), ("divorced", "גרושים"), ("widowed", "אלמנים"),
    )  # fmt: skip
    return tuple(
        Column(f"{kind}_pct", name, "אחוז", "" if i else "מצב משפחתי\nמתוך בני 18 ומעלה", year,
               year)
        for i, (kind, name) in enumerate(kinds)
    )  # fmt: skip


def health(life: str, diabetes: str, school: str) -> tuple[Column, ...]:
    """Life expectancy and illness, of larger cities; the cancer of 2014-2018 stays for years."""
    cancer = "שיעור סרטן מכל הסוגים מתוקנן ל-100,000 תושבים, "
    weight = "אחוזים\n" + TEN
    return (
        Column("life_expectancy", "תוחלת חיים\nבלידה סך הכל", "בערים המונות 50,000 תושבים ויותר",
               "בריאות", life, over=50_000, blank=".."),
        Column("diabetes_rate", "שיעור מקרי סוכרת מתוקנן ל-1,000 תושבים\n", TEN, "", diabetes,
               over=10_000, blank=".."),
        Column("overweight_1_pct", " עודף משקל והשמנה, כיתה א \n", weight, "", school, over=10_000),
        Column("overweight_7_pct", "עודף משקל והשמנה, כיתה ז", weight, over=10_000),
        Column("cancer_men", cancer + "גברים", TWENTY, "", "2018-2014", 2018, 20_000),
        Column("cancer_women", cancer + "נשים", TWENTY, "", "2018-2014", 2018, 20_000),
    )  # fmt: skip


def welfare(band: str, income_support: str) -> tuple[Column, ...]:
    """Benefits; who counts for income support has changed with the years."""
    return (
        Column("unemployment_annual", 'מספר מקבלי דמי אבטלה \n(סה"כ שנתי)', band=band),
        Column("unemployment_annual_pct", "אחוז מקבלי דמי אבטלה מבני 67-20\n(שנתי)"),
        Column("unemployment_monthly", "מקבלי דמי אבטלה \n(ממוצע חודשי)", 'סה"כ'),
        Column("unemployment_monthly_men", sub="גברים"),
        Column("unemployment_monthly_pct", "אחוז מקבלי דמי אבטלה מבני 67-20\n(ממוצע חודשי)"),
        Column("unemployment_age", "גיל ממוצע של מקבלי דמי אבטלה\n(לא כולל חיילים)"),
        Column("unemployment_days", "ניצול ימי אבטלה בשנה \n(ממוצע שנתי)"),
        Column("old_age_pension", 'מקבלי קצבאות זקנה ושאירים\nסה"כ\n(סוף שנה)'),
        Column("income_supplement_pct",
               "אחוז מקבלי השלמת הכנסה ממקבלי קצבאות זקנה ושאירים\n(סוף שנה)"),
        Column("income_support", income_support),
        Column("nursing", "מקבלי גמלאות סיעוד (סוף שנה)"),
        Column("disability", "מקבלי גמלאות נכות כללית\n(סוף שנה)"),
        Column("child_families", "מספר משפחות של מקבלי קצבאות  בגין ילדים (סוף שנה)", 'סה"כ'),
        Column("child_families_1", sub="עם 2-1 ילדים במשפחה"),
        Column("child_families_3", sub="עם 4-3 ילדים במשפחה"),
        Column("child_families_5", sub="עם 5 ילדים ויותר במשפחה"),
    )  # fmt: skip


def wages_2021() -> tuple[Column, ...]:
    """Wages of employees and of the self-employed, of 2019."""
    year = 2019
    return (
        Column("wage", 'שכר ממוצע לחודש של שכירים (ש"ח)', "כלל השכירים", "", year, year),
        Column("wage_men", "", "גברים", year=year),
        Column("wage_women", "", "נשים", year=year),
        Column("wage_change_pct",
               "אחוז שינוי ריאלי לעומת השנה הקודמת\nשל שכר ממוצע לחודש\nשל שכירים",
               "כלל השכירים", "", year, year),
        Column("employees", "מספר השכירים", "", "", year, year),
        Column("minimum_wage_pct", "אחוז השכירים המשתכרים עד שכר מינימום", "", "", year, year,
               comment="שכר מינימום לחודש עבודה בשנת 2019"),
        Column("self_employed", "מספר העצמאים", "", "", year, year),
        Column("self_employed_income", 'הכנסה ממוצעת לחודש של העצמאים (ש"ח)', "", "", year, year),
        Column("self_employed_low_pct", "אחוז העצמאים המשתכרים עד מחצית השכר הממוצע", "", "",
               year, year),
        Column("gini", "מדד אי-השוויון\nשכירים\n(מדד ג'יני, 0 שוויון מלא)", "", "", year, year),
    )  # fmt: skip


def wages_2024() -> tuple[Column, ...]:
    """Earners by what they earn from; the year stands over the first column of a pair only."""
    year = 2023
    pairs = (
        ("earners", "income", "כלל בעלי הכנסה"), ("earners_men", "income_men", "גברים"),
        ("earners_women", "income_women", "נשים"), ("employees", "wage", "בעלי הכנסה משכר"),
        ("business_earners", "business_income", "בעלי הכנסה עסקית"),
        ("mixed_earners", "mixed_income", "בעלי הכנסה משכר ועסקית"),
    )  # fmt: skip
    lowly = (("minimum", "המינימום"), ("median", "החציוני"))
    return (
        *(column
          for i, (many, much, name) in enumerate(pairs)
          for column in (Column(many, name, "מספר בעלי הכנסה ", "" if i else "שכר", year, year),
                         Column(much, "", "שכר ממוצע", year=year))),
        *(Column(f"below_{which}_wage", f"שכירים המשתכרים מתחת לשכר {name}", "מספר", "", year,
                 year) for which, name in lowly),
    )  # fmt: skip

"""The budget sheet of the workbooks of 2021 and 2024, in thousands of shekels."""

from __future__ import annotations

from ingest.sample.columns import Column


def budget(year: int) -> tuple[Column, ...]:
    """The budget sheet. Its bands stand over the middle of their groups, as the publisher's do."""
    index = (
        Column("population", 'סה"כ  אוכלוסייה בסוף השנה'),
        Column("sei_cluster", "אשכול\nמדד חברתי כלכלי \n(משנת 2021, מ-1 עד 10, 1 הנמוך ביותר)   "),
    )
    old = year == 2021
    return (
        Column("name", "שם הרשות"),
        Column("code", "סמל הרשות"),
        Column("district", "מחוז", band="כללי" if old else ""),
        Column("status", "מעמד מוניציפאלי" if old else "מעמד מוניציפלי",
               band="" if old else "כללי"),
        *(() if old else index),
        *_revenue("הכנסות מהממשלה: מלוות לאיזון" if old else "מלוות למחזור ולאיזון"),
        *_spending(),
        *_balance(),
    )  # fmt: skip


def _revenue(loans: str) -> tuple[Column, ...]:
    return (
        Column("budget_total", 'סה"כ תקבולים (תקציב רגיל ותקציב בלתי רגיל)', band="תקבולים"),
        Column("budget_income", 'סה"כ הכנסות בתקציב הרגיל'),
        Column("revenue_per_person", 'הכנסות לנפש בתקציב הרגיל (ש"ח)'),
        Column("budget_education", "שירותים ממלכתיים - חינוך",
               band="תקבולים בתקציב הרגיל - לפי פרקי תקציב"),
        Column("budget_welfare", "שירותים ממלכתיים - רווחה"),
        # The total stands twice, over the chapters and over the kinds of revenue.
        Column("budget_income", 'סה"כ הכנסות בתקציב הרגיל'),
        Column("budget_own", 'סה"כ הכנסות עצמיות'),
        Column("rates", "הכנסות עצמיות: מארנונה"),
        Column("rates_home", 'ארנונה למגורים: סה"כ גביות'),
        Column("rates_collection_pct", "ארנונה למגורים: יחס גבייה ב-% לכלל החיובים",
               comment='סה"כ גביות למגורים בשנת הדוח לחלק לסה"כ חיובים נטו למגורים'),
        Column("rates_current_pct", "ארנונה למגורים: יחס גבייה ב-% לחיוב השנה"),
        Column("rates_arrears", "ארנונה למגורים: גביית פיגורים (קרן + ריבית)",
               band="תקבולים בתקציב הרגיל - לפי סוג ההכנסה"),
        Column("rates_other", "ארנונה לא למגורים: \nגבייה"),
        Column("budget_government", 'סה"כ הכנסות מהממשלה'),
        Column("budget_grant", "הכנסות מהממשלה: מענק כללי"),
        Column("budget_loans", loans),
        Column("budget_extra", 'סה"כ הכנסות בתקציב בלתי רגיל'),
    )  # fmt: skip


def _spending() -> tuple[Column, ...]:
    return (
        Column("budget_paid", 'סה"כ תשלומים (תקציב רגיל ותקציב בלתי רגיל)', band="תשלומים"),
        Column("budget_spent", 'סה"כ הוצאות בתקציב הרגיל'),
        Column("spent_per_person", 'הוצאה לנפש בתקציב הרגיל (ש"ח)'),
        Column("spent_education", "שירותים ממלכתיים: חינוך",
               band="תשלומים בתקציב הרגיל - לפי פרקי תקציב"),
        Column("spent_welfare", "שירותים ממלכתיים: רווחה"),
        Column("spent_culture", "שירותים ממלכתיים: תרבות"),
        Column("budget_spent", 'סה"כ הוצאות בתקציב הרגיל'),
        Column("spent_labour", 'סה"כ הוצאות לעלות עבודה'),
        Column("spent_operation", "הוצאות תפעול", band="תשלומים בתקציב הרגיל - לפי סוג ההוצאה"),
        Column("spent_repayment", "הוצאות לפירעון מלוות"),
        Column("spent_finance", "הוצאות מימון"),
        Column("spent_once", "העברות והוצאות חד-פעמיות (כולל כיסוי גירעון מצטבר)"),
        Column("spent_general", "הוצאות כלליות, השתתפויות והעברות"),
        Column("spent_extra", 'סה"כ הוצאות בתקציב בלתי רגיל'),
        Column("spent_works", "הוצאות לעבודות שבוצעו במשך השנה",
               band="תשלומים בתקציב הבלתי רגיל"),
    )  # fmt: skip


def _balance() -> tuple[Column, ...]:
    return (
        Column("deficit", "עודף/גירעון\nבתקציב הרגיל\nהשנה"),
        Column("deficit_bare", "עודף/גירעון בתקציב הרגיל\nהשנה\nללא קבלת מלוות לאיזון",
               band="עודף/גירעון"),
        Column("deficit_accumulated", "עודף/גירעון מצטבר בתקציב הרגיל לסוף שנה"),
        Column("loans", "עומס מלוות לסוף השנה (כולל הפרשי הצמדה)"),
    )  # fmt: skip

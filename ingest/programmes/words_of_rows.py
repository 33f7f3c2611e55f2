"""What is said of faults of a row and of a cell."""

from __future__ import annotations

from ingest.programmes.words import Words, words

_TWICE = (
    "השאירו שורה אחת ומחקו את השאר, או שנו את מה שמבדיל ביניהן: {columns}.",
    "Leave one row and delete the others, or change what tells them apart: {columns}.",
)
_PERSONAL_DO = (
    "מחקו את הפרט האישי מהתא. כתבו גוף או תפקיד בלבד, בלי פרטים על אדם.",
    "Delete the personal detail from the cell. Write a body or a function alone, nothing of a "
    "person.",
)
_DATE_DO = (
    "כתבו יום/חודש/שנה בארבע ספרות, למשל 31/12/2026.",
    "Write day/month/year with four digits, such as 31/12/2026.",
)
_NUMBER_DO = (
    "כתבו מספר אחד בספרות בלבד, למשל 1200 או 3.5.{note}",
    "Write one number in digits alone, such as 1200 or 3.5.{note}",
)
_CHOICE_DO = (
    "{hint} בחרו מהרשימה הנפתחת בתא.{allowed}",
    "{hint} Choose from the drop-down list of the cell.{allowed}",
)

OF_ROWS: dict[str, Words] = {
    "settlement_empty": words(
        "row",
        "לא כתוב לאיזה יישוב השורה שייכת.",
        "It is not written which settlement the row belongs to.",
        "כתבו את סמל היישוב ושמו, למשל „8000 צפת”, בכל שורה.",
        'Write code and name of the settlement, such as "8000 צפת", in each row.',
    ),
    "settlement_unreadable": words(
        "row",
        "לא ניתן לזהות את היישוב: {said}.",
        "The settlement cannot be told: {said}.",
        "כתבו סמל ושם של יישוב אחד, למשל „8000 צפת”.",
        'Write code and name of one settlement, such as "8000 צפת".',
    ),
    "settlement_two": words(
        "row",
        "יש בתא יותר מיישוב אחד: {said}.",
        "The cell names more than one settlement: {said}.",
        "כתבו שורה נפרדת לכל יישוב.",
        "Write a row for each settlement.",
    ),
    "settlement_other": words(
        "row",
        "היישוב בשורה ({said}) אינו היישוב של התיקייה ({folder}).",
        "The settlement of the row ({said}) is not that of the folder ({folder}).",
        "תקנו את היישוב, או העבירו את השורה לקובץ בתיקייה של אותו יישוב.",
        "Mend the settlement, or move the row to a file in that settlement's folder.",
    ),
    "reference_unknown": words(
        "notice",
        "{said} אינו רשום בעמודה „{column}” של הגיליון „{sheet}”, ולכן השורה אינה מקושרת.",
        '{said} is not under "{column}" in the sheet "{sheet}", so the row is linked to nothing.',
        "{hint} כתבו בדיוק כפי שנכתב שם, או הוסיפו שם שורה.",
        "{hint} Write it exactly as it is written there, or add a row there.",
    ),
    "example_filled": words(
        "notice",
        "השורה נראית מלאה, אבל בעמודת היישוב כתוב עדיין „דוגמה”, ולכן לא תיקלט.",
        'The row looks filled, but its settlement still says "דוגמה" (example), so it is not '
        "taken.",
        "אם היא שורה שלכם, כתבו את סמל היישוב ושמו במקום „דוגמה”.",
        'If the row is yours, write code and name of the settlement in place of "דוגמה".',
    ),
    "required_empty": words(
        "row",
        "התא „{column}” ריק, וחובה למלא אותו.",
        'The cell "{column}" is empty, and it is required.',
        "מלאו אותו. אם השורה מיותרת, מחקו את כולה.",
        "Fill it. If the row is not needed, delete all of it.",
    ),
    "total_row": words(
        "row",
        "זו שורת סיכום, ולא שורת נתונים.",
        "This is a line of totals, not a row of one thing.",
        "מחקו אותה: הסכומים מחושבים אוטומטית, וכך דבר לא ייספר פעמיים.",
        "Delete it: totals are computed, so that nothing is counted twice.",
    ),
    "merged_cells": words(
        "row",
        "יש בשורה תאים ממוזגים ({range}), ולא ידוע לאיזו שורה התוכן שייך.",
        "The row has merged cells ({range}), and it is not known to which row their content "
        "belongs.",
        "סמנו את התאים, בטלו את המיזוג (בית, מיזוג ומירכוז), וכתבו את התוכן בכל שורה.",
        "Mark the cells, unmerge them (Home, Merge & Center), and write the content in each row.",
    ),
    "row_hidden": words(
        "row",
        "השורה מוסתרת או מסוננת, ולכן לא תיקלט.",
        "The row is hidden or filtered out, so it is not taken.",
        "אם היא נחוצה: נקו את הסינון או בטלו את ההסתרה, ושמרו. אם לא: מחקו אותה.",
        "If it counts: clear the filter or unhide it, and save. If not: delete it.",
    ),
    "key_twice": words(
        "row",
        "אותו פריט רשום בכמה שורות ({found}), ולא ידוע איזו מהן הנכונה.",
        "The same thing stands in several rows ({found}), and it is not known which holds.",
        *_TWICE,
    ),
    "formula_empty": words(
        "row",
        "בתא יש נוסחה בלי תוצאה שמורה.",
        "The cell has a formula without a stored result.",
        "פתחו את הקובץ ב־Excel ושמרו אותו, או כתבו את הערך עצמו במקום הנוסחה.",
        "Open the file in Excel and save it, or write the value itself in place of the formula.",
    ),
    "cell_error": words(
        "row",
        "בתא יש שגיאת נוסחה: {said}.",
        "The cell holds an error of a formula: {said}.",
        "תקנו את הנוסחה או כתבו את הערך עצמו.",
        "Mend the formula or write the value itself.",
    ),
    "dates_reversed": words(
        "row",
        "תאריך הסיום ({until}) קודם לתאריך ההתחלה ({since}).",
        "The end date ({until}) is before the start date ({since}).",
        "בדקו את שני התאריכים; ייתכן שהתחלפו.",
        "Look at both dates; they may have been swapped.",
    ),
    "choice_unknown": words(
        "row", "{said} אינו ברשימה.", "{said} is not in the list.", *_CHOICE_DO
    ),
    "indicator_unknown": words(
        "row",
        "{said} אינו מדד בקטלוג.",
        "{said} is no indicator of the catalogue.",
        "{hint} בחרו מדד מהרשימה הנפתחת, או כתבו את קוד המדד או את שמו המלא.",
        "{hint} Choose an indicator from the list, or write its code or its full name.",
    ),
    "programme_unknown": words(
        "row", "{said} אינה תוכנית מוכרת.", "{said} is no known programme.", *_CHOICE_DO
    ),
    "yes_no_unknown": words(
        "row",
        "{said} אינו כן או לא.",
        "{said} is neither yes nor no.",
        "כתבו „כן” או „לא”.",
        'Write "כן" (yes) or "לא" (no).',
    ),
    "date_unreadable": words(
        "row", "לא ניתן לקרוא את התאריך: {said}.", "The date cannot be read: {said}.", *_DATE_DO
    ),
    "date_month_first": words(
        "row",
        "בתאריך {said} החודש כתוב לפני היום, ובטופס היום נכתב לפני החודש.",
        "In the date {said} the month stands before the day; in the form the day comes first.",
        *_DATE_DO,
    ),
    "date_order_unclear": words(
        "row",
        "לא ברור מה נכתב קודם ב־{said}, היום או החודש: בתא אחר בעמודה החודש כתוב ראשון.",
        "It is not clear what comes first in {said}, day or month: another cell of the column "
        "has the month first.",
        *_DATE_DO,
    ),
    "date_two_digit_year": words(
        "row",
        "השנה ב־{said} כתובה בשתי ספרות, ולא ידוע באיזו מאה.",
        "The year of {said} has two digits, and its century is not known.",
        *_DATE_DO,
    ),
    "date_serial": words(
        "row",
        "בתא כתוב מספר ({said}) ולא תאריך.",
        "The cell holds a number ({said}) and not a date.",
        "עצבו את התא כתאריך (בית, תבנית מספר, תאריך), או כתבו 31/12/2026.",
        "Format the cell as a date (Home, Number Format, Date), or write 31/12/2026.",
    ),
    "date_with_time": words(
        "row",
        "יש בתא שעה לצד התאריך: {said}.",
        "The cell has a time of day beside the date: {said}.",
        *_DATE_DO,
    ),
    "date_range": words(
        "row",
        "התאריך {said} אינו בין 1948 ל־2100.",
        "The date {said} is not between 1948 and 2100.",
        *_DATE_DO,
    ),
    "date_day_first": words(
        "notice",
        "התאריך {said} נקרא כשהיום קודם לחודש: {read}.",
        "The date {said} was read with the day first: {read}.",
        "אם זה נכון אין צורך לעשות דבר. אם לא, תקנו: יום/חודש/שנה.",
        "If that is right there is nothing to do. If not, mend it: day/month/year.",
    ),
    "year_unreadable": words(
        "row",
        "לא ניתן לקרוא את השנה: {said}.",
        "The year cannot be read: {said}.",
        "כתבו שנה לועזית אחת בארבע ספרות, בין 1948 ל־2100, למשל 2025.",
        "Write one year of the common era with four digits, from 1948 to 2100, such as 2025.",
    ),
    "number_unreadable": words(
        "row", "לא ניתן לקרוא את המספר: {said}.", "The number cannot be read: {said}.", *_NUMBER_DO
    ),
    "number_approximate": words(
        "row",
        "{said} הוא אומדן ולא מספר מדויק.",
        "{said} is an estimate and not an exact number.",
        *_NUMBER_DO,
    ),
    "number_span": words(
        "row",
        "{said} הוא טווח ולא מספר אחד.",
        "{said} is a span and not one number.",
        *_NUMBER_DO,
    ),
    "number_words": words(
        "row",
        "המספר כתוב במילים או באותיות: {said}.",
        "The number is written in words or letters: {said}.",
        *_NUMBER_DO,
    ),
    "number_decimal_comma": words(
        "row",
        "לא ברור מהו מפריד האלפים ומהי הנקודה העשרונית ב־{said}.",
        "It is not clear what parts the thousands and what is the decimal point in {said}.",
        "פסיק מפריד אלפים ונקודה מפרידה שבר: כתבו 1,234.56, או בלי פסיק 1234.56.",
        "Write a comma for thousands and a point for the fraction: 1,234.56, or plainly 1234.56.",
    ),
    "number_is_date": words(
        "row",
        "בתא יש תאריך ולא מספר; ייתכן ש־Excel המיר אותו.",
        "The cell holds a date and not a number; Excel may have changed it.",
        "עצבו את התא כמספר והקלידו את המספר שוב.",
        "Format the cell as a number and type the number again.",
    ),
    "money_negative": words(
        "row",
        "הסכום שלילי: {said}.",
        "The amount is negative: {said}.",
        "כתבו סכום של 0 ומעלה. החזר או קיצוץ אינם סכום שלילי.{note}",
        "Write an amount of 0 or more. A refund or a cut is no negative amount.{note}",
    ),
    "count_not_whole": words(
        "row",
        "{said} אינו מספר שלם, 0 ומעלה.",
        "{said} is not a whole number, 0 or more.",
        "כתבו כמה אנשים, במספר שלם. אם לא ידוע, השאירו ריק; 0 רק אם אין.",
        "Write how many people, as a whole number. Leave it empty if not known; 0 only if there "
        "are none.",
    ),
    "percent_out": words(
        "row",
        "האחוז {said} אינו בין 0 ל־100.",
        "The percentage {said} is not between 0 and 100.",
        "כתבו אחוז בין 0 ל־100, למשל 65 או 65%.",
        "Write a percentage from 0 to 100, such as 65 or 65%.",
    ),
    "percent_fraction": words(
        "row",
        "לא ידוע אם {said} הוא שבר של 1 או פחות מאחוז אחד.",
        "It is not known whether {said} is a part of 1 or less than one percent.",
        "כתבו {as_percent}% או {found}%. במספר שבין 0 ל־1 סימן האחוז נחוץ.",
        "Write {as_percent}% or {found}%. A number between 0 and 1 needs the percent sign.",
    ),
    "text_too_long": words(
        "row",
        "בתא {length} תווים, ומותר עד {limit}.",
        "The cell has {length} characters; {limit} are allowed.",
        "קצרו את הטקסט.",
        "Shorten the text.",
    ),
    "text_is_date": words(
        "row",
        "Excel הפך את הטקסט בתא לתאריך.",
        "Excel turned the text of the cell into a date.",
        "עצבו את התא כטקסט והקלידו את הטקסט שוב.",
        "Format the cell as text and type the text again.",
    ),
    "formula_value": words(
        "notice",
        "בתא יש נוסחה; נקלטה התוצאה השמורה שלה.",
        "The cell has a formula; its stored result was taken.",
        "אם הערך נכון אין צורך לעשות דבר.",
        "If the value is right there is nothing to do.",
    ),
    "other_digits": words(
        "notice",
        "הספרות בתא אינן 0 עד 9, ונקראו כך: {read}.",
        "The digits of the cell, which are not 0 to 9, were read as {read}.",
        "אם הערך נכון אין צורך לעשות דבר.",
        "If the value is right there is nothing to do.",
    ),
    "personal_id": words(
        "row",
        "בתא יש מספר שנראה כמספר זהות.",
        "The cell has what looks like an identity number.",
        *_PERSONAL_DO,
    ),
    "personal_phone": words(
        "row", "בתא יש מספר טלפון.", "The cell has a phone number.", *_PERSONAL_DO
    ),
    "personal_mail": words(
        "row", "בתא יש כתובת דואר אלקטרוני.", "The cell has a mail address.", *_PERSONAL_DO
    ),
    "personal_address": words(
        "row",
        "בתא יש כתובת מלאה: רחוב ומספר בית.",
        "The cell has a full address: a street and a house number.",
        "כתבו רחוב או שכונה בלי מספר בית.",
        "Write the street or neighbourhood without the house number.",
    ),
}

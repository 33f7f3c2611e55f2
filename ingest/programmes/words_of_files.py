"""What is said of faults of a file and of a sheet."""

from __future__ import annotations

from ingest.programmes.words import Words, words

OF_FILES: dict[str, Words] = {
    "unsupported_type": words(
        "file",
        "קובץ מסוג {found} אינו נקרא. נקראים ‎.xlsx, ‎.xlsm, ‎.ods ו־‎.csv.",
        "A file of type {found} is not read. Read are .xlsx, .xlsm, .ods and .csv.",
        "שמרו אותו בשם כחוברת עבודה של Excel‏ (‎.xlsx), או העתיקו את הנתונים לתבנית, והניחו שוב.",
        "Save it as an Excel workbook (.xlsx), or copy the data into the template, and hand it in "
        "again.",
    ),
    "empty_file": words(
        "file",
        "הקובץ ריק: אין בו אף תא מלא.",
        "The file is empty: it has no filled cell.",
        "מלאו את התבנית, שמרו, והניחו שוב. אם מילאתם, ודאו שהקובץ נשמר והועתק עד סופו.",
        "Fill the template, save it, and hand it in again. If it was filled, see that it was saved "
        "and copied to its end.",
    ),
    "damaged": words(
        "file",
        "הקובץ פגום או נקטע, ואי אפשר לפתוח אותו.",
        "The file is damaged or cut, and cannot be opened.",
        "פתחו את המקור במחשב שלכם, שמרו אותו מחדש כ־‎.xlsx והניחו שוב.",
        "Open the original on your computer, save it anew as .xlsx and hand it in again.",
    ),
    "not_a_workbook": words(
        "file",
        "הקובץ נקרא בשם של גיליון נתונים, אבל תוכנו {found}.",
        "The file bears the name of a workbook, but holds {found}.",
        "העתיקו את הנתונים לתבנית ושמרו אותה כ־‎.xlsx. שינוי של סיומת הקובץ אינו משנה את תוכנו.",
        "Copy the data into the template and save that as .xlsx. A changed file ending does not "
        "change what is inside.",
    ),
    "password": words(
        "file",
        "הקובץ מוגן בסיסמה ואי אפשר לקרוא אותו.",
        "The file is protected by a password and cannot be read.",
        "פתחו אותו, הסירו את הסיסמה (קובץ, מידע, הגנה על חוברת העבודה), שמרו והניחו שוב. "
        "אל תשלחו את הסיסמה.",
        "Open it, remove the password (File, Info, Protect Workbook), save it and hand it in "
        "again. Do not send the password.",
    ),
    "too_large": words(
        "file",
        "הקובץ גדול הרבה יותר מטופס מלא.",
        "The file is much larger than a filled form.",
        "מחקו תמונות, גיליונות אחרים ותאים רחוקים מהנתונים, או העתיקו את השורות לתבנית חדשה.",
        "Delete pictures, other sheets and cells far from the data, or copy the rows into a new "
        "template.",
    ),
    "encoding": words(
        "file",
        "אי אפשר לקרוא את האותיות בקובץ ה־CSV: הוא נשמר בקידוד אחר.",
        "The letters of the CSV file cannot be read: it was saved in another encoding.",
        "ב־Excel: קובץ, שמירה בשם, סוג הקובץ „CSV UTF-8”. עדיף: שמרו כ־‎.xlsx.",
        'In Excel: File, Save As, type "CSV UTF-8". Better: save it as .xlsx.',
    ),
    "csv_broken": words(
        "file",
        "בקובץ ה־CSV יש מירכאות שאינן במקומן, ליד שורה {line}, ולכן אי אפשר להפריד בין התאים.",
        "The CSV file has a quotation mark out of place, near line {line}, so cells cannot be told "
        "apart.",
        "אל תערכו CSV כטקסט: פתחו אותו ב־Excel, תקנו ושמרו כ־‎.xlsx.",
        "Do not edit a CSV as text: open it in Excel, mend it and save it as .xlsx.",
    ),
    "no_form": words(
        "file",
        "אין בקובץ גיליון של טופס מוכר. {nearest}",
        "The file has no sheet of a known form. {nearest}",
        "העתיקו את השורות לתבנית, או החזירו את שורת הכותרות כפי שהיא בתבנית (ב־20 השורות "
        "הראשונות).",
        "Copy the rows into the template, or put its row of headers back (within the first 20 "
        "rows).",
    ),
    "mixed_synthetic": words(
        "file",
        "חלק מהשורות מסומנות „סינתטי” וחלק לא: נתונים אמיתיים ונתונים לדוגמה באותו קובץ.",
        'Some rows are marked "synthetic" and some are not: real and made-up data in one file.',
        "הפרידו אותם לשני קבצים. בקובץ של נתונים אמיתיים אין לכתוב „סינתטי” בעמודת היישוב.",
        'Put them in two files. Where data are real, do not write "synthetic" in the settlement '
        "column.",
    ),
    "folder_unreadable": words(
        "file",
        "שם התיקייה אינו של יישוב אחד.",
        "The name of the folder is not that of one settlement.",
        "הניחו את הקובץ בתיקייה ששמה סמל היישוב ושמו, למשל „8000 צפת”.",
        'Put the file in a folder named by code and name of the settlement, such as "8000 צפת".',
    ),
    "macros": words(
        "notice",
        "יש בקובץ פקודות מאקרו. הן לא הופעלו ולא נקראו; התאים נקראו.",
        "The file has macros. They were neither run nor read; the cells were.",
        "בפעם הבאה שמרו כ־‎.xlsx, בלי מאקרו.",
        "Next time save it as .xlsx, without macros.",
    ),
    "nothing_filled": words(
        "notice",
        "אין בקובץ אף שורה מלאה מתחת לכותרות, ולכן לא נקלט ממנו דבר.",
        "The file has no filled row below its headers, so nothing was taken from it.",
        "מלאו שורות מתחת לשורת הדוגמה ושמרו. שורה שמתחילה ב„דוגמה” אינה נקלטת.",
        'Fill rows below the example row and save. A row that begins with "example" is not taken.',
    ),
    "header_missing": words(
        "sheet",
        "לא נמצאה בגיליון שורת הכותרות, ולכן הוא לא נקלט.",
        "The row of headers was not found in the sheet, so it was not taken.",
        "החזירו אותה כפי שהיא בתבנית, ב־20 השורות הראשונות: {headers}.",
        "Put it back as it is in the template, within the first 20 rows: {headers}.",
    ),
    "column_missing": words(
        "sheet",
        "חסרה עמודת החובה „{column}” בגיליון „{form}”, ולכן הגיליון לא נקלט.",
        'The required column "{column}" of the sheet "{form}" is missing, so the sheet was not '
        "taken.",
        "{hint} החזירו את הכותרת כפי שהיא בתבנית.",
        "{hint} Put the header back as it is in the template.",
    ),
    "column_twice": words(
        "sheet",
        "הכותרת „{column}” מופיעה פעמיים, ולא ידוע באיזו עמודה הנתון הנכון. הגיליון לא נקלט.",
        'The header "{column}" stands twice, and it is not known which column holds. The sheet was '
        "not taken.",
        "השאירו עמודה אחת בשם זה ומחקו את השנייה או שנו את כותרתה.",
        "Leave one column of this name, and delete or rename the other.",
    ),
    "sheet_hidden": words(
        "sheet",
        "הגיליון מוסתר ויש בו שורות. גיליון מוסתר אינו נקלט.",
        "The sheet is hidden and has rows. A hidden sheet is not taken.",
        "אם הוא נחוץ: לחצן ימני על לשונית, ביטול הסתרה, ושמרו. אם לא: מחקו אותו.",
        "If it counts: right-click a tab, Unhide, and save. If not: delete it.",
    ),
    "sheet_unknown": words(
        "notice",
        "הגיליון אינו של טופס מוכר ולא נקרא.",
        "The sheet is of no known form and was not read.",
        "אם יש בו נתונים לקליטה, העתיקו אותם לגיליון המתאים בתבנית.",
        "If it has data to be taken, copy them into the sheet of the template that they belong to.",
    ),
    "column_unknown": words(
        "notice",
        "העמודה אינה בטופס, ומה שכתוב בה לא נקרא.",
        "The column is not in the form, and what stands in it was not read.",
        "{hint} אם התוכן נחוץ, העבירו אותו לעמודת „הערה” או לעמודה מהתבנית.",
        '{hint} If it counts, move it to "Note" or to a column of the template.',
    ),
    "column_hidden": words(
        "notice",
        "העמודה מוסתרת; מה שכתוב בה נקרא.",
        "The column is hidden; what stands in it was read.",
        "בטלו את ההסתרה ובדקו שהתוכן נכון.",
        "Unhide it and see that its content is right.",
    ),
}

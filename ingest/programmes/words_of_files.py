"""What is said of faults of a file and of a sheet."""

from __future__ import annotations

from ingest.programmes.words import Words, words

OF_FILES: dict[str, Words] = {
    "unsupported_type": words(
        "file",
        "קובץ מסוג {found} אינו נתמך. הסוגים הנתמכים: ‎.xlsx, ‎.xlsm, ‎.ods ו־‎.csv.",
        "A file of type {found} is not supported. Supported are .xlsx, .xlsm, .ods and .csv.",
        "שמרו אותו („שמירה בשם”) כחוברת עבודה של Excel‏ (‎.xlsx), או העתיקו את הנתונים לתבנית, "
        "והניחו אותו שוב בתיקייה.",
        "Save it as an Excel workbook (.xlsx), or copy the data into the template, and hand it in "
        "again.",
    ),
    "empty_file": words(
        "file",
        "הקובץ ריק: אין בו אף תא מלא.",
        "The file is empty: it has no filled cell.",
        "מלאו את התבנית, שמרו, והניחו אותה שוב בתיקייה. אם מילאתם, ודאו שהקובץ נשמר והועתק עד "
        "סופו.",
        "Fill the template, save it, and hand it in again. If it was filled, see that it was saved "
        "and copied to its end.",
    ),
    "damaged": words(
        "file",
        "הקובץ פגום או נקטע, ואי אפשר לפתוח אותו.",
        "The file is damaged or cut, and cannot be opened.",
        "פתחו את המקור במחשב שלכם, שמרו אותו מחדש כ־‎.xlsx והניחו אותו שוב בתיקייה.",
        "Open the original on your computer, save it anew as .xlsx and hand it in again.",
    ),
    "not_a_workbook": words(
        "file",
        "סיומת הקובץ היא של גיליון אלקטרוני, אבל תוכנו {found}.",
        "The ending of the file is that of a spreadsheet, but it holds {found}.",
        "העתיקו את הנתונים לתבנית ושמרו אותה כ־‎.xlsx. שינוי של סיומת הקובץ אינו משנה את תוכנו.",
        "Copy the data into the template and save that as .xlsx. A changed file ending does not "
        "change what is inside.",
    ),
    "password": words(
        "file",
        "הקובץ מוגן בסיסמה ואי אפשר לקרוא אותו.",
        "The file is protected by a password and cannot be read.",
        "פתחו אותו, הסירו את הסיסמה (קובץ, מידע, הגנה על חוברת העבודה), שמרו והניחו אותו "
        "שוב בתיקייה. אל תשלחו את הסיסמה.",
        "Open it, remove the password (File, Info, Protect Workbook), save it and hand it in "
        "again. Do not send the password.",
    ),
    "too_large": words(
        "file",
        "הקובץ גדול בהרבה מטופס מלא.",
        "The file is much larger than a filled form.",
        "מחקו תמונות, גיליונות אחרים ותוכן מיותר מחוץ לטבלה, או העתיקו את השורות לתבנית חדשה.",
        "Delete pictures, other sheets and what is not needed outside the table, or copy the rows "
        "into a new template.",
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
    "folder_other": words(
        "file",
        "שם התיקייה ({folder}) אינו היישוב שבשורות: {said}.",
        "The name of the folder ({folder}) is not the settlement of the rows: {said}.",
        "שנו את שם התיקייה ל„{settlement}”, או העבירו את הקובץ לתיקייה של היישוב.",
        'Rename the folder to "{settlement}", or move the file to the folder of that settlement.',
    ),
    "folder_none": words(
        "file",
        "הקובץ מונח בתיבה עצמה (inbox), ולא בתיקייה של יישוב.",
        "The file lies in the inbox itself, not in the folder of a settlement.",
        "צרו בתיבה תיקייה ששמה סמל היישוב ושמו, למשל „8000 צפת”, והעבירו אליה את הקובץ.",
        'Make a folder in the inbox, named by code and name of the settlement: "inbox/8000 צפת/". '
        "Move the file into it.",
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
        "אין בקובץ אף שורה מלאה מתחת לכותרות, ולכן לא ייקלט ממנו דבר.",
        "The file has no filled row below its headers, so nothing was taken from it.",
        "מלאו שורות מתחת לשורת הדוגמה ושמרו. שורה שמתחילה ב„דוגמה” אינה נקלטת.",
        'Fill rows below the example row and save. A row that begins with "example" is not taken.',
    ),
    "header_missing": words(
        "sheet",
        "לא נמצאה בגיליון שורת הכותרות, ולכן הוא לא ייקלט.",
        "The row of headers was not found in the sheet, so it is not taken.",
        "החזירו אותה כפי שהיא בתבנית, ב־20 השורות הראשונות: {headers}.",
        "Put it back as it is in the template, within the first 20 rows: {headers}.",
    ),
    "column_missing": words(
        "sheet",
        "חסרה עמודת החובה „{column}” בגיליון „{form}”, ולכן הגיליון לא ייקלט.",
        'The required column "{column}" of the sheet "{form}" is missing, so the sheet is not '
        "taken.",
        "{hint} החזירו את הכותרת כפי שהיא בתבנית.",
        "{hint} Put the header back as it is in the template.",
    ),
    "column_twice": words(
        "sheet",
        "הכותרת „{column}” מופיעה פעמיים, ולא ידוע באיזו עמודה הנתון הנכון. הגיליון לא ייקלט.",
        'The header "{column}" stands twice, and it is not known which column holds. The sheet is '
        "not taken.",
        "השאירו עמודה אחת בשם זה ומחקו את השנייה או שנו את כותרתה.",
        "Leave one column of this name, and delete or rename the other.",
    ),
    "sheet_hidden": words(
        "sheet",
        "הגיליון מוסתר ויש בו שורות. גיליון מוסתר אינו נקלט.",
        "The sheet is hidden and has rows. A hidden sheet is not taken.",
        "אם הוא נחוץ: לחצו לחיצה ימנית על אחת הלשוניות, בחרו „ביטול הסתרה” ושמרו. "
        "אם לא: מחקו אותו.",
        "If it counts: right-click a tab, Unhide, and save. If not: delete it.",
    ),
    "sheet_unknown": words(
        "notice",
        "הגיליון אינו שייך לטופס מוכר, ותוכנו לא ייקלט.",
        "The sheet is of no known form, and what it holds is not taken.",
        "אם יש בו נתונים לקליטה, העתיקו אותם לגיליון המתאים בתבנית.",
        "If it has data to be taken, copy them into the sheet of the template that they belong to.",
    ),
    "column_unknown": words(
        "notice",
        "העמודה{header} אינה חלק מהטופס, ותוכנה לא ייקלט.",
        "The column{header} is not in the form, and what it holds is not taken.",
        "{hint} אם התוכן נחוץ, העבירו אותו לעמודה מהתבנית.{note}",
        "{hint} If it counts, move it to a column of the template.{note}",
    ),
    "column_hidden": words(
        "notice",
        "העמודה מוסתרת; תוכנה ייקלט.",
        "The column is hidden; what it holds is taken.",
        "בטלו את ההסתרה ובדקו שהתוכן נכון.",
        "Unhide it and see that its content is right.",
    ),
}

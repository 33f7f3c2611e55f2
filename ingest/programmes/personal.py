"""Personal data in a text: identity numbers, phones, mail addresses, full addresses.

What is found is only ever named by its kind. Names of persons cannot be told from other words.
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata

from ingest.parse.values import clean
from ingest.source import Bilingual

KINDS: dict[str, Bilingual] = {
    "personal_id": Bilingual(he="מספר זהות", en="an identity number"),
    "personal_phone": Bilingual(he="מספר טלפון", en="a phone number"),
    "personal_mail": Bilingual(he="כתובת דואר אלקטרוני", en="a mail address"),
    "personal_address": Bilingual(he="כתובת מלאה", en="a full address"),
}

_MAX_SHOWN = 40
_AT = "@＠﹫"
_DASHES = str.maketrans(dict.fromkeys("‐‑‒–—―־−", "-") | {"׳": "'", "’": "'", "`": "'"})

# Dates are taken out first: 09-08-2026 5 would else read as a phone of nine digits.
_DATE = re.compile(
    r"(?<!\d)(?:\d{1,2}[./-]\d{1,2}[./-](?:19|20)\d\d|(?:19|20)\d\d-\d\d-\d\d"
    r"|(?:0?[1-9]|1[0-2])[./-](?:19|20)\d\d|(?:19|20)\d\d\s?-\s?(?:19|20)\d\d)(?!\d)"
)
_MONEY_AFTER = r"(?!\s*(?:₪|ש[\"״'׳]{0,2}ח\b|שקל|nis\b|ils\b))"

_MAIL = re.compile(r"[^\s@,;:<>()\[\]]{1,64}\s?@\s?[\w-]+(?:\.[\w-]+)+")

_GAP = r"[\s.\-/]{0,3}"
_PHONE = re.compile(
    r"(?<![\w.,])(?:"
    rf"(?:\+\s?|00)?972[\s\-()]*(?:\(?0\)?)?{_GAP}(?:[57]\d|[23489])"
    r"|\(?0(?:[57]\d|[23489])\)?"
    rf"){_GAP}(?:\d{_GAP}){{6}}\d(?![\d%]|[.,]\d)"
    r"|(?<=[א-ת:\-])(?:05\d)[\s\-]?\d{3}[\s\-]?\d{4}(?!\d)"
)
_BARE_MOBILE = re.compile(r"5\d{8}")
"""A mobile number that a spreadsheet took for a number, and took the 0 from."""

_ID = re.compile(
    r"(?<![A-Za-z0-9_₪])(?<!\d[.,/\-])(?<![A-Za-z0-9]-)(?<!₪ )"
    r"(?P<digits>\d(?:[ \-]?\d){8}|\d{8}|\d{7}-\d)"
    rf"(?![A-Za-z0-9_%]|[.,/\-]\d|-[A-Za-z]){_MONEY_AFTER}"
)

_NAME = r"[א-ת][א-ת\"'״-]*"
_END = r"(?=\s*(?:$|[,.;:)\n]|/\d|דירה|ד'|כניסה|קומה|בית|מיקוד|ב(?=[א-ת]{3})))"
_STREET = re.compile(
    rf"(?<![א-ת])(?:ו?[במלהש]?|ו)(?:רחוב|רח')\s*(?P<name>{_NAME}(?:[ \-]{_NAME}){{0,3}})"
    r"\s*[,;]?\s+(?:מס'|מספר|מס)?\s*\d{1,3}(?![\d%])",
)
_AVENUE = re.compile(
    rf"(?<![א-ת])(?:ו?[במלהש]?|ו)(?:שדרות|שד'|דרך|סמטת|סימטת)\s+"
    rf"(?P<name>{_NAME}(?:[ \-]{_NAME}){{0,2}})"
    rf"\s+(?:מס'|מספר|מס)?\s*\d{{1,3}}[א-ת]?(?![\w%]){_END}",
)
_ENGLISH = re.compile(
    r"\b\d{1,3}[a-z]?,?\s+(?:[A-Z][\w'-]*\s+){1,3}(?:Street|St|Avenue|Ave|Road|Rd|Boulevard|Blvd)\b"
    r"|\b[A-Z][\w'-]*\s+(?:Street|St\.?|Avenue|Ave\.?|Road|Rd\.?|Boulevard|Blvd\.?)\s*,?\s*"
    r"(?:no\.?\s*)?\d{1,3}(?![\d%])"
    r"|\b(?:Street|Rehov|Rechov|Derech|Sderot)\s+(?:[A-Z][\w'-]*\s+){1,3}\d{1,3}(?![\w%])",
)
_NO_NAME = re.compile(
    r"(?:^|[ \-])(?:אגב|יש|היו|היה|הם|הן|של|עם|את|על|אל|עד|מעל|לפחות|בשנת|שנת|כיתה|כיתות|גיל"
    r"|שלב|קו|סעיף|תוכנית|תכנית|פרויקט|קבוצ[הת]|מתוך|ו?עוד|כמעט|בערך|כ|טופס|מסלול|עמוד|פרק|יום|ימי"
    r"|גילאים?|שעה|שעות|ארוכה|חדשה|אחרת|זו|זאת|כל)(?:[ \-]|$)"
)
"""Words between a street word and a number that say it is no address: ``דרך תוכנית 5``."""


def personal_kinds(text: str) -> list[str]:
    """The kinds (of ``KINDS``) of personal data in a text, each once.

    Careful rather than complete: amounts with a currency or thousands commas, dates, spans of
    years and codes with letters are none.
    """
    if not any(char.isdigit() or char in _AT for char in text):
        return []  # nearly every text; the rest is slower
    plain = _plain(text)
    undated = _DATE.sub(" | ", plain)
    found = {
        "personal_mail": _MAIL.search(plain) is not None,
        "personal_phone": _has_phone(undated),
        "personal_address": _has_address(plain),
    }
    # A phone of nine digits is no identity number too.
    rest = _PHONE.sub(" | ", undated)
    found["personal_id"] = any(_is_identity(match["digits"]) for match in _ID.finditer(rest))
    return [kind for kind in KINDS if found[kind]]


def shown(text: str) -> Bilingual | str:
    """What may be shown of a cell that is chosen or typed: the text, or its length alone."""
    bare = clean(text)
    if len(bare) <= _MAX_SHOWN and not personal_kinds(bare):
        return bare
    return shape(bare)


def shape(text: str) -> Bilingual:
    """How long a text is."""
    length = len(clean(text))
    return Bilingual(he=f"טקסט של {length} תווים", en=f"a text of {length} characters")


def _plain(text: str) -> str:
    """NFKC, ASCII digits and dashes, lines kept as separators."""
    lines = " ; ".join(clean(line) for line in unicodedata.normalize("NFKC", text).splitlines())
    return "".join(
        str(unicodedata.digit(char)) if char.isdigit() else char for char in lines
    ).translate(_DASHES)


def _has_phone(text: str) -> bool:
    return _PHONE.search(text) is not None or _BARE_MOBILE.fullmatch(text.strip()) is not None


def _has_address(text: str) -> bool:
    if _ENGLISH.search(text):
        return True
    streets = (match["name"] for match in _STREET.finditer(text))
    avenues = (match["name"] for match in _AVENUE.finditer(text))
    return any(_is_name(name) for name in streets) or any(
        # ``תושבי שדרות קיבלו 30``: a verb after the name of the town, not the name of an avenue.
        _is_name(name) and not re.match(r"[א-ת]{4,}ו(?: |$)", name)
        for name in avenues
    )


def _is_name(name: str) -> bool:
    return _NO_NAME.search(name) is None


def _is_identity(written: str) -> bool:
    digits = re.sub(r"\D", "", written)
    pieces = re.split(r"\D", written)
    if digits.endswith("0000") or _is_day(digits):
        return False  # a round amount, or a day as 20260412
    if any(re.fullmatch(r"(?:19|20)\d\d", piece) for piece in pieces):
        return False
    return _check_digit_holds(digits.zfill(9))


def _is_day(digits: str) -> bool:
    for pattern in ("%Y%m%d", "%d%m%Y"):
        try:
            day = dt.datetime.strptime(digits, pattern)
        except ValueError:
            continue
        if 1900 <= day.year < 2100:
            return True
    return False


def _check_digit_holds(digits: str) -> bool:
    """Whether nine digits end in the check digit of an Israeli identity number."""
    products = [int(digit) * (1 + place % 2) for place, digit in enumerate(digits)]
    return sum(product // 10 + product % 10 for product in products) % 10 == 0

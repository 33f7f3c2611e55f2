"""Is a body the file that was asked for? Publishers answer 200 for missing files: look inside."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path, PurePath

from ingest.errors import InputError
from ingest.fetch.body import MEND, RETRIED_STATUS, Answer
from ingest.fetch.words import by_hand, kind_of, to_inbox
from ingest.parse.stream import ENCODINGS, decoded_text

WORKBOOKS = {".xlsx": b"PK\x03\x04", ".xls": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"}
BYTE_ORDER_MARKS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")
# The page that cbs.gov.il serves with status 200 in place of a file that is not there.
CBS_PLACEHOLDER_BYTES = 2056
GONE = (404, 410)

LOOK_FOR_IT = "look for the file on the publisher's page and correct the url"
READ = " or ".join(encoding.removesuffix("-sig").upper() for encoding in ENCODINGS)


def check_file(answer: Answer, name: str, *, min_bytes: int, place: str) -> None:
    """Accept a downloaded file on the evidence of status, first bytes and size.

    Raises:
        InputError: it is another kind of file, a web page, or too small to be plausible.
    """
    kind = PurePath(name).suffix.lower()
    start = WORKBOOKS.get(kind)
    is_page = is_markup(answer.head) or _is_placeholder(answer)
    if start:
        wanted, wrong_kind = f"a workbook of Excel ({kind})", not answer.head.startswith(start)
    else:
        # A service that has no table may say so in JSON.
        is_json = kind == ".csv" and answer.head.lstrip()[:1] in (b"{", b"[")
        wrong_kind = is_page or is_json or bool(kind_of(answer.head))
        wanted = f"a {kind or 'data'} file"

    if answer.status != 200:
        expected, do = "status 200", _do_about(answer, place)
    elif wrong_kind and answer.size == CBS_PLACEHOLDER_BYTES:
        expected = f"{wanted}; cbs.gov.il serves a page of this size for a missing file"
        do = LOOK_FOR_IT
    elif wrong_kind and is_page:
        expected, do = f"{wanted}, not a web page", by_hand(place)
    elif wrong_kind:
        expected = wanted
        do = (
            "the publisher may issue it in another form now: correct the declaration, or save it"
            f" as {kind} and {to_inbox(place)}"
        )
    elif answer.size < min_bytes:
        expected = f"at least {min_bytes:,} bytes"
        do = "look at what the address holds; min_bytes in the declaration is the least plausible"
    else:
        return
    raise InputError(answer.url, place=place, found=str(answer), expected=expected, do=do)


def _do_about(answer: Answer, place: str) -> str:
    """What to do about a status that is not that of a file."""
    if answer.status in RETRIED_STATUS:
        when = "after that time" if answer.retry_after else "later"
        return f"fetch again {when}: the publisher's server is overloaded or broken"
    return LOOK_FOR_IT if answer.status in GONE else by_hand(place)


def check_whole(path: Path, name: str, url: str, *, place: str) -> None:
    """Refuse a file that its own form shows to be cut, or in an encoding that nobody reads.

    Not every publisher says how long a body is, so its end may be missing without a sign.

    Raises:
        InputError: a workbook without its table of contents, JSON without its end, unreadable text.
    """
    kind = PurePath(name).suffix.lower()

    def refuse(found: str, expected: str, do: str) -> InputError:
        return InputError(url, place=place, found=found, expected=expected, do=do)

    if kind == ".xlsx" and not zipfile.is_zipfile(path):
        raise refuse(
            f"{path.stat().st_size:,} bytes that begin as a workbook and do not end as one",
            "a whole workbook",
            MEND,
        )
    if kind not in (".csv", ".json", ".geojson"):
        return
    try:
        text = decoded_text(path, name)
    except InputError as error:
        raise refuse(
            f"text that is not in {READ}",
            f"text in {READ}",
            "the publisher may have changed the encoding: save the file as UTF-8 and"
            f" {to_inbox(place)}",
        ) from error
    if kind != ".csv":
        try:
            json.loads(text)
        except (ValueError, RecursionError) as error:
            raise refuse(f"JSON that cannot be read ({error})", "whole JSON", MEND) from error


def is_markup(head: bytes) -> bool:
    """Whether the first bytes are of a web page: no CSV or JSON of ours begins with ``<``."""
    for mark in BYTE_ORDER_MARKS:
        head = head.removeprefix(mark)
    # Without the zero bytes a page in UTF-16 reads like any other.
    text = head.replace(b"\0", b"").lstrip()[:512].lower()
    return text.startswith(b"<") or b"<!doctype" in text or b"<html" in text


def _is_placeholder(answer: Answer) -> bool:
    is_page = answer.content_type.lower().startswith("text/html")
    return is_page and answer.size == CBS_PLACEHOLDER_BYTES

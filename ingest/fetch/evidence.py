"""Is a body the file that was asked for? Publishers answer 200 for missing files: look inside."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path, PurePath

from ingest.errors import InputError
from ingest.fetch.body import Answer
from ingest.parse.stream import ENCODINGS, decoded_text

ZIP = b"PK\x03\x04"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
SIGNATURES = {".xlsx": ZIP, ".xls": OLE}
BYTE_ORDER_MARKS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")
# The page that cbs.gov.il serves with status 200 in place of a file that is not there.
CBS_PLACEHOLDER_BYTES = 2056

BY_HAND = "open it in a browser, and put the file into the inbox by hand or correct the url"


def check_file(answer: Answer, name: str, *, min_bytes: int, place: str) -> None:
    """Accept a downloaded file on the evidence of status, first bytes and size.

    Raises:
        InputError: it is another kind of file, a web page, or too small to be plausible.
    """
    kind = PurePath(name).suffix.lower()
    signature = SIGNATURES.get(kind)
    if signature:
        wrong_kind = not answer.head.startswith(signature)
        wanted = f"a {kind} file, whose first bytes are {signature.hex(' ').upper()}"
    else:
        wrong_kind = is_markup(answer.head) or _is_placeholder(answer)
        wanted = f"a {kind or 'data'} file, not a web page"

    if answer.status != 200:
        expected, do = "status 200", BY_HAND
    elif wrong_kind and answer.size == CBS_PLACEHOLDER_BYTES:
        expected = f"{wanted}; cbs.gov.il serves a page of this size for a missing file"
        do = "look for the file on the publisher's page and correct the url"
    elif wrong_kind:
        expected, do = wanted, BY_HAND
    elif answer.size < min_bytes:
        expected = f"at least {min_bytes:,} bytes"
        do = "look at what the address holds; min_bytes in the declaration is the least plausible"
    else:
        return
    raise InputError(answer.url, place=place, found=str(answer), expected=expected, do=do)


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
            "fetch again; if it stays so, fetch the file by hand and tell the publisher",
        )
    if kind not in (".csv", ".json", ".geojson"):
        return
    try:
        text = decoded_text(path, name)
    except InputError as error:
        raise refuse(
            error.found,
            f"text in one of {', '.join(ENCODINGS)}",
            "the publisher may have changed the encoding: ask it, and save the file as UTF-8",
        ) from error
    if kind != ".csv":
        try:
            json.loads(text)
        except (ValueError, RecursionError) as error:
            raise refuse(
                f"JSON that cannot be read ({error})", "whole JSON", "fetch again"
            ) from error


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

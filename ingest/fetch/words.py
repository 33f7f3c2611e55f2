"""What the network and its mishaps are called when people read of them."""

from __future__ import annotations

import http.client
import re
import socket
import ssl

import urllib3

_KINDS = (
    (b"PK\x03\x04", "a workbook of Excel (.xlsx) or another zip"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old workbook of Excel (.xls)"),
    (b"%PDF", "a PDF"),
    (b"\x1f\x8b", "a file packed by gzip"),
)


def kind_of(head: bytes) -> str:
    """What the first bytes show a body to be, where they show it beyond doubt; else nothing."""
    return next((kind for start, kind in _KINDS if head.startswith(start)), "")


def shown(url: str) -> str:
    """An address as people may read it: without the user and the password that may stand in it."""
    return re.sub(r"//[^/?#]*@", "//…@", url)


def by_hand(place: str) -> str:
    """What to do where only a person gets further; ``place`` is ``<source_id>/<file>``."""
    return f"open it in a browser, and {to_inbox(place)}, or correct the url"


def to_inbox(place: str) -> str:
    """Where people put a file that no program gets."""
    return f"put the file into inbox/{place.partition('/')[0]}/ by hand"


def cause_of(error: BaseException) -> BaseException:
    """What is really the matter, under the wrappings of the library."""
    inner = error.args[-1] if error.args else None
    if isinstance(error, urllib3.exceptions.SSLError | urllib3.exceptions.ProtocolError):
        return cause_of(inner) if isinstance(inner, BaseException) else error
    if isinstance(error, urllib3.exceptions.NameResolutionError | urllib3.exceptions.HTTPError):
        # What the library quotes in brackets is its own name for the socket, and tells nobody more.
        return error.__cause__ if isinstance(error.__cause__, OSError) else error
    return error


def mishap(error: BaseException) -> str:
    """Why nothing came, or nothing more, in the words of the system but without names of code."""
    cause = cause_of(error)
    match cause:
        case ssl.SSLCertVerificationError():
            return f"its certificate proves nothing ({cause.verify_message.rstrip('.')})"
        case ssl.SSLError():
            return f"no secure connection could be made ({cause.reason or cause})"
        case socket.gaierror():
            return f"the name of the host leads nowhere ({cause.strerror or cause})"
        case TimeoutError() | urllib3.exceptions.TimeoutError():
            return "nothing came in time"
        case (
            ConnectionResetError()
            | http.client.RemoteDisconnected()
            | http.client.IncompleteRead()
            | urllib3.exceptions.IncompleteRead()
            | urllib3.exceptions.ProtocolError()
        ):
            return "the connection ended"
        case OSError(strerror=str(said)):
            return said[:1].lower() + said[1:]
    return str(cause)[:300]

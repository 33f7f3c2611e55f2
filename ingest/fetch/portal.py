"""What is asked of a CKAN portal, and the words in which its answers are refused."""

from __future__ import annotations

import json
from dataclasses import dataclass
from io import BytesIO
from typing import Any, NoReturn

from ingest.errors import InputError
from ingest.fetch.body import Answer
from ingest.fetch.client import Client
from ingest.fetch.evidence import is_markup
from ingest.fetch.words import to_inbox

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Portal:
    """One portal as one resource asks it; ``place`` names the resource in messages."""

    client: Client
    base_url: str
    user_agent: str
    place: str
    hosts: frozenset[str]

    def url(self, action: str) -> str:
        return f"{self.base_url}/{action}"

    def refuse(self, action: str, found: str, expected: str, do: str) -> NoReturn:
        raise InputError(self.url(action), place=self.place, found=found, expected=expected, do=do)


def ask(portal: Portal, action: str, params: dict[str, str | int]) -> Json:
    """The ``result`` of one call.

    Raises:
        InputError: a web page, JSON that says no (with the publisher's message), or no JSON.
    """
    body = BytesIO()
    answer = portal.client.get(
        portal.url(action),
        body,
        place=portal.place,
        params=params,
        user_agent=portal.user_agent,
        hosts=portal.hosts,
    )
    try:
        envelope = json.loads(body.getvalue().decode("utf-8"))
    except UnicodeDecodeError as error:
        portal.refuse(
            action,
            found=f"{answer}; byte {error.start:,} is no UTF-8",
            expected="JSON in UTF-8",
            do="the portal changed its encoding: tell the publisher, nothing was taken",
        )
    except (ValueError, RecursionError):
        _refuse_body(portal, action, answer)
    result = envelope.get("result") if isinstance(envelope, dict) else None
    if answer.status == 200 and isinstance(result, dict) and envelope.get("success") is True:
        return result
    said = envelope.get("error") if isinstance(envelope, dict) else None
    do = "check dataset and resource in the declaration against the portal's page"
    if action == "datastore_search":
        do = f"fetch again, since ids may be issued anew at any moment; if it stays so, {do}"
    portal.refuse(
        action,
        found=f"status {answer.status}, and the portal says: {_message(said)}"
        if said
        else f"{answer}, and not a word of what is wrong",
        expected="status 200 and success: true",
        do=do,
    )


def _refuse_body(portal: Portal, action: str, answer: Answer) -> NoReturn:
    if answer.status in (401, 403) or is_markup(answer.head):
        do = f"the portal may refuse programs: check user_agent, or {to_inbox(portal.place)}"
    else:
        do = "fetch again later: the portal is overloaded or broken"
    portal.refuse(action, found=str(answer), expected="JSON of the portal's interface", do=do)


def _message(error: object) -> str:
    """The publisher's own words: ``message`` if there is one, else all of ``error``."""
    if isinstance(error, dict) and error.get("message"):
        return short(error["message"])
    return short(error)


def short(value: object, most: int = 300) -> str:
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return text if len(text) <= most else f"{text[:most]}…"

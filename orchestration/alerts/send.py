"""The two ways a message leaves: posted as JSON to an address, and as mail."""

from __future__ import annotations

import html
import smtplib
import ssl
from collections.abc import Callable
from email.message import EmailMessage
from email.utils import formatdate, make_msgid
from urllib.parse import urlsplit

import requests

from orchestration.alerts.words import Message
from orchestration.logs import redacted
from orchestration.settings import Mail, Settings, secret

SECONDS = 10.0
HERE = ("127.0.0.1", "localhost", "::1")


class Undelivered(Exception):
    """The receiver did not take a message; says why, without secrets."""


Channel = Callable[[Message], None]


def channels(settings: Settings) -> dict[str, Channel]:
    """The ways that are set up, by name."""
    found: dict[str, Channel] = {}
    if secret("THRIVING_WEBHOOK_URL"):
        found["webhook"] = post
    if settings.mail is not None:
        mail = settings.mail
        found["mail"] = lambda message: send_mail(mail, message)
    return found


def post(message: Message) -> None:
    """Post a message as JSON; ``text`` is what most chat programs show.

    Raises:
        Undelivered: no answer in time, or another status than 2xx.
    """
    url, token = secret("THRIVING_WEBHOOK_URL"), secret("THRIVING_WEBHOOK_TOKEN")
    parts = urlsplit(url)
    if parts.scheme != "https" and parts.hostname not in HERE:
        raise Undelivered("the address of the webhook is no https address")
    told = {
        **message.facts,
        "language": message.language,
        "title": message.title,
        "text": message.text,
    }
    try:
        with requests.post(
            url,
            json=told,
            headers={"Authorization": f"Bearer {token}"} if token else {},
            timeout=SECONDS,
            allow_redirects=False,
            stream=True,
        ) as answer:
            status = answer.status_code
    except requests.RequestException as error:
        # The words of the error hold the address, which lets anybody post.
        raise Undelivered(f"the webhook did not answer: {type(error).__name__}") from None
    if not 200 <= status < 300:
        raise Undelivered(f"the webhook answered with status {status}")


def send_mail(mail: Mail, message: Message) -> None:
    """Send a message to all who are told by mail.

    Raises:
        Undelivered: the server did not answer, offers no STARTTLS, or took nobody's address.
    """
    password = secret("THRIVING_SMTP_PASSWORD")
    if password and not mail.starttls and mail.host not in HERE:
        raise Undelivered("a password is not sent to the mail server without STARTTLS")
    try:
        with smtplib.SMTP(mail.host, mail.port, timeout=SECONDS) as server:
            if mail.starttls:
                server.starttls(context=ssl.create_default_context())
            if mail.user:
                server.login(mail.user, password)
            refused = server.send_message(_as_mail(mail, message))
    except (smtplib.SMTPException, OSError) as error:
        why = redacted(f"{type(error).__name__}: {error}"[:200])
        raise Undelivered(f"the mail server did not take it: {why}") from None
    if refused:
        raise Undelivered(f"the mail server refused {len(refused)} of {len(mail.to)} addresses")


def _as_mail(mail: Mail, message: Message) -> EmailMessage:
    """Plain text, and the same as HTML so that Hebrew is read from the right."""
    told = EmailMessage()
    told["Subject"] = message.title
    told["From"], told["To"] = mail.sender, ", ".join(mail.to)
    told["Date"], told["Message-ID"] = formatdate(), make_msgid(domain="thriving.invalid")
    told["Auto-Submitted"] = "auto-generated"
    told.set_content(message.text + "\n")
    way = "rtl" if message.language == "he" else "ltr"
    lines = "".join(f"<p>{html.escape(line)}</p>" for line in message.lines)
    told.add_alternative(
        f'<html lang="{message.language}" dir="{way}"><body>'
        f"<h3>{html.escape(message.title)}</h3>{lines}</body></html>\n",
        subtype="html",
    )
    return told

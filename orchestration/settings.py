"""What an installation sets: ``<home>/settings.toml``; secrets by the environment alone.

Without the file everything has its value here. Secrets never stand in the file, so that it can be
shown, copied and kept under review.
"""

from __future__ import annotations

import os
import tomllib
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from ingest.errors import InputError
from orchestration.home import Home
from orchestration.logs import SECRETS


class _Section(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


TIME_OF_DAY = r"^([01]\d|2[0-3]):[0-5]\d$"


class Nightly(_Section):
    """``origin``: what ``--from`` means to the command, for the schedule and the inbox.

    ``at``: when the schedule begins, in Israel.
    """

    origin: str = Field(default="live", alias="from")
    at: str = Field(default="02:00", pattern=TIME_OF_DAY)


class Alerts(_Section):
    """``page``: address under which people reach the Dagster page; times are Israel's."""

    language: Literal["he", "en"] = "he"
    page: str = "http://127.0.0.1:3000"
    remind_after_days: int = Field(default=7, gt=0)
    no_run_after_hours: int = Field(default=30, gt=0)
    no_answer_after_days: int = Field(default=3, gt=0)
    summary_at: str = Field(default="07:00", pattern=TIME_OF_DAY)
    rows: int = Field(default=5, ge=0, le=20)


class Mail(_Section):
    """The mail server and who is told; the password is ``THRIVING_SMTP_PASSWORD``."""

    host: str
    port: int = 587
    starttls: bool = True
    user: str = ""
    sender: str = Field(alias="from")
    to: tuple[str, ...] = Field(min_length=1)


class Retention(_Section):
    """The newest so many are kept, and of these none older than so many days.

    Archives are kept for ever, and so are the live version and the one before it.
    """

    builds: int = Field(default=3, ge=1)
    build_days: int = Field(default=30, ge=1)
    versions: int = Field(default=10, ge=2)
    version_days: int = Field(default=365, ge=1)
    log_days: int = Field(default=90, ge=1)
    run_days: int = Field(default=180, ge=1)


class Settings(_Section):
    nightly: Nightly = Nightly()
    alerts: Alerts = Alerts()
    mail: Mail | None = None
    retention: Retention = Retention()


def load_settings(home: Home) -> Settings:
    """The settings of a home.

    Raises:
        InputError: a file that is no TOML, or a key or value that is none.
    """
    path = home.settings
    try:
        told: dict[str, Any] = tomllib.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        return Settings()
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise InputError(
            str(path), found=f"no TOML: {error}", expected="key = value under [section]"
        ) from error
    try:
        return Settings.model_validate(told)
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"])
        # The value itself is not shown: somebody may have written a password into the file.
        raise InputError(
            str(path),
            place=place,
            found=first["msg"],
            expected="a key and a value as docs/operate.md lists them",
            do="secrets are given by the environment: " + ", ".join(SECRETS),
        ) from None


def secret(name: str) -> str:
    """The value of one of ``SECRETS``, or nothing."""
    if name not in SECRETS:
        raise KeyError(name)
    return os.environ.get(name, "")

"""What is kept of forms that were handed in before, as any client of a home asks for it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tests.integration.house import rows
from tests.integration.survey_homes import Ended


def versions(ended: Ended, code: str, sheet_id: str, title: str, value: str) -> list[Any]:
    """Number, a value, whether it holds and why it ended, of each version of rows with a text."""
    return rows(
        ended.house.home,
        f"select version_no, entry->>'{value}', is_current, ended_because"
        " from marts.programme_entries where settlement_code = ? and sheet_id = ?"
        " and list_contains(json_extract_string(entry, '$.*'), ?) order by version_no",
        code,
        sheet_id,
        title,
    )


def history(ended: Ended, code: str) -> list[tuple[Any, ...]]:
    return rows(
        ended.house.home,
        "select sheet_id, entry_key, version_no, entry, recorded_from, recorded_to, is_current"
        " from marts.programme_entries where settlement_code = ? order by all",
        code,
    )


def current(home: Path, code: str) -> list[tuple[Any, ...]]:
    return rows(
        home,
        "select sheet_id, entry_key, entry from marts.programme_entries"
        " where settlement_code = ? and is_current order by all",
        code,
    )


def goals_on(ended: Ended, moment: object) -> dict[str, str | None]:
    """The targets of Ofakim as they stood at a moment."""
    return dict(
        rows(
            ended.house.home,
            "select entry->>'target', entry->>'goal_value' from marts.programme_entries"
            " where settlement_code = '0031' and sheet_id = 'targets' and recorded_from <= ?"
            " and (recorded_to is null or recorded_to > ?)",
            moment,
            moment,
        )
    )


def open_faults(ended: Ended, where: str) -> list[tuple[Any, ...]]:
    return rows(
        ended.house.home,
        "select fault_kind, keeps_out, locator, is_open from marts.programme_faults"
        f" where {where} order by all",
    )

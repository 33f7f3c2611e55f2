"""How old each source is today: the one thing that changes while no file and no rule does."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from ingest.errors import InputError
from orchestration.home import Home
from publication.publish import live


@dataclass(frozen=True)
class Aged:
    """A source of the live warehouse.

    ``then`` is the code of freshness that is published, ``now`` the one of today, both in the words
    of ``marts.sources``; ``age_days`` is of today.
    """

    source_id: str
    then: str
    now: str
    age_days: int | None
    vintages: str | None


def ages(home: Home, today: dt.date) -> list[Aged]:
    """Every source of the live warehouse by its id; none where nothing is published.

    Raises:
        InputError: what is published cannot be opened.
    """
    current = live(home.published)
    if current is None:
        return []
    import duckdb

    try:
        return _read(home, current, today)
    except duckdb.Error as error:
        raise InputError(
            str(home.warehouse),
            found=str(error).splitlines()[0],
            expected="the published warehouse",
            do="the next refresh lays it anew from its kept version, thriving rollback puts an"
            " earlier one live; look after the disk, and whether somebody has it open for writing",
        ) from error


def _read(home: Home, current: dict[str, Any], today: dt.date) -> list[Aged]:
    import duckdb

    built = dt.datetime.fromisoformat(current["published_at"]).date()
    with duckdb.connect(str(home.warehouse), read_only=True) as connection:
        rows = connection.execute(
            """
            with aged as (
                select *, age_days + ? as today_days from marts.sources
            )
            select
                aged.source_id,
                aged.freshness,
                case
                    when aged.freshness in ('no_file', 'closed_series', 'undated')
                        then aged.freshness
                    when today_days > aged.block_after_days then 'past_limit'
                    when today_days > aged.warn_after_days then 'stale'
                    else 'fresh'
                end,
                aged.today_days,
                string_agg(distinct files.vintage, ', ' order by files.vintage)
            from aged
            left join marts.source_files as files on aged.source_id = files.source_id
            group by all
            order by aged.source_id
            """,
            [(today - built).days],
        ).fetchall()
    return [Aged(*row) for row in rows]


def grown_old(home: Home, today: dt.date) -> list[str]:
    """In words, which sources have passed a limit since the live warehouse was built.

    A source that goes quiet brings no new file; what is published would call it fresh for ever.

    Raises:
        InputError: what is published cannot be opened.
    """
    return [
        f"{aged.source_id} is {aged.now}, {aged.age_days} days old"
        for aged in ages(home, today)
        if aged.now != aged.then
    ]

"""The notebook runs from the file to the chart, on the publishers' files and on the sample."""

from __future__ import annotations

import runpy
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from tests.integration.house import OFAKIM, PROJECT, SAFED, rows

NOTEBOOK = PROJECT / "docs" / "notebooks" / "from_file_to_chart.py"
MATRICULATION = "matriculation_eligibility_pct"


def shown(home: Path, monkeypatch: pytest.MonkeyPatch, **chosen: str) -> Mapping[str, Any]:
    """What the cells define when the notebook runs in a home."""
    monkeypatch.setenv("THRIVING_HOME", str(home))
    app = runpy.run_path(str(NOTEBOOK))["app"]
    outputs, defined = app.run(defs=chosen) if chosen else app.run()
    text = " ".join(str(getattr(one, "text", "")) for one in outputs)
    return {**defined, "text": text}


def drawn(chart: dict[str, Any], layer: int) -> list[dict[str, Any]]:
    """The rows that a layer of a chart draws."""
    data = chart["layer"][layer].get("data") or chart["data"]
    return list(chart["datasets"][data["name"]])


@pytest.mark.parametrize("origin", ["real", "sample"])
def test_it_shows_the_series_of_safed_beside_its_peers(
    origin: str, real_home: Path, sample_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = real_home if origin == "real" else sample_home
    told = shown(home, monkeypatch)
    expected = rows(
        home,
        "select reference_year, value from marts.indicator_values where settlement_code = ? and"
        " indicator_id = ? and is_latest_vintage and population_group = 'all' and value is not null"
        " order by 1",
        SAFED,
        MATRICULATION,
    )
    points = drawn(told["trend"].to_dict(), 0)
    assert [(one["reference_year"], one["value"]) for one in points] == expected
    assert len(expected) >= 3 and all(one["peer_median"] for one in points)
    lines = told["trend"].to_dict()["layer"][0]
    assert lines["mark"]["type"] == "line"
    assert lines["encoding"]["detail"]["field"] == "series_segment"
    gaps = told["gaps"].to_dict()
    assert all(one["gap_low"] <= one["gap"] <= one["gap_high"] for one in drawn(gaps, 0))
    [(missing,)] = rows(
        home,
        "select count(*) from marts.data_gaps where settlement_code = ? and state = 'agreed'"
        " and not is_present",
        SAFED,
    )
    assert told["unknown"]["indicators"].sum() == missing > 0
    assert f"{missing} מדדים מוסכמים חסרים" in told["text"]
    assert ("SYNTHETIC" in told["text"]) == (origin == "sample")


def test_nothing_is_drawn_through_a_break(real_home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    told = shown(
        real_home, monkeypatch, indicator_id="women_to_men_pay_pct", settlement_code=OFAKIM
    )
    points = pl.DataFrame(drawn(told["trend"].to_dict(), 0))
    segments = dict(points.group_by("series_segment").agg(pl.col("reference_year").max()).rows())
    assert len(segments) == 2 and max(segments.values()) >= 2023
    assert told["breaks"]["from_year"].to_list() == [2023]
    assert "2023" in told["text"]


def test_marimo_finds_nothing_wrong_with_it() -> None:
    checked = subprocess.run(
        [sys.executable, "-m", "marimo", "check", "--strict", str(NOTEBOOK)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert checked.returncode == 0, checked.stdout + checked.stderr

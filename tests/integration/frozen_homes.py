"""Homes with frozen baselines, refreshed once since; made once for all tests."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from tests.integration import house

REASON = "לפני התוכנית; before the programme"


def frozen_sample(factory: pytest.TempPathFactory) -> Path:
    """The sample: every programme with named settlements frozen, Safed a second time."""

    def make(home: Path) -> None:
        shutil.copytree(house.sample_home(factory), home)
        said = [
            freeze(home, programme)
            for programme in ("local_leapfrog", "settlement_at_centre", "community_partnerships")
        ]
        said.append(freeze(home, "local_leapfrog", "--settlement", "Zefat"))
        home.with_name("frozen.txt").write_text("".join(run.out for run in said), "utf-8")
        run = house.thriving(home, "refresh")
        assert run.status == 0, run.text

    return house.made_once("frozen_sample", factory, make)


def frozen_real(factory: pytest.TempPathFactory) -> Path:
    """The publishers' files: the leapfrog, and Ofakim as if it had begun in 2019."""

    def make(home: Path) -> None:
        shutil.copytree(house.real_home(factory), home)
        freeze(home, "local_leapfrog")
        freeze(home, "settlement_at_centre", "--settlement", "אופקים", "--start-year", "2019")
        run = house.thriving(home, "refresh", "--from", os.path.relpath(house.REAL, house.PROJECT))
        assert run.status == 0, run.text

    return house.made_once("frozen_real", factory, make)


def freeze(home: Path, programme: str, *further: str) -> house.Run:
    run = house.thriving(
        home, "baseline", "freeze", "--programme", programme, "--reason", REASON, *further
    )
    assert run.status == 0, run.text
    return run

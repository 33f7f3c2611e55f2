"""A stage is tried again where what broke may pass, with growing waits; else the run ends there."""

from __future__ import annotations

import dagster as dg
import pytest

from ingest.errors import InputError
from ingest.intake import Intake
from ingest.origin import Origin
from orchestration.record import RunRecord, now
from orchestration.run_resource import Refresh

FULL = OSError(28, "No space left on device")


def refresh_of(kind: str = "live", *, by_command: bool = False) -> Refresh:
    refresh = Refresh(by_command=by_command)
    refresh._record = RunRecord("run", kind, False, "nobody", now())
    refresh._from = Origin("live") if kind == "live" else Origin("sample")
    return refresh


@pytest.mark.parametrize(("tried", "wait"), [(0, 30), (1, 120), (2, 480)])
def test_what_may_pass_is_tried_again_after_longer_and_longer(tried: int, wait: int) -> None:
    refresh = refresh_of()
    with pytest.raises(dg.RetryRequested) as caught, refresh.tried_again(tried):
        raise FULL
    assert (caught.value.seconds_to_wait, caught.value.max_retries) == (wait, 3)
    assert refresh.record().errors == []


def test_the_last_try_ends_the_run_and_its_record_says_why() -> None:
    refresh = refresh_of()
    with pytest.raises(OSError, match="No space"), refresh.tried_again(3):
        raise FULL
    assert refresh.record().errors == ["[Errno 28] No space left on device"]


@pytest.mark.parametrize(("by_command", "kind"), [(True, InputError), (False, dg.Failure)])
def test_refused_input_is_the_same_a_minute_later(by_command: bool, kind: type[Exception]) -> None:
    refresh = refresh_of(by_command=by_command)
    refresh.record().failures.append("b.xlsx: found nothing; expected something")
    with pytest.raises(kind) as caught, refresh.tried_again(0):
        raise InputError("a.xlsx", found="a web page", expected="a workbook")
    assert refresh.record().errors == ["a.xlsx: found a web page; expected a workbook"]
    if isinstance(caught.value, dg.Failure):
        # The page shows these words alone, with each file that was refused.
        assert caught.value.description == (
            "a.xlsx: found a web page; expected a workbook\n"
            "b.xlsx: found nothing; expected something"
        )
        assert not caught.value.allow_retries and caught.value.__cause__ is None


def test_nobody_waits_at_the_command() -> None:
    refresh = refresh_of(by_command=True)
    with pytest.raises(OSError, match="No space"), refresh.tried_again(0):
        raise FULL
    assert not refresh.asks_again(0)


def test_publishers_alone_are_asked_again_and_what_was_said_of_them_is_taken_back() -> None:
    assert [refresh_of().asks_again(tried) for tried in range(4)] == [True, True, True, False]
    assert not refresh_of("sample").asks_again(0)
    record = refresh_of().record()
    silent = InputError("https://x.invalid", found="no answer", expected="an answer")
    record.unreachable += ["another", str(silent)]
    record.left += ["a wave"]
    record.goes_on |= {"one": "K25", "another": ""}
    record.take_back(Intake(unreachable=[silent], left=["a wave"], goes_on={"one": "K25"}))
    assert (record.unreachable, record.left) == (["another"], [])
    assert record.goes_on == {"another": ""}

"""The survey waves of the sample: made up, whole, and like real ones where estimation looks."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import polars as pl
import pytest

from ingest.archive import Archive
from ingest.inputs import select_inputs
from ingest.intake import take_in
from ingest.origin import Origin
from ingest.resolve import resolve
from ingest.sample import write_sample
from ingest.source import load_sources
from ingest.survey.check import check_wave
from ingest.survey.declaration import Wave, load_wave
from ingest.survey.table import read_table

ALIASES = Path(__file__).parents[2] / "seeds" / "settlement_aliases.csv"
SURVEYS = ("community_survey", "household_income_survey")
Waves = dict[str, tuple[Wave, pl.DataFrame]]


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("sample")
    write_sample(folder)
    return folder


@pytest.fixture(scope="module")
def waves(sample: Path) -> Waves:
    found = {}
    for path in sorted(sample.glob("*_survey/*.yml")):
        wave = load_wave(path.read_text("utf-8"), path.name)
        assert wave.kind == path.parent.name
        table = read_table(path.with_name(wave.data), wave.data, wave.columns(), wave.sheet)
        checked = check_wave(wave, table)
        assert checked.faults == []
        found[wave.wave_id.removesuffix("_synthetic")] = (wave, checked.respondents)
    return found


def test_the_waves_say_that_they_are_made_up_and_use_both_readers(
    sample: Path, waves: Waves
) -> None:
    assert sorted(waves) == ["community_2023", "community_2025", "income_2024"]
    for wave, _ in waves.values():
        assert wave.synthetic and wave.coverage == "national"
        assert "SYNTHETIC" in wave.title.en and "סינתטיים" in wave.title.he
    assert {Path(wave.data).suffix for wave, _ in waves.values()} == {".csv", ".xlsx"}
    assert {wave.settlement.given_as for wave, _ in waves.values()} == {"code", "name"}
    assert sum(path.stat().st_size for path in sample.glob("*_survey/*")) < 1_500_000


def test_the_two_waves_are_coded_against_each_other_and_mean_the_same(waves: Waves) -> None:
    (old, before), (new, after) = waves["community_2023"], waves["community_2025"]
    turned = {i for i in old.items if old.items[i].higher_is != new.items[i].higher_is}
    assert turned == {i for i in old.items if i.startswith(("control_", "cohesion_"))}
    assert all(old.items[i].column != new.items[i].column for i in turned)
    for item in old.items:
        change = np.nanmean(after[item].to_numpy()) - np.nanmean(before[item].to_numpy())
        assert abs(change) < 0.25, item  # read the wrong way round they would differ by far more


@pytest.mark.parametrize("year", [2023, 2025])
@pytest.mark.parametrize("scale", ["control_", "cohesion_"])
def test_five_items_measure_one_thing_and_neighbours_are_alike(
    waves: Waves, year: int, scale: str
) -> None:
    frame = waves[f"community_{year}"][1]
    items = [name for name in frame.columns if name.startswith(scale)]
    answers = frame.select(items).to_numpy()
    whole = answers[~np.isnan(answers).any(axis=1)]
    share = whole.var(axis=0, ddof=1).sum() / whole.sum(axis=1).var(ddof=1)
    assert 0.75 < 5 / 4 * (1 - share) < 0.85  # Cronbach's alpha
    means = frame.select("psu", y=pl.mean_horizontal(items)).drop_nulls()
    groups = means.group_by("psu").agg(n=pl.len(), m=pl.mean("y"), v=pl.var("y"))
    n, m, v = (groups.filter(pl.col("n") > 1)[name].to_numpy() for name in "nmv")
    within = ((n - 1) * v).sum() / (n - 1).sum()
    between = (n * (m - means["y"].to_numpy().mean()) ** 2).sum() / (len(n) - 1)
    assert 0.03 < (between - within) / (between + (n.mean() - 1) * within) < 0.12


def test_settlements_of_every_size_and_oddity_are_there(waves: Waves) -> None:
    frame = waves["community_2025"][1]
    counts = dict(frame.group_by("place").len().rows())
    assert {400, 40, 4} <= set(counts.values()) and 28 <= len(counts) <= 36
    assert sum(55 <= count <= 150 for count in counts.values()) > len(counts) / 2
    assert any(4 < count < 10 for count in counts.values())
    assert any(10 <= count <= 25 for count in counts.values())
    clusters = frame.group_by("stratum").agg(n=pl.col("psu").n_unique())["n"]
    assert sorted(clusters)[:2] == [1, 3] and len(clusters) > 10
    answers = frame.group_by("place").agg(pl.col("civic_took_part").drop_nulls().unique())
    alike = {tuple(found) for place, found in answers.rows() if counts[place] >= 50}
    assert {(1.0,), (5.0,)} <= alike  # 0 and 100 %
    old = frame.filter(pl.col("age_band") == "age_65_and_over")["place"].unique()
    assert any(counts[place] > 50 for place in set(counts) - set(old))
    assert frame["weight"].max() > 100 * frame["weight"].min()  # type: ignore[operator]


@pytest.mark.parametrize("year", [2023, 2025])
def test_some_do_not_answer(waves: Waves, year: int) -> None:
    wave, frame = waves[f"community_{year}"]
    for item in wave.items:
        assert 0.02 < frame[item].null_count() / len(frame) < 0.10, item
    answered = frame.select(n=pl.sum_horizontal(pl.col(name).is_not_null() for name in wave.items))[
        "n"
    ]
    assert 0 < (answered <= 6).sum() < 0.03 * len(frame)
    assert set(frame["language"]) == {"he", "ar", "ru"}


def test_households_are_like_the_nations(waves: Waves) -> None:
    frame = waves["income_2024"][1]
    grown = (pl.col("age") >= 14).sum().over("household")
    size = pl.len().over("household")
    scale = 1 + 0.5 * (grown - 1) + 0.3 * (size - grown)
    persons = frame.with_columns(income=pl.col("income_disposable") / scale).sort("income")
    income, weight = (persons[name].to_numpy() for name in ("income", "weight"))
    median = income[np.searchsorted(weight.cumsum(), weight.sum() / 2)]
    assert 0.18 < weight[income < 0.6 * median].sum() / weight.sum() < 0.24
    assert 2_500 <= len(frame) <= 4_000
    assert {400, 40, 4} <= set(frame.group_by("place").len()["len"])
    assert sorted(frame["income_disposable"].unique())[:2] == [-2350, 0]
    assert frame.filter(pl.col("income_disposable") == 0)["household"].n_unique() == 3
    assert (frame["income_net_money"] <= frame["income_disposable"]).all()
    sizes = frame.group_by("household").len()["len"]
    assert sizes.min() == 1 and sizes.max() >= 8  # type: ignore[operator]


@pytest.fixture(scope="module")
def resolved(sample: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, pl.DataFrame]:
    """By edition, what became of each settlement that a wave speaks of."""
    home = tmp_path_factory.mktemp("home")
    kinds = (*SURVEYS, "cbs_authority_codes", "cbs_localities")
    sources = {kind: load_sources()[kind] for kind in kinds}
    (sample / "SYNTHETIC").touch()
    intake = take_in(sources.values(), Origin("sample", sample), home, requested_by="tests")
    assert intake.failures == [] and intake.unmatched == [] and len(intake.present) == 5
    files = select_inputs(Archive(home), sources, intake.present, synthetic=True)
    decided = resolve(files, sources, ALIASES)
    return {
        file.understood.edition: decided.filter(pl.col("sha256") == file.sha256) for file in files
    }


@pytest.mark.parametrize(
    ("edition", "settlements"),
    [
        ("community_2023_synthetic", 35),
        ("community_2025_synthetic", 35),
        ("income_2024_synthetic", 28),
    ],
)
def test_every_settlement_of_the_waves_is_known(
    resolved: dict[str, pl.DataFrame], edition: str, settlements: int
) -> None:
    decided = resolved[edition]
    assert len(decided) == settlements
    unknown = decided.filter(pl.col("settlement_code").is_null())
    assert unknown.is_empty(), unknown["reason"].to_list()


def test_a_settlement_is_the_same_by_name_and_by_code(resolved: dict[str, pl.DataFrame]) -> None:
    by_name, by_code = (
        set(resolved[f"community_{year}_synthetic"]["settlement_code"]) for year in (2023, 2025)
    )
    assert by_name == by_code


def test_every_listed_name_is_of_a_settlement_that_was_asked(waves: Waves) -> None:
    wave, frame = waves["community_2023"]
    assert sorted(wave.settlement.names) == sorted(frame["place"].unique())

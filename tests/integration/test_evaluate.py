"""``thriving evaluate``: a pack that says what the figures say, and can be computed again."""

from __future__ import annotations

import json
import re
import shutil
from html import unescape
from pathlib import Path
from typing import Any

import duckdb
import polars as pl
import pytest
from polars.testing import assert_frame_equal

from ingest.errors import InputError
from publication.evaluation.pack import write_pack
from publication.reading.words import ascending
from tests.integration import house
from tests.integration.frozen_homes import REASON, frozen_real, frozen_sample
from tests.integration.house import one, rows, thriving, warehouse

CENTRE, ASHKELON, OFAKIM = "settlement_at_centre", "7100", "0031"
TOLD = "(change is not null or did_effect is not null)"
HERE = (
    f"programme_id = '{CENTRE}' and settlement_code = '{ASHKELON}'"
    " and population_group = 'all' and horizon = 'latest'"
)
TABLES = ("pilot_evaluation", "evaluation_series", "evaluation_placebos")


@pytest.fixture(scope="session")
def frozen(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return frozen_sample(tmp_path_factory)


@pytest.fixture(scope="session")
def pack(frozen: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """As a person asks for it: by name."""
    into = tmp_path_factory.mktemp("packs")
    run = thriving(
        frozen, "evaluate", "--programme", CENTRE, "--settlement", "אשקלון", "--to", str(into)
    )
    assert run.status == 0, run.text
    assert Path(run.out.strip()) == into / f"{CENTRE}-{ASHKELON}"
    assert "SYNTHETIC" in run.err
    return Path(run.out.strip())


@pytest.fixture(scope="session")
def real_pack(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    if not house.REAL.is_dir():
        pytest.skip(f"NOT TESTED: the publishers' files are not at {house.REAL}")
    home = frozen_real(tmp_path_factory)
    return home, write_pack(warehouse(home), CENTRE, "Ofaqim", tmp_path_factory.mktemp("packs"))


def page_of(pack: Path) -> str:
    return (pack / "report.html").read_text("utf-8")


def section(page: str, begin: str, end: str) -> str:
    at = page.index(begin)
    return unescape(page[at : page.index(end, at)])


def computed_again(pack: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, pl.DataFrame]:
    """What the lines of reproduce.md make, run as they stand, in the folder of the pack."""
    text = (pack / "reproduce.md").read_text("utf-8")
    [lines] = re.findall(r"```python\n(.*?)```", text, flags=re.DOTALL)
    assert lines in unescape(page_of(pack))
    monkeypatch.chdir(pack)
    names: dict[str, Any] = {}
    exec(lines, names)
    told: dict[str, pl.DataFrame] = names["told"]
    return told


def published(home: Path, table: str, programme: str, code: str) -> pl.DataFrame:
    with duckdb.connect(str(warehouse(home)), read_only=True) as connection:
        return pl.DataFrame(
            connection.sql(
                f"select * exclude (synthetic) from marts.{table}"
                f" where programme_id = '{programme}' and settlement_code = '{code}'"
            )
        )


def compare(told: dict[str, pl.DataFrame], home: Path, code: str) -> None:
    for table in TABLES:
        mart = published(home, table, CENTRE, code)
        assert mart.height
        again = told[table].select(mart.columns)
        assert_frame_equal(
            again, mart, check_row_order=False, check_dtypes=False, rel_tol=1e-9, abs_tol=1e-9
        )


def test_the_lines_of_the_pack_compute_every_figure_again(
    pack: Path, frozen: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    compare(computed_again(pack, monkeypatch), frozen, ASHKELON)


@pytest.mark.real
def test_and_those_of_the_publishers_files(
    real_pack: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    home, pack = real_pack
    told = computed_again(pack, monkeypatch)
    assert told["pilot_evaluation"]["control_effect"].count() > 50
    compare(told, home, OFAKIM)


@pytest.mark.real
def test_real_figures_bear_no_mark_and_made_up_ones_bear_it_everywhere(
    pack: Path, real_pack: tuple[Path, Path]
) -> None:
    assert "SYNTHETIC" not in page_of(real_pack[1])
    made_up = page_of(pack)
    assert '<div class="synthetic">SYNTHETIC DATA' in made_up
    tables = re.findall(r"<table.*?</table>", made_up, flags=re.DOTALL)
    plots = re.findall(r"<svg.*?</svg>", made_up, flags=re.DOTALL)
    assert len(plots) > 50 and all("SYNTHETIC" in part for part in [*tables, *plots])
    for path in (pack / "tables").glob("*.csv"):
        assert set(pl.read_csv(path, infer_schema=False)["synthetic"]) == {"true"}


def test_every_indicator_is_shown_or_named_among_what_is_not_known(
    pack: Path, frozen: Path
) -> None:
    page = page_of(pack)
    unknown = section(page, '<h2 id="unknown">', "<article")
    shown = set(re.findall(r'<article id="(\w+)"', page))
    told = {code for (code,) in rows(
        frozen, f"select indicator_id from marts.pilot_evaluation where {HERE} and {TOLD}"
    )}  # fmt: skip
    assert shown == told and len(told) > 50
    for code, name_he, name_en in rows(
        frozen, "select indicator_id, name_he, name_en from marts.indicators"
    ):
        assert code in told or (name_he in unknown and name_en in unknown), code


def test_it_says_what_the_marts_say(pack: Path, frozen: Path) -> None:
    # Spans of years are isolated, so that nothing beside them turns them round.
    page = unescape(re.sub(r"</?bdi[^>]*>", "", page_of(pack)))
    for reading_he, reading_en in rows(
        frozen, f"select reading_he, reading_en from marts.pilot_evaluation where {HERE} and {TOLD}"
    ):
        assert ascending(reading_he) in page and ascending(reading_en) in page
    total = one(frozen, f"select count(*) from marts.pilot_evaluation where {HERE}")
    glance = section(page_of(pack), "Beside the comparison settlements", '<div class="scroll')
    counts = [int(count) for count in re.findall(r"<tr><td><bdi>(\d+)</bdi>", glance)]
    said = rows(
        frozen, f"select count(*) n from marts.pilot_evaluation where {HERE} group by did_is"
    )
    assert sorted(counts) == sorted(count for (count,) in said) and sum(counts) == total
    assert REASON in page and "2023" in section(page_of(pack), "The frozen baseline", "At a glance")


def test_index_moves_and_money_are_told_with_what_is_missing(pack: Path, frozen: Path) -> None:
    page = page_of(pack)
    here = f"programme_id = '{CENTRE}' and settlement_code = '{ASHKELON}'"
    index = section(page, "Local Leapfrog Index", "<h2>")
    for year, score in rows(
        frozen, f"select index_year, score_arithmetic from marts.leapfrog_index where {here}"
    ):
        assert f"<bdi>{year}</bdi>" in index and f">{score:.1f}</bdi>" in index
    moves = section(page, "residents of before, or who they are", "<h2>")
    for many, text_en, text_he in rows(
        frozen,
        "select count(*), any_value(text_en), any_value(text_he) from marts.composition_change"
        f" join marts.codes on code_kind = 'composition_reason' and code = reason where {here}"
        " group by reason",
    ):
        assert f"Indicators of which nothing is told ({many}): {text_en.rstrip('.')}" in moves
        assert f"מדדים שלא נאמר עליהם דבר ({many}): {text_he.rstrip('.')}" in moves
    [[costs, benefits, why]] = rows(
        frozen,
        "select costs_nominal_ils, benefits, text_en from marts.economic_impact"
        f" join marts.codes on code_kind = 'economic_reason' and code = reason where {here}",
    )
    worth = section(page, "Was it worth it", "<h2>")
    assert f">{costs:,.0f}</bdi>" in worth and benefits is None
    assert worth.count(why.rstrip(".")) == 3  # benefits, net value and ratio
    assert why.rstrip(".") in section(page, '<h2 id="unknown">', "<article")


def test_the_page_needs_nothing_beside_itself(pack: Path) -> None:
    page = page_of(pack)
    assert not re.search(r"<script|<link|<img|<iframe|@import|url\(|\ssrc=", page)
    assert all(link.startswith("#") for link in re.findall(r'href="([^"]*)"', page))
    assert '<html lang="he" dir="rtl">' in page
    # Each text stands in both languages.
    assert page.count('class="he"') == page.count('class="en"') > 100


def test_breaks_and_tables_are_explained_in_both_languages(pack: Path, frozen: Path) -> None:
    page = unescape(page_of(pack))
    notes = rows(frozen, "select distinct note, note_he from marts.breaks")
    shown = [hebrew for english, hebrew in notes if f": {english}</span>" in page]
    assert len(shown) > 1
    assert [hebrew for hebrew in shown if f": {hebrew}</span>" not in page] == []
    for (comment,) in rows(
        frozen,
        "select comment from duckdb_tables() where schema_name = 'marts' and table_name in"
        f" {(*TABLES, 'baselines')}",
    ):
        english, hebrew = comment.split("\n")
        assert f">{english}</span>" in page and f">{hebrew}</span>" in page


def test_the_same_file_and_arguments_give_the_same_bytes(
    pack: Path, frozen: Path, tmp_path: Path
) -> None:
    again = write_pack(warehouse(frozen), CENTRE, ASHKELON, tmp_path)
    files = sorted(path.relative_to(pack) for path in pack.rglob("*") if path.is_file())
    assert files == sorted(p.relative_to(again) for p in again.rglob("*") if p.is_file())
    for file in files:
        assert (pack / file).read_bytes() == (again / file).read_bytes(), file
    # Once more in its place: it is replaced, and nothing of before is left.
    (again / "tables" / "an_old_table.csv").write_text("old", "utf-8")
    (again / ".DS_Store").write_text("", "utf-8")
    assert write_pack(warehouse(frozen), CENTRE, "Ashqelon", tmp_path) == again
    assert files == sorted(p.relative_to(again) for p in again.rglob("*") if p.is_file())
    assert [path.name for path in tmp_path.iterdir()] == [again.name]


def test_the_tables_are_those_of_the_file(pack: Path, frozen: Path) -> None:
    seed = json.loads((pack / "seed.json").read_text("utf-8"))
    assert seed["warehouse_sha256"] == house.digest(warehouse(frozen))
    assert seed["run_id"] and seed["published_at"] and seed["packages"]["polars"]
    for table in (*TABLES, "comparison_settlements", "comparison_balance", "baselines"):
        path = pack / "tables" / f"{table}.csv"
        assert path.read_bytes().startswith(b"\xef\xbb\xbf")
        held = one(
            frozen,
            f"select count(*) from marts.{table} where programme_id = ? and settlement_code = ?",
            CENTRE,
            ASHKELON,
        )
        assert pl.read_csv(path, infer_schema=False).height == held > 0
    named = pl.read_csv(pack / "tables" / "comparison_settlements.csv", infer_schema=False)
    assert named["comparison_name_he"].null_count() == 0


def test_what_people_wrote_is_neither_formula_nor_markup(frozen: Path, tmp_path: Path) -> None:
    shutil.copytree(frozen / "published", tmp_path / "published")
    copy = tmp_path / "published" / "warehouse.duckdb"
    with duckdb.connect(str(copy)) as connection:
        connection.execute(
            "update marts.baselines set frozen_reason = '=1+1 <script>alert(1)</script>'"
        )
    made = write_pack(copy, "local_leapfrog", "8000", tmp_path)
    assert "'=1+1" in (made / "tables" / "baselines.csv").read_text("utf-8-sig")
    assert "<script" not in page_of(made) and "=1+1 &lt;script&gt;" in page_of(made)


@pytest.mark.parametrize(
    ("programme", "settlement", "said"),
    [
        ("leapfrog", ASHKELON, "expected one of"),
        (CENTRE, "Zefat", "which is not in settlement_at_centre"),
        (CENTRE, "אשקלן", "7100 אשקלון"),
    ],
)
def test_who_is_not_known_is_refused_with_those_that_are(
    programme: str, settlement: str, said: str, frozen: Path, tmp_path: Path
) -> None:
    with pytest.raises(InputError, match=said):
        write_pack(warehouse(frozen), programme, settlement, tmp_path)
    assert not list(tmp_path.iterdir())


def test_without_a_frozen_baseline_it_says_how_to_freeze_one(
    sample_home: Path, tmp_path: Path
) -> None:
    run = thriving(
        sample_home,
        "evaluate",
        "--programme",
        CENTRE,
        "--settlement",
        "7100",
        "--to",
        str(tmp_path),
    )
    assert run.status == 2 and "Traceback" not in run.err and "leaked" not in run.err
    assert f"thriving baseline freeze --programme {CENTRE} --settlement 7100" in run.err
    assert not list(tmp_path.iterdir())


def test_a_folder_that_cannot_be_written_is_named(frozen: Path, tmp_path: Path) -> None:
    blocked = tmp_path / "a file"
    blocked.write_text("mine", "utf-8")
    run = thriving(
        frozen, "evaluate", "--programme", CENTRE, "--settlement", "7100", "--to", str(blocked)
    )
    assert run.status == 2 and "a file" in run.err
    assert "expected a folder that can be written" in run.err
    assert blocked.read_text("utf-8") == "mine"


@pytest.mark.parametrize("foreign", ["notes.docx", "tables/mine.xlsx", "report.html"])
def test_what_is_not_a_pack_stays_as_it_is(
    foreign: str, pack: Path, frozen: Path, tmp_path: Path
) -> None:
    there = tmp_path / pack.name
    if foreign != "report.html":
        shutil.copytree(pack, there)
    (there / foreign).parent.mkdir(parents=True, exist_ok=True)
    (there / foreign).write_text("mine", "utf-8")
    before = sorted(there.rglob("*"))
    with pytest.raises(InputError, match="not only, an evaluation pack"):
        write_pack(warehouse(frozen), CENTRE, ASHKELON, tmp_path)
    assert (there / foreign).read_text("utf-8") == "mine" and sorted(there.rglob("*")) == before


def test_nothing_half_written_is_left(
    pack: Path, frozen: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(pack, tmp_path / pack.name)

    def full(*_: Any) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("publication.evaluation.pack.write_inputs", full)
    with pytest.raises(InputError, match="No space left"):
        write_pack(warehouse(frozen), CENTRE, ASHKELON, tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == [pack.name]
    assert page_of(tmp_path / pack.name) == page_of(pack)

"""Who is carried away, where to, and that all of it comes or nothing does."""

from __future__ import annotations

import csv
import re
import shutil
import subprocess
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import duckdb
import polars as pl
import pytest

from ingest.errors import InputError
from ingest.programmes.layout import Place
from publication.export.aside import made_aside
from publication.export.cells import LONGEST, text_of
from publication.export.folders import folder_name
from publication.export.run import batches, export
from tests.integration.house import COMMAND, SAFED, environment, thriving
from tests.publication.export.workbooks import cells, mart_sheets, parts, workbook_of


def carry(
    warehouse: Path,
    into: Path,
    *settlements: str,
    formats: Sequence[str] = ("csv",),
    programme: str | None = None,
    everyone: bool = False,
) -> list[Path]:
    return export(warehouse, settlements, programme, everyone, into, formats, lambda *_: None)


@pytest.mark.parametrize(
    ("settlements", "chosen", "said"),
    [
        ((), {}, "found none of them; expected exactly one of --settlement, --programme and --all"),
        (("8000",), {"everyone": True}, "found --settlement and --all"),
        (("8000",), {"programme": "local_leapfrog"}, "found --settlement and --programme"),
        (("צפט",), {}, "8000 צפת"),
        (("8000, 99999",), {}, "99999"),
        ((" , ",), {}, "expected the code or name of one"),
        ((), {"programme": "leapfrog"}, "expected one of community_partnerships"),
        ((), {"programme": "thriving_community"}, "of which no settlement is named"),
        (("8000",), {"formats": ("xls",)}, "found xls; expected some of xlsx,csv"),
        (("8000",), {"formats": ()}, "found none"),
    ],
)
def test_an_unclear_choice_is_refused_before_anything_is_written(
    settlements: tuple[str, ...], chosen: dict[str, Any], said: str, sample: Path, tmp_path: Path
) -> None:
    with pytest.raises(InputError, match=re.escape(said)):
        carry(sample, tmp_path / "out", *settlements, **chosen)
    assert not (tmp_path / "out").exists()


def test_several_are_named_in_any_way_and_come_once(sample: Path, tmp_path: Path) -> None:
    folders = carry(sample, tmp_path, "Zefat, 0031", "צפת")
    assert [folder.name for folder in folders] == ["0031 אופקים", "8000 צפת"]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["0031 אופקים", "8000 צפת"]


def test_a_programme_is_all_that_sources_and_forms_name_for_it(
    sample: Path, tmp_path: Path
) -> None:
    folders = carry(sample, tmp_path, programme="settlement_at_centre")
    assert [folder.name[:4] for folder in folders] == [
        "0031", "0502", "1031", "1034", "1061", "7100", "9200",
    ]  # fmt: skip


def test_all_are_the_local_authorities_and_each_holds_its_rows_alone(
    sample: Path, tmp_path: Path
) -> None:
    told: list[tuple[int, int]] = []
    folders = export(
        sample, (), None, True, tmp_path, ("parquet",), lambda done, of: told.append((done, of))
    )
    with duckdb.connect(str(sample), read_only=True) as connection:
        codes = connection.execute(
            "select settlement_code from marts.settlements where is_authority order by 1"
        ).fetchall()
        expected = dict(
            connection.execute(
                "select settlement_code, count(*) from marts.indicator_values group by 1"
            ).fetchall()
        )
    assert [(folder.name[:4],) for folder in folders] == codes
    for folder in folders:
        rows = pl.read_parquet(folder / "parquet" / "indicator_values.parquet")
        assert set(rows["settlement_code"]) == {folder.name[:4]}
        assert rows.height == expected[folder.name[:4]]
    assert told[-1] == (len(codes), len(codes)) and len(told) > 1
    assert not list(tmp_path.glob(".*"))


def test_a_text_like_a_formula_is_a_text_and_tables_keep_their_types(
    exported: dict[str, Path], sample: Path
) -> None:
    folder = exported[SAFED] / "csv"
    content = (folder / "indicator_values.csv").read_bytes()
    assert content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(content.decode("utf-8-sig").splitlines()))
    table = pl.read_parquet(exported[SAFED] / "parquet" / "indicator_values.parquet")
    assert [row["value"] and float(row["value"]) for row in rows] == [
        "" if value is None else value for value in table["value"]
    ]
    sources = pl.read_parquet(exported[SAFED] / "parquet" / "source_files.parquet")
    assert set(table["snapshot_sha256"]) <= set(sources["sha256"])
    codes = pl.read_csv(folder / "codes.csv").select("code_kind", "code").rows()
    assert {("value_status", one) for one in table["value_status"]} <= set(codes)
    indicators = pl.read_csv(folder / "indicators.csv")["indicator_id"]
    assert set(table["indicator_id"]) <= set(indicators)


HOSTILE = "=cmd|'/c calc'!A0 <script>alert(1)</script> \u202egnp\"\u2066"


@pytest.fixture
def hostile(sample: Path, tmp_path: Path) -> Path:
    """A published file in which people have named things to do harm."""
    home = tmp_path / "published"
    home.mkdir()
    shutil.copy(sample, home / "warehouse.duckdb")
    shutil.copy(sample.with_name("current.json"), home)
    with duckdb.connect(str(home / "warehouse.duckdb")) as connection:
        connection.execute(
            "update marts.settlements set name_he = ?, name_en = ? where settlement_code = '8000'",
            ["../" + HOSTILE, HOSTILE],
        )
        for column in ("target", "remark"):
            connection.execute(
                f"update marts.targets set {column} = ? where settlement_code = '8000'", [HOSTILE]
            )
        connection.execute(
            "update marts.indicators set name_he = ? where indicator_id = 'sei_cluster'", [HOSTILE]
        )
    return home / "warehouse.duckdb"


def test_hostile_names_do_no_harm_in_any_format(hostile: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    [folder] = carry(hostile, out, SAFED, formats=("xlsx", "csv", "parquet", "html"))
    assert folder.parent == out and [path.name for path in out.iterdir()] == [folder.name]
    assert not set('<>:"/\\|?*\u202e\u2066') & set(folder.name)
    path = workbook_of(folder)
    for name, xml in parts(path, r"xl/worksheets/.*\.xml").items():
        assert "<f>" not in xml and "\u202e" not in xml and "<script" not in xml, name
    assert not parts(path, r"xl/(externalLinks|connections).*")
    for xml in parts(path, r"xl/(sharedStrings|charts/chart\d+|workbook)\.xml").values():
        assert "\u202e" not in xml and "<script" not in xml
    shown = mart_sheets(cells(path))["targets"]
    assert text_of(HOSTILE) in {cell for row in shown for cell in row}
    text = (folder / "csv" / "targets.csv").read_text("utf-8-sig")
    assert ",=cmd" not in text and "'=cmd" in text
    kept = pl.read_parquet(folder / "parquet" / "targets.parquet")
    assert set(kept["target"]) == {HOSTILE}
    page = (folder / f"{folder.name}.html").read_text("utf-8")
    assert "<script>alert" not in page and "\u202e" not in page


def test_a_text_longer_than_a_cell_is_cut_where_it_is_seen() -> None:
    assert text_of("א" * 20_000).endswith("[…]") and len(text_of("א" * 20_000)) < LONGEST
    assert text_of("a\u202eb\u2066c") == "abc"


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("צפת", "8000 צפת"),
        ('מודיעין עילית "א"', "8000 מודיעין עילית ״א״"),
        ("../../etc", "8000 ..-..-etc"),
        ("a\n\u202eb. ", "8000 ab"),
        ("א" * 300, "8000 " + "א" * 95),
    ],
)
def test_a_folder_is_named_so_that_every_system_can_hold_it(name: str, expected: str) -> None:
    assert folder_name(Place("8000", name)) == expected


def test_what_no_export_wrote_stays_and_is_named(sample: Path, tmp_path: Path) -> None:
    [folder] = carry(sample, tmp_path, SAFED)
    (folder / "notes.docx").write_text("mine", "utf-8")
    (folder / "csv" / "mine.csv").write_text("mine", "utf-8")
    with pytest.raises(InputError, match=r"mine\.csv, which is no table of an export"):
        carry(sample, tmp_path, SAFED)
    (folder / "csv" / "mine.csv").unlink()
    (folder / "csv" / "targets.csv").write_text("of before", "utf-8")
    carry(sample, tmp_path, SAFED, formats=("csv", "parquet"))
    assert (folder / "notes.docx").read_text("utf-8") == "mine"
    assert "of before" not in (folder / "csv" / "targets.csv").read_text("utf-8")
    assert sorted(path.name for path in folder.iterdir()) == ["csv", "notes.docx", "parquet"]


def test_nothing_half_written_is_left(
    sample: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    [folder] = carry(sample, tmp_path, SAFED)
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("publication.export.settlement.write_csv", full)
    with pytest.raises(InputError, match="No space left"):
        carry(sample, tmp_path, SAFED, "0031")
    assert [path.name for path in tmp_path.iterdir()] == [folder.name]
    assert {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()} == before


def test_what_a_killed_export_left_goes_and_what_a_living_one_makes_stays(
    sample: Path, tmp_path: Path
) -> None:
    left = tmp_path / ".thriving-export.dead"
    (left / "new").mkdir(parents=True)
    (left / "new" / "half.csv").write_text("half", "utf-8")
    with made_aside(tmp_path) as living:
        (living / "new").mkdir()
        [folder] = carry(sample, tmp_path, SAFED)
        assert (living / "new").is_dir() and not left.exists()
    assert [path.name for path in tmp_path.iterdir()] == [folder.name]


@pytest.mark.parametrize(
    ("into", "said"),
    [
        ("there.txt", "found a file of that name; expected a folder"),
        ("there.txt/out", "found a file where one of its folders would be"),
        ("/proc/x", "found a place where no folder can be made; expected a folder"),
    ],
)
def test_a_folder_that_cannot_be_made_is_told_in_words(
    into: str, said: str, sample: Path, tmp_path: Path
) -> None:
    (tmp_path / "there.txt").write_text("mine", "utf-8")
    with pytest.raises(InputError, match=re.escape(said)):
        carry(sample, tmp_path / into, SAFED)
    assert (tmp_path / "there.txt").read_text("utf-8") == "mine"


def test_a_fault_in_another_process_is_told_and_leaves_nothing(
    sample: Path, tmp_path: Path
) -> None:
    """A published file without a mart that the facts are read from."""
    broken = tmp_path / "published" / "warehouse.duckdb"
    broken.parent.mkdir()
    shutil.copy(sample, broken)
    shutil.copy(sample.with_name("current.json"), broken.parent)
    with duckdb.connect(str(broken)) as connection:
        connection.execute("drop table marts.codes")
    with pytest.raises(duckdb.Error, match="codes"):
        carry(broken, tmp_path / "out", everyone=True)
    assert not list((tmp_path / "out").iterdir())


def test_parts_are_of_like_size_and_hold_everybody_once() -> None:
    places = [Place(f"{code:04}", "") for code in range(259)]
    parts = batches(places, 26, 2)
    assert len(parts) == 10 and {len(part) for part in parts} == {25, 26}
    assert sorted(place.code for part in parts for place in part) == [one.code for one in places]
    assert [len(part) for part in batches(places[:5], 26, 2)] == [3, 2]


def test_the_command_says_where_and_refuses_with_status_2(sample: Path, tmp_path: Path) -> None:
    home = sample.parents[1]
    run = thriving(home, "export", "--settlement", "צפת", "--to", str(tmp_path), "--format", "csv")
    assert run.status == 0, run.text
    assert run.out.strip() == str(tmp_path / "8000 צפת")
    assert "SYNTHETIC" in run.err and "1 of 1 settlements" in run.err
    run = thriving(home, "export", "--to", str(tmp_path / "other"))
    assert run.status == 2 and "exactly one of --settlement, --programme and --all" in run.err
    assert "Traceback" not in run.err and "leaked" not in run.err
    assert not (tmp_path / "other").exists()


@pytest.mark.slow
def test_nobody_goes_on_writing_for_a_command_that_was_killed(sample: Path, tmp_path: Path) -> None:
    command = [str(COMMAND), "export", "--all", "--to", str(tmp_path), "--format", "xlsx"]
    with subprocess.Popen(
        command, env=environment(sample.parents[1]), stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stderr is not None
        assert any(re.match(r"\d+ of \d+ settlements", line) for line in process.stderr)
        threads = Path(f"/proc/{process.pid}/task").glob("*/children")
        below = [pid for children in threads for pid in children.read_text().split()]
        process.kill()
    assert len(below) > 1
    patience = time.monotonic() + 30
    while any(_is_at_work(pid) for pid in below) and time.monotonic() < patience:
        time.sleep(0.1)
    assert not any(_is_at_work(pid) for pid in below)
    assert not [path for path in tmp_path.iterdir() if path.name[0] != "."]


def _is_at_work(pid: str) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False

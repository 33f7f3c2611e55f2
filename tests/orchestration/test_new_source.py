"""``thriving source new``: a declaration that reads the very file it was made from, and a model."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from openpyxl import Workbook
from sqlfluff.api import simple
from sqlfluff.core import FluffConfig

from ingest.errors import InputError
from ingest.source import load_source
from orchestration.sources.look_at import look_at
from orchestration.sources.new import Wanted, answered, write_source

PAGE = "https://example.gov.il"
ROOT = Path(__file__).resolve().parents[2]
FRAMES = """סמל יישוב,שם יישוב,סה"כ,אחוז (מ-18),נפתח,Street's name,קוד
8000,צפת,"1,200",12.5,01/02/2020,a,007
31,אופקים,9,..,,b,012
1031,שדרות,7,-,03/04/2021,c,100
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project with its folders, and nothing in them."""
    (tmp_path / "ingest" / "sources").mkdir(parents=True)
    (tmp_path / "dbt_project" / "models" / "staging").mkdir(parents=True)
    return tmp_path


def wanted(file: Path, **changes: str) -> Wanted:
    said = {
        "source_id": "day_centres",
        "title_he": "מרכזי יום",
        "title_en": "Day centres",
        "publisher_he": "משרד הרווחה",
        "publisher_en": "Ministry of Welfare",
        "licence_he": "ציון המקור",
        "licence_en": "attribution",
        "homepage": "https://example.gov.il",
    }
    return Wanted(**{"file": str(file), **said, **changes})


def frames(folder: Path, name: str = "frames_2024.csv", encoding: str = "cp1255") -> Path:
    path = folder / name
    path.write_bytes(FRAMES.replace('סה"כ', '"סה""כ"').encode(encoding))
    return path


def written(project: Path) -> list[Path]:
    return sorted(path for path in project.rglob("*day_centres*") if path.is_file())


def lint(model: Path) -> list[dict[str, object]]:
    config = FluffConfig.from_path(str(ROOT))
    return simple.lint(model.read_text("utf-8"), config=config)


def test_columns_and_their_types_are_found(project: Path) -> None:
    told = write_source(wanted(frames(project)), project)
    source = load_source(project / "ingest" / "sources" / "day_centres.yml")
    [table] = source.tables
    assert table.columns == {
        "סמל יישוב": "integer",
        "שם יישוב": "text",
        'סה"כ': "integer",
        "אחוז (מ-18)": "number",
        "נפתח": "date",
        "Street's name": "text",
        "קוד": "text",
    }
    assert table.entity is not None
    assert (table.entity.code, table.entity.name) == ("^סמל יישוב$", "^שם יישוב$")
    assert (source.parser, source.files, source.verified_live) == ("csv", ("*.csv",), False)
    assert not source.feeds_marts
    assert told[0] == "frames_2024.csv: 3 rows, 20 cells, edition day_centres-2024"
    assert told[1] == "settlement by 'סמל יישוב' and 'שם יישוב'"
    assert told[-1] == (
        "to bring it in: put the file into inbox/day_centres/ of the home, then"
        " thriving refresh --from live"
    )


def test_the_model_is_clean_and_names_what_can_be_named(project: Path) -> None:
    write_source(wanted(frames(project)), project)
    [model] = (project / "dbt_project").rglob("*.sql")
    assert model.name == "stg_day_centres__rows.sql"
    text = model.read_text("utf-8")
    assert """{{ value_under('^סה.כ$') }} as column_c""" in text
    assert """{{ text_under("Street''s name") }} as street_s_name_as_written""" in text
    assert lint(model) == []


@pytest.mark.slow
def test_dbt_parses_the_model_among_all_others(tmp_path: Path) -> None:
    copy = tmp_path / "project"
    left_out = (".venv*", ".git", "data", "target", "__pycache__", "tests", "*.bundle.js")
    shutil.copytree(ROOT, copy, ignore=shutil.ignore_patterns(*left_out))
    write_source(wanted(frames(tmp_path)), copy)
    code = "from orchestration.build import prepare_parse_cache as parse; parse()"
    subprocess.run([sys.executable, "-c", code], cwd=copy, check=True, capture_output=True)
    manifest = json.loads((copy / "dbt_project" / "target" / "manifest.json").read_text("utf-8"))
    node = manifest["nodes"]["model.thriving.stg_day_centres__rows"]
    assert "source.thriving.raw.cells" in node["depends_on"]["nodes"]


def test_an_answer_of_a_datastore_is_looked_at_too(project: Path) -> None:
    path = project / "frames.json"
    records = [{"LocalityCode": 8000, "LocalityName": "צפת", "places": 5}] * 9
    path.write_text(json.dumps({"success": True, "result": {"records": records}}), "utf-8")
    write_source(wanted(path, url="https://example.gov.il/frames.json"), project)
    source = load_source(project / "ingest" / "sources" / "day_centres.yml")
    assert source.parser == "ckan"
    assert source.edition.undated
    assert source.fetch.kind == "http"
    assert source.tables[0].columns["places"] == "integer"


def test_a_workbook_with_titles_above_its_header_is_looked_at_too(project: Path) -> None:
    path = project / "frames_2024.xlsx"
    workbook = Workbook()
    sheet = workbook.active
    assert sheet is not None
    sheet.append(["מרכזי יום לפי יישוב"])
    sheet.append([])
    sheet.append(["סמל יישוב", "שם יישוב", "מסגרות", "מקומות"])
    for code, name in ((8000, "צפת"), (31, "אופקים"), (1031, "שדרות")):
        sheet.append([code, name, 4, 120])
    workbook.save(path)
    told = write_source(wanted(path), project)
    assert told[0].startswith("frames_2024.xlsx: 3 rows, 12 cells")
    [model] = (project / "dbt_project").rglob("*.sql")
    assert "value_under('^מקומות$')" in model.read_text("utf-8")


@pytest.mark.parametrize(
    ("header", "code", "name"),
    [
        ("LocNameHeb,LocalityCode,StatArea", "LocalityCode", "LocNameHeb"),
        ("SemelRashut,ShemRashut,SemelSugMaamad", "SemelRashut", "ShemRashut"),
        ("סוג רשות,מועצה אזורית,רבעון", None, "מועצה אזורית"),
        ("סמל_ישוב,מועצה_אזורית,שם_ישוב", "סמל_ישוב", "שם_ישוב"),
        ("שם מקצוע,צעירים,סמל מקצוע", None, None),
    ],
)
def test_who_names_the_settlement_is_known_by_many_names(
    tmp_path: Path, header: str, code: str | None, name: str | None
) -> None:
    path = tmp_path / "a.csv"
    rows = [",".join("17" if label == code else "מילה" for label in header.split(","))] * 9
    path.write_text("\n".join([header, *rows]), "utf-8")
    looked = look_at(path)
    assert (looked.code, looked.name) == (code, name)


def test_a_file_in_which_nobody_names_a_settlement_says_so(project: Path) -> None:
    path = project / "subjects_2024.csv"
    path.write_text("subject,pupils\n" + "history,9\n" * 9, "utf-8")
    told = write_source(wanted(path), project)
    assert told[1] == "no column looks like a settlement's: say under entity which one is"


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (
            {"url": "http://x.gov.il/a.csv"},
            "http://x.gov.il/a.csv, day_centres/url: found the scheme http; expected https; find"
            " the file's address with https, or put the file into inbox/day_centres/ by hand",
        ),
        (
            {"url": "somewhere"},
            "somewhere, day_centres/url: found the scheme (none); expected https; find the file's"
            " address with https, or put the file into inbox/day_centres/ by hand",
        ),
        (
            {"homepage": "x.gov.il", "title_he": ""},
            "source new, --homepage: found x.gov.il; expected an address that begins with https://;"
            " give the page on which the publisher offers the file",
        ),
        (
            {"file": "gone.csv", "title_he": ""},
            "gone.csv: found no such file; expected a file that is there and ends in .csv, .json,"
            " .xlsx, .xls; give --file as the publisher issues it, with its own ending",
        ),
    ],
)
def test_what_is_said_wrongly_is_told_before_anything_else(
    project: Path, change: dict[str, str], said: str
) -> None:
    with pytest.raises(InputError) as raised:
        write_source(replace(wanted(frames(project)), **change), project)
    assert str(raised.value) == said
    assert written(project) == []


@pytest.mark.parametrize(("mark", "called"), [(";", "semicolons"), ("\t", "tabs"), ("|", "bars")])
def test_cells_between_other_marks_than_commas_are_named(
    project: Path, mark: str, called: str
) -> None:
    path = project / "frames_2024.csv"
    path.write_text(f"סמל יישוב{mark}שם יישוב{mark}מקומות\n" + f"31{mark}א{mark}9\n" * 9, "utf-8")
    with pytest.raises(InputError) as raised:
        write_source(wanted(path), project)
    assert str(raised.value) == (
        f"frames_2024.csv, line 1: found cells between {called}; expected cells between commas;"
        " save it as CSV with commas, as the publisher should"
    )


def test_what_is_not_said_is_asked_and_asked_again_where_it_will_not_do(project: Path) -> None:
    """The name that is wrong, the page that is none; an address may stay unsaid."""
    replies = iter(["Day Centres", "day_centres", "", "מרכזי יום", "example.gov.il", PAGE, ""])
    asked: list[str] = []
    complaints: list[str] = []

    def ask(question: str) -> str:
        asked.append(question)
        return next(replies)

    given = replace(wanted(frames(project)), source_id="", title_he="", homepage="")
    found = answered(given, project, ask, complaints.append)
    assert found == replace(given, source_id="day_centres", title_he="מרכזי יום", homepage=PAGE)
    assert [question.split()[0] for question in asked] == [
        *("A", "A", "Its", "Its", "The", "The", "The")
    ]
    assert complaints == [
        "source new, --id: found Day Centres; expected small Latin letters, digits and _, a letter"
        " first; choose a name such as welfare_frames: files, folders and models are called by it",
        "source new, --homepage: found example.gov.il; expected an address that begins with"
        " https://; give the page on which the publisher offers the file",
    ]


def test_nothing_is_overwritten(project: Path) -> None:
    write_source(wanted(frames(project)), project)
    before = {path: path.read_bytes() for path in written(project)}
    with pytest.raises(InputError) as raised:
        write_source(wanted(frames(project), title_en="Another"), project)
    assert raised.value.found == "a file of that name"
    assert raised.value.expected == "none: nothing is overwritten"
    assert {path: path.read_bytes() for path in written(project)} == before


def test_what_is_not_said_is_told_with_its_flags(project: Path) -> None:
    with pytest.raises(InputError) as raised:
        write_source(wanted(frames(project), source_id="", title_he=" "), project)
    assert str(raised.value) == (
        "source new: found nothing said of source id, title he; expected --id … --title-he …;"
        " give these flags, or call it where it can ask"
    )


@pytest.mark.parametrize("source_id", ["Day", "../x", "a-b", "1st", "a b"])
def test_a_name_that_is_none_is_refused(project: Path, source_id: str) -> None:
    with pytest.raises(InputError, match="small Latin letters"):
        write_source(wanted(frames(project), source_id=source_id), project)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.pdf", b"%PDF-1.4".ljust(500)),
        ("gone.csv", None),
        ("wall_2024.csv", b"<html>wall</html>".ljust(500)),
        ("cut_2024.xlsx", b"PK\x03\x04".ljust(500)),
        ("words_2024.json", b'{"success": false, "error": "gone"}'.ljust(500)),
    ],
)
def test_a_file_that_cannot_be_read_leaves_nothing(
    project: Path, name: str, content: bytes | None
) -> None:
    path = project / name
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(InputError):
        write_source(wanted(path), project)
    assert written(project) == []


def test_words_that_yaml_would_misread_come_back_as_they_were_said(project: Path) -> None:
    hostile = 'כותרת: "עם" #סימנים\n- ועוד {{ x }} <script>'
    write_source(
        wanted(frames(project), title_he=hostile, title_en=hostile, licence_en="no"), project
    )
    [model] = (project / "dbt_project").rglob("*.sql")
    assert "{{ x }}" not in model.read_text("utf-8")
    assert lint(model) == []
    source = load_source(project / "ingest" / "sources" / "day_centres.yml")
    assert (source.title.he, source.licence.en) == (hostile, "no")

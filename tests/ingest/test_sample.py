"""The synthetic files: the same bytes always, readable, in the publishers' layouts, consistent."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import os
import subprocess
import sys
import time
from fnmatch import fnmatch
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from ingest.sample import write_sample
from ingest.sample.notes import SYNTHETIC
from ingest.sample.settlements import (
    AREAS,
    LOCALITIES,
    TRIBES,
    authorities,
    members,
    municipalities,
)
from ingest.source import load_sources
from ingest.survey.bundle import data_name

REPOSITORY = Path(__file__).resolve().parents[2]
YEARLY = "cbs_local_authorities"
PHYSICAL = "נתונים פיזיים ונתוני אוכלוסייה "
COUNCIL_PAIRS = {
    ("0031", "5531"),
    ("0026", "5526"),
    ("0028", "5528"),
    ("0041", "5541"),
    ("0065", "5565"),
}
NAMED_IN_THE_DESIGN = {
    "8000", "1034", "7100", "9200", "0502", "1061", "0031", "1031", "9700", "6600", "6400",
}  # fmt: skip

Rows = list[list[object]]


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("sample")
    write_sample(folder)
    return folder


def sheet(folder: Path, file: str, name: str | int) -> Rows:
    book = CalamineWorkbook.from_path(folder / file)
    found = book.sheet_names[name] if isinstance(name, int) else name
    return book.get_sheet_by_name(found).to_python(skip_empty_area=False)  # type: ignore[return-value]


def physical(folder: Path, year: int) -> Rows:
    return sheet(folder, f"{YEARLY}/p_libud_{year}.xlsx", PHYSICAL)


def column(rows: Rows, name: str, band: str = "", header: int = 3) -> int:
    """Where a column stands: below its band if one is given, by the beginning of its name."""
    start = next(i for i, cell in enumerate(rows[header - 2]) if cell == band) if band else 0
    return next(
        i for i, cell in enumerate(rows[header]) if i >= start and str(cell).startswith(name)
    )


def digests(folder: Path) -> dict[str, str]:
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def test_bytes_depend_on_neither_process_nor_hash_seed(sample: Path, tmp_path: Path) -> None:
    code = "import sys, pathlib, ingest.sample as s; s.write_sample(pathlib.Path(sys.argv[1]))"
    subprocess.run(
        [sys.executable, "-c", code, str(tmp_path)],
        check=True,
        cwd=REPOSITORY,
        env={**os.environ, "PYTHONHASHSEED": "77", "TZ": "Asia/Jerusalem"},
    )
    assert digests(tmp_path) == digests(sample)


def test_second_run_over_the_first_changes_nothing_and_is_quick(sample: Path) -> None:
    before = digests(sample)
    started = time.process_time()
    written = write_sample(sample)
    assert time.process_time() - started < 3
    assert digests(sample) == before
    assert sorted(str(path.relative_to(sample)) for path in written) == sorted(before)


@pytest.mark.parametrize("source_id", sorted(load_sources()))
def test_every_declared_source_has_files_for_all_its_required_tables(
    sample: Path, source_id: str
) -> None:
    source = load_sources()[source_id]
    names = [path.name for path in (sample / source_id).iterdir()]
    assert names
    beside_a_declaration = {data_name(path) for path in (sample / source_id).glob("*.yml")}
    for name in {*names} - beside_a_declaration:
        assert any(fnmatch(name, pattern) for pattern in source.files), name
    for table in source.tables:
        if table.required:
            assert any(fnmatch(name, table.files) for name in names), table.id


def test_every_workbook_opens_and_says_that_it_is_synthetic(sample: Path) -> None:
    forms = sample / "settlement_programmes"  # these say so in each row, in Hebrew
    books = sorted(path for path in sample.rglob("*.xls*") if not path.is_relative_to(forms))
    assert len(books) == 13
    for path in books:
        book = CalamineWorkbook.from_path(path)
        cells = [
            str(cell)
            for name in book.sheet_names
            for row in book.get_sheet_by_name(name).to_python()
            for cell in row
        ]
        assert any(SYNTHETIC in cell for cell in cells), path.name


def test_settlement_codes_are_unique_and_have_four_digits() -> None:
    codes = [place.code for place in (*authorities(), *LOCALITIES, *TRIBES, *AREAS)]
    assert len(set(codes)) == len(codes)
    assert all(len(code) == 4 and code.isdigit() for code in codes)
    assert set(codes) >= NAMED_IN_THE_DESIGN
    assert all((a in codes and b in codes) and int(a) == int(b) - 5500 for a, b in COUNCIL_PAIRS)
    councils = authorities("regional_council")
    assert {31, 37, 55, 69} <= {place.council_number for place in councils}
    assert all(members(place.council_number) for place in councils)


def test_sheets_and_header_rows_of_the_yearly_workbooks(sample: Path) -> None:
    names = {
        year: CalamineWorkbook.from_path(sample / YEARLY / f"p_libud_{year}.xlsx").sheet_names
        for year in (2021, 2024)
    }
    assert names[2021] == [
        "תוכן עניינים", PHYSICAL, "נתוני תקציב", "סיכומים לפי מעמד מוניציפלי",
        "סקרי כוח אדם והוצאות משק בית", "נתוני הסקר החברתי",
    ]  # fmt: skip
    assert names[2024] == [
        "תוכן עניינים", PHYSICAL, "נתוני תקציב", "סקרי כוח אדם והוצאות משק בית",
        "נתוני הסקר החברתי", "הערות והסברים", "תיקונים ושינויים",
    ]  # fmt: skip
    for year, first in ((2021, "אום אל-פחם"), (2024, "כלל ארצי")):
        rows = physical(sample, year)
        assert rows[0][1] == f"רשויות מקומיות {year}"
        assert str(rows[2][0]).startswith(f"שנת עדכון: {year}")
        assert rows[3][:2] == ["שם  הרשות", "סמל הרשות"]
        assert rows[5][0] == first


@pytest.mark.parametrize("year", [2021, 2024])
def test_header_rows_together_make_columns_unique_and_no_fewer_do(sample: Path, year: int) -> None:
    rows = physical(sample, year)
    band = name = ""
    paths = []
    for i in range(len(rows[3])):
        band, name = str(rows[1][i]) or band, str(rows[3][i]) or name
        paths.append((band, name, rows[4][i]))
    assert len(set(paths)) == len(paths)
    assert len({path[1:] for path in paths}) < len(paths)


def test_code_systems_differ_between_the_years(sample: Path) -> None:
    old = {row[1]: row[0] for row in physical(sample, 2021)[5:]}
    assert (old["0031"], old["31"], old["04"]) == ("אופקים", "נחל שורק", "מטה אשר")
    new = {row[1]: row[0] for row in physical(sample, 2024)[9:]}
    assert (new[31.0], new[5531.0], new[5569.0]) == ("אופקים", "נחל שורק", "אל קסום")
    index = sheet(sample, "cbs_socio_economic_index/sei_2019_t01_authorities.xlsx", 0)
    assert {10031.0, 10069.0, 31.0} <= {row[1] for row in index}
    remote = sheet(sample, "cbs_peripherality_index/24_22_420t1.xlsx", 0)
    assert [row[:3] for row in remote if row[2] == "אל קסום"] == [[69.0, "", "אל קסום"]]


def test_population_is_in_thousands_in_2015_and_grows(sample: Path) -> None:
    rows = sheet(sample, f"{YEARLY}/2015.xls", "נתונים פיזיים - עיריות ומ.מקומי")
    at = rows[1].index('סה"כ  אוכלוסייה בסוף 2015 (אלפים)')
    old = {row[1]: row[at] for row in rows[2:] if len(str(row[1])) == 4}
    people: dict[int, dict[str, float]] = {}
    for year, first in ((2021, 5), (2024, 9)):
        rows = physical(sample, year)
        at = column(rows, 'סה"כ  אוכלוסייה')
        people[year] = {str(row[0]): float(str(row[at])) for row in rows[first:]}
    for place in municipalities():
        thousands = float(str(old[place.code]))
        assert 1000 * thousands < people[2021][place.name] < people[2024][place.name]
        assert people[2024][place.name] < 1.15 * people[2021][place.name]


def test_the_name_of_1061_until_2019(sample: Path) -> None:
    rows = sheet(sample, f"{YEARLY}/2015.xls", "נתונים פיזיים - עיריות ומ.מקומי")
    assert [row[0] for row in rows if row[1] == "1061"] == ["נצרת עילית"]
    assert [row[0] for row in physical(sample, 2024) if row[1] == 1061] == ["נוף הגליל"]


def test_national_population_exceeds_the_sum_of_the_authorities(sample: Path) -> None:
    rows = physical(sample, 2024)
    at = column(rows, 'סה"כ  אוכלוסייה')
    nation = float(str(rows[5][at]))
    added = sum(float(str(row[at])) for row in rows[9:])
    assert 1.005 < nation / added < 1.015
    summary = sheet(sample, f"{YEARLY}/p_libud_2021.xlsx", "סיכומים לפי מעמד מוניציפלי")
    national = {row[1]: row[2] for row in summary}
    rows = physical(sample, 2021)
    added = sum(float(str(row[at])) for row in rows[5:] for at in [column(rows, 'סה"כ  אוכ')])
    assert 1.005 < float(str(national['סה"כ  אוכלוסייה בסוף השנה'])) / added < 1.015


def test_index_2019_is_the_same_in_table_1_and_in_the_workbook_of_2021(sample: Path) -> None:
    table = sheet(sample, "cbs_socio_economic_index/sei_2019_t01_authorities.xlsx", 0)
    assert [row[2] for row in table[8:10]] == ["ממוצע", "ערך כלל ארצי"]
    official = {row[2]: row[4:7] for row in table[10:] if isinstance(row[1], float)}
    rows = physical(sample, 2021)
    at = rows[1].index("מדד חברתי-כלכלי\n")
    written = {row[0]: [row[at + 1], row[at + 2], row[at]] for row in rows[5:]}
    assert written == official
    assert official["צפת"][2] == 2


def test_peripherality_2020_is_the_same_in_both_workbooks_and_its_table(sample: Path) -> None:
    table = sheet(sample, "cbs_peripherality_index/24_22_420t1.xlsx", 0)
    official = {
        row[2]: [row[11], row[9], row[10], row[8], row[6]] for row in table[9:] if row[4] != ""
    }
    for year, first in ((2021, 5), (2024, 9)):
        rows = physical(sample, year)
        at = rows[1].index("מדד פריפריאליות")
        assert {row[0]: row[at : at + 5] for row in rows[first:]} == official


@pytest.mark.parametrize(
    ("year", "knesset", "file", "encoding"),
    [(2021, 24, "k24_expc.cp1255.csv", "cp1255"), (2024, 25, "k25_expc.utf8bom.csv", "utf-8-sig")],
)
def test_turnout_of_the_workbook_is_that_of_the_election_file(
    sample: Path, year: int, knesset: int, file: str, encoding: str
) -> None:
    text = (sample / "cec_knesset_elections" / file).read_bytes().decode(encoding)
    ballots = {int(row["סמל ישוב"]): row for row in csv.DictReader(io.StringIO(text))}
    rows = physical(sample, year)
    at = column(rows, f"בחירות לכנסת ה-{knesset}")
    # As text until 2021, where 31 is a council and 0031 is not; as numbers in 2024.
    written = {
        row[1] if isinstance(row[1], str) else f"{float(str(row[1])):04.0f}": row[at]
        for row in rows[9 if year == 2024 else 5 :]
    }
    for place in municipalities():
        row = ballots[place.number]
        expected = 100 * int(row["מצביעים"]) / int(row["בזב"])
        assert float(str(written[place.code])) == pytest.approx(expected, abs=1e-9)
    for row in ballots.values():
        parties = list(row.values())[7:]
        assert sum(int(votes) for votes in parties if votes) == int(row["כשרים"])
        assert int(row["מצביעים"]) == int(row["פסולים"]) + int(row["כשרים"])
    assert (ballots[9999]["שם ישוב"], ballots[9999]["בזב"]) == ("מעטפות חיצוניות", "0")


def test_elections_differ_in_encoding_parties_and_line_ends(sample: Path) -> None:
    folder = sample / "cec_knesset_elections"
    old = (folder / "k24_expc.cp1255.csv").read_bytes()
    new = (folder / "k25_expc.utf8bom.csv").read_bytes()
    assert new.startswith(b"\xef\xbb\xbf") and b"\r\n" in new and b"\r" not in old
    with pytest.raises(UnicodeDecodeError):
        old.decode()
    first = old.decode("cp1255").splitlines()[0]
    assert first.endswith(",") and first[:-1] != new.decode("utf-8-sig").splitlines()[0]


def test_datastore_records_are_the_rows_of_the_election_file(sample: Path) -> None:
    records = json.loads((sample / "datagov_ckan/votes_knesset_k25_records.json").read_text())
    text = (sample / "cec_knesset_elections/k25_expc.utf8bom.csv").read_text("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert [{k: str(v) for k, v in r.items() if k != "_id"} for r in records] == rows
    answer = json.loads(
        (sample / "datagov_ckan/unified_datastore_search.truncated.json").read_text()
    )
    assert answer["success"] and answer["result"]["total"] == len(answer["result"]["records"])


def test_special_values_of_the_workbooks(sample: Path) -> None:
    survey = sheet(sample, f"{YEARLY}/p_libud_2024.xlsx", "נתוני הסקר החברתי")
    cells = {str(cell) for row in survey[6:] for cell in row}
    assert "**" in cells and any(cell.startswith("(") and cell.endswith(")") for cell in cells)
    capital = [row[:2] for row in survey if str(row[0]).startswith("ירושלים")]
    assert capital == [
        ["ירושלים - סך הכל", 3000.0], ["ירושלים - יהודים", "3000"], ["ירושלים - ערבים", "3000"],
    ]  # fmt: skip
    for year in (2021, 2024):
        marks = {str(cell).strip() for row in physical(sample, year)[5:] for cell in row}
        assert {"..", "-"} <= marks
    rows = {year: physical(sample, year) for year in (2021, 2024)}
    holon = {
        year: next(row[column(rows[year], "מרחק")] for row in rows[year] if row[0] == "חולון")
        for year in rows
    }
    assert holon == {2021: 0.0, 2024: "-"}


def test_periods_stand_only_where_they_differ_from_the_year_of_the_file(sample: Path) -> None:
    rows = physical(sample, 2021)
    assert rows[2][column(rows, "שכר ממוצע לחודש")] == 2019.0
    assert rows[2][column(rows, "אחוז תלמידים נושרים")] == 'תשפ"א 2020/21'
    assert rows[2][column(rows, 'סה"כ  אוכלוסייה')] == ""
    rows = physical(sample, 2024)
    assert rows[2][column(rows, "כלל בעלי הכנסה")] == 2023.0
    assert rows[2][rows[1].index("מדד חברתי-כלכלי\n")] == 2021.0


def test_percentages_lie_between_0_and_100_and_ages_add_up(sample: Path) -> None:
    for year, first in ((2021, 5), (2024, 9)):
        rows = physical(sample, year)
        ages = rows[4].index("בני 4-0")
        for row in rows[first:]:
            assert sum(float(str(cell)) for cell in row[ages : ages + 9]) == pytest.approx(100)
        for i, name in enumerate(rows[3]):
            if str(name).startswith("אחוז") and "שינוי" not in str(name):
                values = [row[i] for row in rows[first:] if isinstance(row[i], float)]
                assert all(0 <= float(str(value)) <= 100 for value in values), name


def numbers(row: list[object], places: list[int]) -> list[float]:
    """Cells as numbers, "-" as nothing."""
    return [0.0 if row[i] == "-" else float(str(row[i])) for i in places]


def below(rows: Rows, band: str, header: int) -> range:
    """The columns of a band, up to the next one."""
    bands = rows[header]
    start = bands.index(band)
    ends = (i for i in range(start + 1, len(bands)) if bands[i] != "")
    return range(start, next(ends, len(bands)))


@pytest.mark.parametrize("year", [2021, 2024])
def test_parts_sum_to_their_wholes(sample: Path, year: int) -> None:
    rows = sheet(sample, f"{YEARLY}/p_libud_{year}.xlsx", "נתוני תקציב")
    names = [str(name) for name in rows[3]]
    loans = "הכנסות מהממשלה: מלוות לאיזון" if year == 2021 else "מלוות למחזור ולאיזון"
    sources = [names.index(n) for n in ('סה"כ הכנסות עצמיות', 'סה"כ הכנסות מהממשלה', loans)]
    labour = names.index('סה"כ הוצאות לעלות עבודה')
    chapters = [names.index(f"שירותים ממלכתיים: {n}") for n in ("חינוך", "רווחה", "תרבות")]
    income, spent = (names.index(f'סה"כ {n} בתקציב הרגיל') for n in ("הכנסות", "הוצאות"))
    surplus = names.index("עודף/גירעון\nבתקציב הרגיל\nהשנה")
    body = [row for row in rows[4 if year == 2021 else 8 :] if isinstance(row[income], float)]
    assert len(body) == len(authorities())
    for row in body:
        assert sum(numbers(row, sources)) == row[income]
        assert sum(numbers(row, [*range(labour, labour + 6)])) == row[spent]
        assert sum(numbers(row, chapters)) < numbers(row, [spent])[0]
        assert numbers(row, [income])[0] - numbers(row, [spent])[0] == row[surplus]
    rows = physical(sample, year)
    land = below(rows, "שימושי קרקע קיבוץ ל-14 קטגוריות", 1)
    uses = [i for i in land if rows[4][i] == 'שטח בקמ"ר']
    assert len(uses) == 14
    moves = [i for i, name in enumerate(rows[3]) if str(name).startswith(("נכנסים", "יוצאים"))]
    for row in rows[9 if year == 2024 else 5 :]:
        assert sum(numbers(row, uses)) == pytest.approx(row[land[0]], abs=0.1)
        for i in moves:  # men and women, then four ages
            assert sum(numbers(row, [i + 1, i + 2])) == row[i]
            assert sum(numbers(row, [*range(i + 3, i + 7)])) == row[i]


def test_education_and_marital_status_sum_to_100(sample: Path) -> None:
    rows = physical(sample, 2024)
    for band in ("רמת השכלה\nמתוך בני 25 עד 65", "מצב משפחתי\nמתוך בני 18 ומעלה"):
        columns = [*below(rows, band, 1)]
        for row in rows[5:]:
            assert sum(numbers(row, columns)) == pytest.approx(100)


def test_peripheral_places_are_poorer(sample: Path) -> None:
    rows = physical(sample, 2021)
    wage = column(rows, "שכר ממוצע לחודש")
    cluster = rows[1].index("מדד פריפריאליות")
    groups: dict[bool, list[float]] = {True: [], False: []}
    for row in rows[5:]:
        groups[float(str(row[cluster])) <= 4].append(float(str(row[wage])))
    assert sum(groups[True]) / len(groups[True]) < sum(groups[False]) / len(groups[False])


def test_localities_file_has_its_traps(sample: Path) -> None:
    rows = sheet(sample, "cbs_localities/bycode2021.xlsx", 0)
    assert len(rows[0]) == 26
    form, status, people = (rows[0].index(n) for n in (
        "צורת יישוב שוטפת", "סמל מעמד מונציפאלי", "סך הכל אוכלוסייה 2021"))  # fmt: skip
    body = [row for row in rows[1:] if row[1] != ""]
    assert any(row[form] == 530 for row in body)
    assert any(row[form] == 460 and row[status] == "" and row[people] == "" for row in body)
    place = rows[0].index("קואורדינטות")
    assert all(len(str(int(float(str(row[place]))))) == 10 for row in body)


def test_front_matter_of_the_other_files(sample: Path) -> None:
    people = sheet(sample, "cbs_population/population_localities_2023.xlsx", 1)
    assert people[11][:2] == ["שם יישוב", "סמל יישוב"]
    assert people[15][:2] == ["", "סך הכל"] and isinstance(people[15][2], float)
    assert any(".." in row for row in people[16:])
    for number in range(4):
        exams = sheet(sample, "moe_bagrut/bagrut_2025-01-15.xlsx", number)
        assert sum(1 for cell in exams[15] if cell != "") >= 6
    exams = sheet(sample, "moe_bagrut/bagrut_2025-01-15.xlsx", 1)
    assert all(len(str(row[6])) == 20 and float(str(row[1])) >= 11 for row in exams[16:])
    registry = (sample / "cbs_population/population_registry_age_groups.cp1255.csv").read_bytes()
    assert registry.decode("cp1255").splitlines()[1].startswith("0 ,לא רשום ,")
    census = (sample / "cbs_census_2022/census_2022_locality_statarea.csv").read_text("utf-8-sig")
    table = list(csv.DictReader(io.StringIO(census)))
    assert (table[0]["LocNameHeb"], table[0]["LocalityCode"]) == ("כלל ארצי", "")
    assert len(table[0]) == 60 and any(row["StatArea"] for row in table)
    assert any(value == "" for value in table[5].values())


REAL = REPOSITORY.parent / "shared" / "real"


@pytest.mark.real
@pytest.mark.skipif(not REAL.exists(), reason="the publishers' files are not part of the product")
def test_no_figure_is_the_publishers(sample: Path) -> None:
    """Long decimals cannot agree by chance: none of ours is one of theirs."""
    theirs: set[float] = set()
    for file in ("cbs_socio_economic_index/sei_2019_t01_authorities.xlsx",
                 "cbs_peripherality_index/24_22_420t1.xlsx"):  # fmt: skip
        theirs |= long_figures(CalamineWorkbook.from_path(REAL / file))
    for path in sorted((REAL / YEARLY).glob("p_libud_*.xlsx")):
        theirs |= long_figures(CalamineWorkbook.from_path(path))
    assert len(theirs) > 10_000
    ours: set[float] = set()
    for path in sample.rglob("*.xls*"):
        ours |= long_figures(CalamineWorkbook.from_path(path))
    assert len(ours) > 1_000 and not ours & theirs


def long_figures(book: CalamineWorkbook) -> set[float]:
    return {
        cell
        for name in book.sheet_names
        for row in book.get_sheet_by_name(name).to_python()
        for cell in row
        if isinstance(cell, float) and len(repr(cell).partition(".")[2]) >= 6
    }

"""The synthetic files are laid out as the publishers lay out theirs, traps and all."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from tests.ingest.sample_sheets import PHYSICAL, YEARLY, column, physical, sheet


def test_sheets_and_header_rows_of_the_yearly_workbooks(sample_folder: Path) -> None:
    names = {
        year: CalamineWorkbook.from_path(
            sample_folder / YEARLY / f"p_libud_{year}.xlsx"
        ).sheet_names
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
        rows = physical(sample_folder, year)
        assert rows[0][1] == f"רשויות מקומיות {year}"
        assert str(rows[2][0]).startswith(f"שנת עדכון: {year}")
        assert rows[3][:2] == ["שם  הרשות", "סמל הרשות"]
        assert rows[5][0] == first


@pytest.mark.parametrize("year", [2021, 2024])
def test_header_rows_together_make_columns_unique_and_no_fewer_do(
    sample_folder: Path, year: int
) -> None:
    rows = physical(sample_folder, year)
    band = name = ""
    paths = []
    for i in range(len(rows[3])):
        band, name = str(rows[1][i]) or band, str(rows[3][i]) or name
        paths.append((band, name, rows[4][i]))
    assert len(set(paths)) == len(paths)
    assert len({path[1:] for path in paths}) < len(paths)


def test_code_systems_differ_between_the_years(sample_folder: Path) -> None:
    old = {row[1]: row[0] for row in physical(sample_folder, 2021)[5:]}
    assert (old["0031"], old["31"], old["04"]) == ("אופקים", "נחל שורק", "מטה אשר")
    new = {row[1]: row[0] for row in physical(sample_folder, 2024)[9:]}
    assert (new[31.0], new[5531.0], new[5569.0]) == ("אופקים", "נחל שורק", "אל קסום")
    index = sheet(sample_folder, "cbs_socio_economic_index/sei_2019_t01_authorities.xlsx", 0)
    assert {10031.0, 10069.0, 31.0} <= {row[1] for row in index}
    remote = sheet(sample_folder, "cbs_peripherality_index/24_22_420t1.xlsx", 0)
    assert [row[:3] for row in remote if row[2] == "אל קסום"] == [[69.0, "", "אל קסום"]]


def test_the_name_of_1061_until_2019(sample_folder: Path) -> None:
    rows = sheet(sample_folder, f"{YEARLY}/2015.xls", "נתונים פיזיים - עיריות ומ.מקומי")
    assert [row[0] for row in rows if row[1] == "1061"] == ["נצרת עילית"]
    assert [row[0] for row in physical(sample_folder, 2024) if row[1] == 1061] == ["נוף הגליל"]


def test_elections_differ_in_encoding_parties_and_line_ends(sample_folder: Path) -> None:
    folder = sample_folder / "cec_knesset_elections"
    old = (folder / "k24_expc.cp1255.csv").read_bytes()
    new = (folder / "k25_expc.utf8bom.csv").read_bytes()
    assert new.startswith(b"\xef\xbb\xbf") and b"\r\n" in new and b"\r" not in old
    with pytest.raises(UnicodeDecodeError):
        old.decode()
    first = old.decode("cp1255").splitlines()[0]
    assert first.endswith(",") and first[:-1] != new.decode("utf-8-sig").splitlines()[0]


def test_special_values_of_the_workbooks(sample_folder: Path) -> None:
    survey = sheet(sample_folder, f"{YEARLY}/p_libud_2024.xlsx", "נתוני הסקר החברתי")
    cells = {str(cell) for row in survey[6:] for cell in row}
    assert "**" in cells and any(cell.startswith("(") and cell.endswith(")") for cell in cells)
    capital = [row[:2] for row in survey if str(row[0]).startswith("ירושלים")]
    assert capital == [
        ["ירושלים - סך הכל", 3000.0], ["ירושלים - יהודים", "3000"], ["ירושלים - ערבים", "3000"],
    ]  # fmt: skip
    for year in (2021, 2024):
        marks = {str(cell).strip() for row in physical(sample_folder, year)[5:] for cell in row}
        assert {"..", "-"} <= marks
    rows = {year: physical(sample_folder, year) for year in (2021, 2024)}
    holon = {
        year: next(row[column(rows[year], "מרחק")] for row in rows[year] if row[0] == "חולון")
        for year in rows
    }
    assert holon == {2021: 0.0, 2024: "-"}


def test_periods_stand_only_where_they_differ_from_the_year_of_the_file(
    sample_folder: Path,
) -> None:
    rows = physical(sample_folder, 2021)
    assert rows[2][column(rows, "שכר ממוצע לחודש")] == 2019.0
    assert rows[2][column(rows, "אחוז תלמידים נושרים")] == 'תשפ"א 2020/21'
    assert rows[2][column(rows, 'סה"כ  אוכלוסייה')] == ""
    rows = physical(sample_folder, 2024)
    assert rows[2][column(rows, "כלל בעלי הכנסה")] == 2023.0
    assert rows[2][rows[1].index("מדד חברתי-כלכלי\n")] == 2021.0


def test_localities_file_has_its_traps(sample_folder: Path) -> None:
    rows = sheet(sample_folder, "cbs_localities/bycode2021.xlsx", 0)
    assert len(rows[0]) == 26
    form, status, people = (rows[0].index(n) for n in (
        "צורת יישוב שוטפת", "סמל מעמד מונציפאלי", "סך הכל אוכלוסייה 2021"))  # fmt: skip
    body = [row for row in rows[1:] if row[1] != ""]
    assert any(row[form] == 530 for row in body)
    assert any(row[form] == 460 and row[status] == "" and row[people] == "" for row in body)
    place = rows[0].index("קואורדינטות")
    assert all(len(str(int(float(str(row[place]))))) == 10 for row in body)


def test_front_matter_of_the_other_files(sample_folder: Path) -> None:
    people = sheet(sample_folder, "cbs_population/population_localities_2023.xlsx", 1)
    assert people[11][:2] == ["שם יישוב", "סמל יישוב"]
    assert people[15][:2] == ["", "סך הכל"] and isinstance(people[15][2], float)
    assert any(".." in row for row in people[16:])
    for number in range(4):
        exams = sheet(sample_folder, "moe_bagrut/bagrut_2025-01-15.xlsx", number)
        assert sum(1 for cell in exams[15] if cell != "") >= 6
    exams = sheet(sample_folder, "moe_bagrut/bagrut_2025-01-15.xlsx", 1)
    assert all(len(str(row[6])) == 20 and float(str(row[1])) >= 11 for row in exams[16:])
    registry = (
        sample_folder / "cbs_population/population_registry_age_groups.cp1255.csv"
    ).read_bytes()
    assert registry.decode("cp1255").splitlines()[1].startswith("0 ,לא רשום ,")
    census = (sample_folder / "cbs_census_2022/census_2022_locality_statarea.csv").read_text(
        "utf-8-sig"
    )
    table = list(csv.DictReader(io.StringIO(census)))
    assert (table[0]["LocNameHeb"], table[0]["LocalityCode"]) == ("כלל ארצי", "")
    assert len(table[0]) == 60 and any(row["StatArea"] for row in table)
    assert any(value == "" for value in table[5].values())

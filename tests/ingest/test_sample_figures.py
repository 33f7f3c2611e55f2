"""The figures of the synthetic files: parts make their wholes, and files agree with one another."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest

from ingest.sample.settlements import authorities, municipalities
from tests.ingest.sample_sheets import YEARLY, below, column, numbers, physical, sheet


def test_population_is_in_thousands_in_2015_and_grows(sample_folder: Path) -> None:
    rows = sheet(sample_folder, f"{YEARLY}/2015.xls", "נתונים פיזיים - עיריות ומ.מקומי")
    at = rows[1].index('סה"כ  אוכלוסייה בסוף 2015 (אלפים)')
    old = {row[1]: row[at] for row in rows[2:] if len(str(row[1])) == 4}
    people: dict[int, dict[str, float]] = {}
    for year, first in ((2021, 5), (2024, 9)):
        rows = physical(sample_folder, year)
        at = column(rows, 'סה"כ  אוכלוסייה')
        people[year] = {str(row[0]): float(str(row[at])) for row in rows[first:]}
    for place in municipalities():
        thousands = float(str(old[place.code]))
        assert 1000 * thousands < people[2021][place.name] < people[2024][place.name]
        assert people[2024][place.name] < 1.15 * people[2021][place.name]


def test_national_population_exceeds_the_sum_of_the_authorities(sample_folder: Path) -> None:
    rows = physical(sample_folder, 2024)
    at = column(rows, 'סה"כ  אוכלוסייה')
    nation = float(str(rows[5][at]))
    added = sum(float(str(row[at])) for row in rows[9:])
    assert 1.005 < nation / added < 1.015
    summary = sheet(sample_folder, f"{YEARLY}/p_libud_2021.xlsx", "סיכומים לפי מעמד מוניציפלי")
    national = {row[1]: row[2] for row in summary}
    rows = physical(sample_folder, 2021)
    added = sum(float(str(row[at])) for row in rows[5:] for at in [column(rows, 'סה"כ  אוכ')])
    assert 1.005 < float(str(national['סה"כ  אוכלוסייה בסוף השנה'])) / added < 1.015


def test_index_2019_is_the_same_in_table_1_and_in_the_workbook_of_2021(sample_folder: Path) -> None:
    table = sheet(sample_folder, "cbs_socio_economic_index/sei_2019_t01_authorities.xlsx", 0)
    assert [row[2] for row in table[8:10]] == ["ממוצע", "ערך כלל ארצי"]
    official = {row[2]: row[4:7] for row in table[10:] if isinstance(row[1], float)}
    rows = physical(sample_folder, 2021)
    at = rows[1].index("מדד חברתי-כלכלי\n")
    written = {row[0]: [row[at + 1], row[at + 2], row[at]] for row in rows[5:]}
    assert written == official
    assert official["צפת"][2] == 2


def test_peripherality_2020_is_the_same_in_both_workbooks_and_its_table(
    sample_folder: Path,
) -> None:
    table = sheet(sample_folder, "cbs_peripherality_index/24_22_420t1.xlsx", 0)
    official = {
        row[2]: [row[11], row[9], row[10], row[8], row[6]] for row in table[9:] if row[4] != ""
    }
    for year, first in ((2021, 5), (2024, 9)):
        rows = physical(sample_folder, year)
        at = rows[1].index("מדד פריפריאליות")
        assert {row[0]: row[at : at + 5] for row in rows[first:]} == official


@pytest.mark.parametrize(
    ("year", "knesset", "file", "encoding"),
    [(2021, 24, "k24_expc.cp1255.csv", "cp1255"), (2024, 25, "k25_expc.utf8bom.csv", "utf-8-sig")],
)
def test_turnout_of_the_workbook_is_that_of_the_election_file(
    sample_folder: Path, year: int, knesset: int, file: str, encoding: str
) -> None:
    text = (sample_folder / "cec_knesset_elections" / file).read_bytes().decode(encoding)
    ballots = {int(row["סמל ישוב"]): row for row in csv.DictReader(io.StringIO(text))}
    rows = physical(sample_folder, year)
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


def test_datastore_records_are_the_rows_of_the_election_file(sample_folder: Path) -> None:
    records = json.loads(
        (sample_folder / "datagov_ckan/votes_knesset_k25_records.json").read_text()
    )
    text = (sample_folder / "cec_knesset_elections/k25_expc.utf8bom.csv").read_text("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert [{k: str(v) for k, v in r.items() if k != "_id"} for r in records] == rows
    answer = json.loads(
        (sample_folder / "datagov_ckan/unified_datastore_search.truncated.json").read_text()
    )
    assert answer["success"] and answer["result"]["total"] == len(answer["result"]["records"])


def test_percentages_lie_between_0_and_100_and_ages_add_up(sample_folder: Path) -> None:
    for year, first in ((2021, 5), (2024, 9)):
        rows = physical(sample_folder, year)
        ages = rows[4].index("בני 4-0")
        for row in rows[first:]:
            assert sum(float(str(cell)) for cell in row[ages : ages + 9]) == pytest.approx(100)
        for i, name in enumerate(rows[3]):
            if str(name).startswith("אחוז") and "שינוי" not in str(name):
                values = [row[i] for row in rows[first:] if isinstance(row[i], float)]
                assert all(0 <= float(str(value)) <= 100 for value in values), name


@pytest.mark.parametrize("year", [2021, 2024])
def test_parts_sum_to_their_wholes(sample_folder: Path, year: int) -> None:
    rows = sheet(sample_folder, f"{YEARLY}/p_libud_{year}.xlsx", "נתוני תקציב")
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
    rows = physical(sample_folder, year)
    land = below(rows, "שימושי קרקע קיבוץ ל-14 קטגוריות", 1)
    uses = [i for i in land if rows[4][i] == 'שטח בקמ"ר']
    assert len(uses) == 14
    moves = [i for i, name in enumerate(rows[3]) if str(name).startswith(("נכנסים", "יוצאים"))]
    for row in rows[9 if year == 2024 else 5 :]:
        assert sum(numbers(row, uses)) == pytest.approx(row[land[0]], abs=0.1)
        for i in moves:  # men and women, then four ages
            assert sum(numbers(row, [i + 1, i + 2])) == row[i]
            assert sum(numbers(row, [*range(i + 3, i + 7)])) == row[i]


def test_education_and_marital_status_sum_to_100(sample_folder: Path) -> None:
    rows = physical(sample_folder, 2024)
    for band in ("רמת השכלה\nמתוך בני 25 עד 65", "מצב משפחתי\nמתוך בני 18 ומעלה"):
        columns = [*below(rows, band, 1)]
        for row in rows[5:]:
            assert sum(numbers(row, columns)) == pytest.approx(100)


def test_peripheral_places_are_poorer(sample_folder: Path) -> None:
    rows = physical(sample_folder, 2021)
    wage = column(rows, "שכר ממוצע לחודש")
    cluster = rows[1].index("מדד פריפריאליות")
    groups: dict[bool, list[float]] = {True: [], False: []}
    for row in rows[5:]:
        groups[float(str(row[cluster])) <= 4].append(float(str(row[wage])))
    assert sum(groups[True]) / len(groups[True]) < sum(groups[False]) / len(groups[False])

"""The workbook of a settlement says what the marts say: every cell, its look, its charts."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import duckdb
import polars as pl
import pytest

from publication.export.binder import SYNTHETIC
from publication.export.mart_sheet import HEADER_ROWS
from publication.export.run import export
from publication.reading.facts import read_facts
from tests.integration.house import OFAKIM, SAFED
from tests.publication.export.workbooks import (
    Rows,
    assert_same,
    cells,
    mart_sheets,
    marts_of,
    parts,
    workbook_of,
)

SHEETS = r"xl/worksheets/sheet\d+\.xml"


@pytest.mark.parametrize("code", [SAFED, OFAKIM])
def test_every_cell_of_every_mart_stands_in_its_sheet(
    code: str, exported: dict[str, Path], sample: Path
) -> None:
    sheets, marts = mart_sheets(cells(workbook_of(exported[code]))), marts_of(sample, code)
    assert sheets.keys() == marts.keys() and len(marts) > 30
    compared = sum(assert_same(sheets[mart], *marts[mart]) for mart in marts)
    assert compared > 50_000


def test_codes_and_keys_are_told_in_hebrew_beside_them(exported: dict[str, Path]) -> None:
    sheet = mart_sheets(cells(workbook_of(exported[SAFED])))["settlement_profile"]
    header = sheet[HEADER_ROWS - 1]
    by_id = {row[header.index("indicator_id")]: row for row in sheet[HEADER_ROWS:]}
    row = by_id["matriculation_eligibility_pct"]
    assert header[header.index("indicator_id") + 1] == "indicator_id_he"
    assert row[header.index("indicator_id_he")] == "אחוז זכאים לתעודת בגרות"
    assert row[header.index("domain_he")] == "חינוכי"
    assert row[header.index("value_status_he")].startswith("המפרסם נותן את הנתון")
    hebrew = sheet[HEADER_ROWS - 2]
    assert hebrew[header.index("value_status")] == "סטטוס הערך"
    assert hebrew[header.index("value_status_he")] == "סטטוס הערך במילים"


def test_sheets_run_from_right_to_left_with_frozen_headers_and_a_filter(
    exported: dict[str, Path],
) -> None:
    sheets = parts(workbook_of(exported[SAFED]), SHEETS)
    assert len(sheets) > 30
    for name, xml in sheets.items():
        assert 'rightToLeft="1"' in xml, name
        assert "<f>" not in xml and "<f " not in xml, f"a formula in {name}"
    # All but the first, which is a page, and the second, of blocks of series.
    tables = [xml for name, xml in sheets.items() if not re.search(r"sheet[12]\.xml", name)]
    for xml in tables:
        assert f'ySplit="{HEADER_ROWS}"' in xml and 'state="frozen"' in xml
        assert "<autoFilter" in xml


def test_every_sheet_says_that_figures_are_made_up(exported: dict[str, Path]) -> None:
    for name, rows in cells(workbook_of(exported[SAFED])).items():
        assert any(str(cell).startswith(SYNTHETIC) for row in rows[:4] for cell in row), name


def test_figures_wear_the_unit_and_the_digits_of_their_indicator(
    exported: dict[str, Path],
) -> None:
    from openpyxl import load_workbook

    book = load_workbook(workbook_of(exported[SAFED]))
    sheet = book["פרופיל יישוב"]
    header = [cell.value for cell in sheet[HEADER_ROWS]]
    looks = {
        row[header.index("indicator_id")].value: (
            row[header.index("value")].number_format,
            row[header.index("change_since_previous")].number_format,
        )
        for row in sheet.iter_rows(min_row=HEADER_ROWS + 1)
    }
    # Of percentages a change is in points and no percentage.
    assert looks["matriculation_eligibility_pct"] == ('0.0"%"', "#,##0.0")
    assert looks["wage_employees_ils_per_month"][0] == '#,##0 "₪"'
    assert looks["sei_cluster"][0] == "0"
    at = header.index("reference_year")
    years = [row[at] for row in sheet.iter_rows(min_row=HEADER_ROWS + 1)]
    assert {cell.number_format for cell in years if cell.value is not None} == {"General"}
    frozen = book["יעדים"]
    header = [cell.value for cell in frozen[HEADER_ROWS]]
    day = frozen.cell(HEADER_ROWS + 2, header.index("due_date") + 1)
    assert day.is_date and day.number_format == "yyyy-mm-dd"


def test_what_is_hidden_is_hidden_in_every_format(exported: dict[str, Path], sample: Path) -> None:
    names, rows = marts_of(sample, SAFED)["survey_estimates"]
    hidden = [row for row in rows if row[names.index("value")] is None]
    assert len(hidden) > 20, "the sample hides nothing, so nothing is shown here"
    folder = exported[SAFED]
    sheet = mart_sheets(cells(workbook_of(folder)))["survey_estimates"]
    header = sheet[HEADER_ROWS - 1]
    figures = ["value", "standard_error", "ci_low", "ci_high", "coefficient_of_variation"]
    empty = [
        dict(zip(header, row, strict=True))
        for row in sheet[HEADER_ROWS:]
        if row[header.index("value_status")] == "suppressed"
    ]
    assert len(empty) == len(hidden)
    for row in empty:
        # Of what is too unsure alone it may be known how many answered; else nobody may be found.
        counts = [] if row["hidden_because"] == "unreliable" else ["n", "n_with"]
        assert all(row[name] == "" for name in figures + counts)
        assert row["hidden_because_he"]
    for table in (
        pl.read_parquet(folder / "parquet" / "survey_estimates.parquet"),
        pl.read_csv(folder / "csv" / "survey_estimates.csv"),
    ):
        kept = table.filter(pl.col("value_status") == "suppressed")
        assert kept.height == len(hidden)
        assert all(kept[name].null_count() == kept.height for name in figures)
        named = kept.filter(pl.col("hidden_because") != "unreliable")
        assert named["n"].null_count() == named["n_with"].null_count() == named.height > 0


def test_charts_refer_to_cells_that_hold_the_figures(
    exported: dict[str, Path], sample: Path
) -> None:
    path = workbook_of(exported[SAFED])
    book = cells(path)
    marts = marts_of(sample, SAFED)
    published = _rounded(*marts["indicator_values"], "value")
    percentiles = _rounded(*marts["settlement_profile"], "percentile_in_nation")
    drawn = 0
    for name, xml in parts(path, r"xl/charts/chart\d+\.xml").items():
        bars = "<c:barChart>" in xml
        for series in re.findall(r"<c:ser>.*?</c:ser>", xml, re.S):
            title = _refers(book, series, "c:tx") if not bars else None
            if title and title[0] in ("ארצי", "שבר בסדרה"):
                continue
            values = _refers(book, series, "c:val")
            known = [value for value in values if value != ""]
            assert known, name
            among = percentiles if bars else published
            assert {round(value, 9) for value in known} <= among, name
            assert all(isinstance(text, str) and text for text in _refers(book, series, "c:cat"))
            drawn += len(known)
    assert drawn > 60


def _rounded(names: list[str], rows: list[tuple[Any, ...]], column: str) -> set[float]:
    values = [row[names.index(column)] for row in rows]
    return {round(value, 9) for value in values if value is not None}


def _refers(book: dict[str, Rows], series: str, part: str) -> list[Any]:
    """What stands in the cells that a part of a series refers to."""
    found = re.search(rf"<{part}>.*?<c:f>(.*?)</c:f>", series, re.S)
    assert found, series
    sheet, area = found.group(1).replace("&apos;", "'").rsplit("!", 1)
    ends = [re.fullmatch(r"\$([A-Z]+)\$(\d+)", end) for end in area.split(":")]
    [column] = {end.group(1) for end in ends if end}
    at = sum((ord(one) - 64) * 26**place for place, one in enumerate(reversed(column))) - 1
    first, last = int(ends[0].group(2)), int(ends[-1].group(2))  # type: ignore[union-attr]
    rows = book[sheet.strip("'")]
    return [rows[row][at] if at < len(rows[row]) else "" for row in range(first - 1, last)]


def test_a_line_is_never_drawn_over_a_break(exported: dict[str, Path], sample: Path) -> None:
    """Wages of employees break in 2023: two columns, the second with the figure after the break."""
    rows = cells(workbook_of(exported[SAFED]))["סדרות"]
    start = next(at for at, row in enumerate(rows) if str(row[0]).startswith("שכר ממוצע לחודש"))
    block = {row[0]: row[1:] for row in rows[start + 2 : start + 16]}
    header = rows[start + 1][1:]
    assert [title for title in header if title == "צפת"] == ["צפת", "צפת"]
    assert block["2019"][0] != "" and block["2019"][1] == ""
    assert block["2023"][0] == "" and block["2023"][1] != ""
    assert any(str(text).startswith("שבר בסדרה, 2023") for text in block)


def test_the_first_sheet_tells_figures_and_why_there_are_none(
    exported: dict[str, Path], sample: Path
) -> None:
    rows = cells(workbook_of(exported[SAFED]))["היכן אנחנו"]
    names, profile = marts_of(sample, SAFED)["settlement_profile"]
    by_name = {row[0]: row for row in rows}
    wage = next(
        row for row in profile if row[names.index("indicator_id")] == "wage_employees_ils_per_month"
    )
    shown = by_name["שכר ממוצע לחודש של שכירים"]
    assert shown[1] == pytest.approx(wage[names.index("value")])
    assert shown[8] == pytest.approx(wage[names.index("national_value")])
    assert shown[10] == pytest.approx(wage[names.index("peer_median")])
    assert shown[12] == wage[names.index("rank_in_nation")]
    assert shown[15] == "" and shown[17] == "ההגדרה השתנתה לפני ערך זה"
    agreed = [row for row in profile if row[names.index("state")] == "agreed"]
    known = [row for row in agreed if row[names.index("value")] is not None]
    now = [row for row in known if row[names.index("is_current")]]
    said = next(str(row[0]) for row in rows if str(row[0]).startswith("ידועים"))
    assert said.startswith(f"ידועים {len(now)} מתוך {len(agreed)} המדדים המוסכמים")
    assert (f"{len(known) - len(now)} יש נתון ישן" in said) == (len(known) > len(now) + 1)
    target = by_name["העלאת הזכאות לבגרות"]
    assert target[1] == "אחוז זכאים לתעודת בגרות (אחוזים)"
    assert target[15].startswith("לא ניתן לומר. לא ידועה טעות")
    cluster = by_name["קבוצה 3 לקבוצה 6"]
    assert "אינם בני השוואה" in cluster[7]
    missing = _section(rows, "מה לא ידוע")
    at = next(at for at, row in enumerate(missing) if str(row[0]).startswith("המפרסם נותן"))
    assert missing[at][6] == "48 מדדים, מהם 16 מוסכמים"
    told = [str(cell) for row in missing for cell in row]
    _, gaps = marts_of(sample, SAFED)["data_gaps"]
    assert len(gaps) > 50 and "חשים בדידות" in told
    assert not any(len(cell) > 200 for cell in told), "names stand one by one"


def _section(rows: Rows, title: str) -> Rows:
    """The rows below a heading of the first sheet up to the next one."""
    start = next(at for at, row in enumerate(rows) if str(row[0]).startswith(title))
    heads = (at for at, row in enumerate(rows) if at > start and " · " in str(row[0]))
    return rows[start + 1 : next(heads, len(rows))]


def _first(exported: dict[str, Path], code: str) -> Rows:
    return cells(workbook_of(exported[code]))["היכן אנחנו"]


@pytest.mark.parametrize("code", [SAFED, OFAKIM])
def test_each_estimate_of_a_survey_bears_its_own_interval(
    code: str, exported: dict[str, Path], sample: Path
) -> None:
    table = _section(_first(exported, code), "סקרים")
    assert table[0][2] == "ישיר: גבול תחתון (95%)" and table[0][9] == "מודל: גבול תחתון (95%)"
    marts = marts_of(sample, code)
    direct = {
        (row["reference_year"], row["value"], row["ci_low"], row["ci_high"])
        for row in _rows(marts["survey_estimates"])
        if row["population_group"] == "all" and row["statistic"] in ("share", "rate")
    }
    models = {
        (row["modelled_value"], row["modelled_low"], row["modelled_high"]): row["use"]
        for row in _rows(marts["small_area_estimates"])
    }
    uses = {
        "direct": "להשתמש באומדן הישיר",
        "modelled": "להשתמש באומדן המודל",
        "neither": "לא ניתן לומר דבר",
    }
    compared, statuses = 0, set()
    for row in (row for row in table[1:] if row[0] != ""):
        shown = (row[5], *(None if cell == "" else cell for cell in row[1:4]))
        assert any(_alike(shown, one) for one in direct)
        statuses.add(str(row[6]).split(".")[0].split(":")[0])
        for model, use in models.items():
            if row[8] != "" and _alike(tuple(row[8:11]), model):
                assert row[11].startswith(uses[use])
                compared += 1
    assert compared > 4 and {"מהימן", "לא ודאי"} & statuses


def _rows(mart: tuple[list[str], list[tuple[Any, ...]]]) -> list[dict[str, Any]]:
    names, rows = mart
    return [dict(zip(names, row, strict=True)) for row in rows]


def _alike(shown: tuple[Any, ...], kept: tuple[Any, ...]) -> bool:
    return all(
        one is None if other is None else one == pytest.approx(other)
        for one, other in zip(shown, kept, strict=True)
    )


@pytest.mark.parametrize("code", [SAFED, OFAKIM])
def test_money_is_told_with_what_nobody_reported(
    code: str, exported: dict[str, Path], sample: Path
) -> None:
    table = _section(_first(exported, code), "השקעות שנמסרו")
    totals = _rows(marts_of(sample, code)["investment_totals"])
    [total] = [row for row in totals if row["summed_by"] == "all"]
    shown = next(row for row in table if row[0] == "סך הכול")
    assert (shown[1], shown[2], shown[4]) == (
        total["investments"],
        total["planned_ils"],
        total["spent_ils"],
    )
    silent = total["rows_without_spent"]
    assert (f"ל-{silent} מתוך" in shown[6]) if silent else shown[6] == "הכול דווח"
    sectors = [row for row in totals if row["summed_by"] == "sector"]
    assert sum(row[2] for row in table[1:] if row[0] != "" and row[2] != "") == pytest.approx(
        2 * sum(row["planned_ils"] for row in sectors if row["planned_ils"] is not None)
    )


def test_what_a_rule_keeps_back_stands_on_the_first_sheet_in_words(
    exported: dict[str, Path], sample: Path
) -> None:
    compared = 0
    for code in (SAFED, OFAKIM):
        # Surveys further down bear the same names.
        rows = {row[0]: row for row in reversed(_first(exported, code))}
        for one in read_facts(sample, code).headlines:
            if not one.is_known:
                continue
            shown = rows[one.indicator.name.he]
            if one.standing.why is not None:
                assert shown[12] == one.standing.why.he and shown[13] == shown[14] == ""
                compared += 1
            elif one.rank is not None:
                assert shown[12] == one.rank
            if one.standing.no_quarter is not None:
                assert one.standing.no_quarter.he in shown[7]
                compared += 1
            if one.told_change.note is not None:
                assert shown[17].startswith(one.told_change.note.he)
                compared += 1
            if one.change is None:
                assert shown[15] == shown[16] == ""
    assert compared > 5


def test_a_small_place_shows_what_is_known_and_no_empty_heading(
    sample: Path, tmp_path: Path
) -> None:
    with duckdb.connect(str(sample), read_only=True) as connection:
        [(code, known)] = connection.execute(
            "select settlement_code, count(*) filter (state <> 'agreed')"
            " from marts.settlement_profile inner join marts.settlements using (settlement_code)"
            " where not is_authority and value is not null group by all"
            " order by count(*) filter (state = 'agreed'), 2 desc, 1 limit 1"
        ).fetchall()
    [folder] = export(sample, [code], None, False, tmp_path, ("xlsx",), lambda *_: None)
    rows = cells(workbook_of(folder))["היכן אנחנו"]
    facts = read_facts(sample, code)
    for domain in ("social", "economic", "educational", "urban_physical"):
        title = " · ".join(facts.house.say("domain", domain))
        told = [one for one in facts.headlines if one.indicator.domain == domain and one.is_known]
        assert (title in [row[0] for row in rows]) == bool(told)
    table = _section(rows, "מדדים ידועים שטרם הוסכמו")
    assert known > 0 and len([row for row in table[1:] if row[0] != ""]) == known


def test_a_break_is_marked_and_a_missing_year_is_none(exported: dict[str, Path]) -> None:
    rows = cells(workbook_of(exported[SAFED]))["סדרות"]
    start = next(at for at, row in enumerate(rows) if str(row[0]).startswith("שכר ממוצע לחודש"))
    column = rows[start + 1].index("שבר בסדרה")
    marked = [row[0] for row in rows[start + 2 : start + 12] if row[column] != ""]
    assert marked == ["2023"]
    notes = [str(row[0]) for row in rows]
    assert any(note.startswith("שבר בסדרה: 2023; אין להשוות") for note in notes)
    drawn = parts(workbook_of(exported[SAFED]), r"xl/charts/chart\d+\.xml").values()
    upright = [xml for xml in drawn if '<c:errValType val="fixedVal"/>' in xml]
    breaks = [row for row in rows if "שבר בסדרה" in row]
    assert len(upright) == len(breaks) > 0


def test_sheets_are_named_in_hebrew_each_otherwise(exported: dict[str, Path]) -> None:
    names = list(cells(workbook_of(exported[SAFED])))
    assert len(set(names)) == len(names)
    assert not [name for name in names if re.search("[A-Za-z_]", name)]
    assert all(len(name) <= 31 for name in names)


def test_a_settlement_alone_and_among_many_gives_the_same_bytes(
    exported: dict[str, Path], sample: Path, tmp_path: Path
) -> None:
    [alone] = export(
        sample, ["צפת"], None, False, tmp_path, ("xlsx", "csv", "parquet", "html"), lambda *_: None
    )
    files = sorted(path.relative_to(alone) for path in alone.rglob("*") if path.is_file())
    assert files == sorted(
        path.relative_to(exported[SAFED]) for path in exported[SAFED].rglob("*") if path.is_file()
    )
    for file in files:
        assert (alone / file).read_bytes() == (exported[SAFED] / file).read_bytes(), file


def test_the_dictionary_of_a_workbook_knows_all_its_columns(exported: dict[str, Path]) -> None:
    book = cells(workbook_of(exported[SAFED]))
    described = {(row[3], row[4]) for row in book["מילון"][HEADER_ROWS:]}
    for mart, rows in mart_sheets(book).items():
        for column in rows[HEADER_ROWS - 1]:
            plain = column.removesuffix("_he") if (mart, column) not in described else column
            assert (mart, plain) in described
    assert all(row[2] or row[7] for row in book["מילון"][HEADER_ROWS:])
    defined = book["מדדים"]
    header = defined[HEADER_ROWS - 1]
    told = {"definition_he", "numerator_he", "method_ours_he", "caveats_he", "unit_he", "version"}
    assert told <= set(header)
    assert all(row[header.index("definition_he")] for row in defined[HEADER_ROWS:])
    files = book["מקורות"]
    header = files[HEADER_ROWS - 1]
    assert {"licence_he", "publisher_he", "an_example", "retrieved_at"} <= set(header)
    assert all(len(row[header.index("sha256")]) == 64 for row in files[HEADER_ROWS:])
    assert sum(row[header.index("figures")] or 0 for row in files[HEADER_ROWS:]) > 400


def test_intervals_of_a_survey_stand_beside_its_figures(
    exported: dict[str, Path], sample: Path
) -> None:
    rows = cells(workbook_of(exported[SAFED]))["סדרות"]
    start = next(at for at, row in enumerate(rows) if str(row[0]).startswith("חוללות קולקטיבית"))
    header = rows[start + 1]
    figure = header.index("צפת")
    assert header[figure + 1 : figure + 3] == ["עד הגבול התחתון", "עד הגבול העליון"]
    names, values = marts_of(sample, SAFED)["indicator_values"]
    known = {
        (row[names.index("value")], row[names.index("ci_low")], row[names.index("ci_high")])
        for row in values
        if row[names.index("indicator_id")] == "collective_efficacy_pct"
        and row[names.index("population_group")] == "all"
        and row[names.index("value")] is not None
    }
    shown = [row[figure : figure + 3] for row in rows[start + 2 : start + 5]]
    shown = [row for row in shown if row[0] != ""]
    assert len(shown) == 2
    for value, below, above in shown:
        assert any(
            (value, value - below, value + above) == pytest.approx(one, rel=1e-9) for one in known
        )

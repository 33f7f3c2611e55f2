"""Answers checked cell by cell: what a respondent becomes, and how each kind of fault reads."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.survey.check import Checked, Fault, check_wave
from tests.ingest.survey_files import ITEM, declared, incomes, rows_of, table_of, wave_of

Columns = Mapping[str, Sequence[str]]
ONE: dict[str, list[str]] = {"place": ["8000"], "w": ["1.5"], "q1": ["4"]}


def check(content: Mapping[str, object], columns: Columns) -> Checked:
    return check_wave(wave_of(content), table_of(columns))


def faults(content: Mapping[str, object], columns: Columns) -> list[str]:
    return list(map(str, check(content, columns).faults))


def answers(item: dict[str, object], cells: Sequence[str], **wave: object) -> list[float | None]:
    checked = check(
        declared(items={"control_truancy": {**ITEM, **item}}, **wave),
        {"place": ["8000"] * len(cells), "w": ["1"] * len(cells), "q1": cells},
    )
    assert checked.faults == []
    return checked.respondents["control_truancy"].to_list()


# Worked cases, read by hand


def test_a_respondent_in_the_common_form() -> None:
    content = declared(
        respondent="id",
        settlement={"column": "יישוב", "given_as": "name", "names": ["אל קסום", "צפת"]},
        stratum="st.1",
        psu="psu",
        household="hh",
        language={"column": "lang", "codes": {1: "he", 2: "ar"}},
        sex={"column": "מין", "codes": {"ז": "male", "נ": "female"}},
        age="age",
        population_group={"column": "g", "codes": {1: "jews", 2: "bedouin"}},
        missing=[99],
        items={
            "control_truancy": {**ITEM, "missing": [8]},
            "cohesion_values": {**ITEM, "column": "q2", "higher_is": "less"},
        },
    )
    columns = {
        "id": ["1", "2"],
        "יישוב": ["צפת", "אל קסום"],
        "w": ["1.25", "300"],
        "st.1": ["north", "08"],
        "psu": ["1", "01"],
        "hh": ["a", "a"],
        "lang": ["1", "99"],
        "מין": ["נ", "ז"],
        "age": ["17", "65"],
        "g": ["2", ""],
        "q1": ["5", "8"],
        "q2": ["5", "99"],
    }
    checked = check(content, columns)
    assert checked.faults == []
    assert checked.respondents.rows(named=True) == [
        {
            "row": 2, "place": "צפת", "weight": 1.25, "stratum": "north", "psu": "1",
            "household": "a", "language": "he", "sex": "female", "population_group": "bedouin",
            "age": 17.0, "control_truancy": 5.0, "cohesion_values": 1.0,
            "age_band": "age_under_18",
        },
        {
            "row": 3, "place": "אל קסום", "weight": 300.0, "stratum": "08", "psu": "01",
            "household": "a", "language": None, "sex": "male", "population_group": None,
            "age": 65.0, "control_truancy": None, "cohesion_values": None,
            "age_band": "age_65_and_over",
        },
    ]  # fmt: skip


def test_what_is_not_declared_is_there_and_unknown() -> None:
    found = check(declared(), ONE).respondents
    for name in ("stratum", "psu", "household", "language", "sex", "population_group", "age_band"):
        assert (found.schema[name], found[name].to_list()) == (pl.String, [None])
    assert (found.schema["age"], found["age"].to_list()) == (pl.Float64, [None])


@pytest.mark.parametrize(
    ("item", "cells", "expected"),
    [
        ({}, ["1", "2", "3", "4", "5"], [1, 2, 3, 4, 5]),
        ({"higher_is": "less"}, ["1", "2", "3", "4", "5"], [5, 4, 3, 2, 1]),
        ({"lowest": 0, "highest": 10}, ["0", "5", "10", "1"], [1, 3, 5, 1.4]),
        ({"lowest": 1, "highest": 2, "higher_is": "less"}, ["1", "2"], [5, 1]),
        ({"lowest": -2, "highest": 2}, ["-2", "-1", "0", "2"], [1, 2, 3, 5]),
        ({"lowest": 1, "highest": 4}, ["1", "4"], [1, 5]),
        ({"missing": [8, 9]}, ["8", "9", "", "3"], [None, None, None, 3]),
        (
            {"lowest": 0, "highest": 10, "missing": [98, "אין"]},
            ["98", "אין", "9"],
            [None, None, 4.6],
        ),
        ({}, ["3.0", "4.00", "2e0", "05"], [3, 4, 2, 5]),
    ],
)
def test_every_item_comes_to_one_scale(
    item: dict[str, object], cells: list[str], expected: list[float | None]
) -> None:
    assert answers(item, cells) == pytest.approx(expected)


def test_codes_of_the_wave_and_of_the_item_mean_no_answer_and_no_other_items() -> None:
    assert answers({"missing": [8]}, ["8", "-1", "5"], missing=[-1]) == [None, None, 5]
    content = declared(
        items={
            "control_truancy": {**ITEM, "missing": [8]},
            "control_fight": {**ITEM, "column": "q2"},
        }
    )
    assert faults(content, {**ONE, "q1": ["8"], "q2": ["8"]}) == [
        "row 2, column q2: found 8; expected a whole number from 1 to 5, or an empty cell for no"
        " answer (control_fight)"
    ]


@pytest.mark.parametrize(
    ("age", "band"),
    [("0", "age_under_18"), ("17", "age_under_18"), ("18", "age_18_29"), ("29", "age_18_29"),
     ("30", "age_30_44"), ("44.0", "age_30_44"), ("45", "age_45_64"), ("64", "age_45_64"),
     ("65", "age_65_and_over"), ("120", "age_65_and_over"), ("", None)],
)  # fmt: skip
def test_ages_fall_into_bands(age: str, band: str | None) -> None:
    checked = check(declared(age="a"), {**ONE, "a": [age]})
    assert checked.faults == [] and checked.respondents["age_band"].to_list() == [band]


def test_incomes_may_be_zero_or_negative() -> None:
    content = incomes(income={"disposable": "money", "net_money": "net"})
    checked = check(
        content,
        {"place": ["70"] * 3, "w": ["1"] * 3, "hh": ["a", "b", "c"], "age": ["30", "4", "90"],
         "money": ["0", "-1200.5", "1e4"], "net": ["0", "-1", "9000"]},
    )  # fmt: skip
    assert checked.faults == []
    assert rows_of(checked.respondents, "income_disposable", "income_net_money") == [
        (0.0, 0.0), (-1200.5, -1.0), (10_000.0, 9000.0),
    ]  # fmt: skip


# Every kind of fault, word for word


AGE_WORDS = "an age in whole years up to 120"
CODED = {"column": "s", "codes": {1: "male", 2: "female"}}


@pytest.mark.parametrize(
    ("changes", "column", "cell", "words"),
    [
        ({}, "place", "", "found an empty cell; expected a settlement code of one to five digits"),
        ({}, "place", "123456", "found 6 characters like '999999'; expected a settlement code"),
        ({}, "place", "-31", "found -31; expected a settlement code of one to five digits"),
        ({}, "place", "31.5", "found 31.5; expected a settlement code of one to five digits"),
        ({}, "w", "", "found an empty cell; expected a weight above 0"),
        ({}, "w", "0", "found 0; expected a weight above 0"),
        ({}, "w", "-1", "found -1; expected a weight above 0"),
        ({}, "w", "1,5", "found 1,5; expected a weight above 0"),
        ({}, "w", "nan", "found 3 characters like 'xxx'; expected a weight above 0"),
        ({}, "w", "inf", "found 3 characters like 'xxx'; expected a weight above 0"),
        ({"missing": [-1]}, "w", "-1", "found -1; expected a weight above 0"),
        ({}, "q1", "0", "found 0; expected a whole number from 1 to 5"),
        ({}, "q1", "6", "found 6; expected a whole number from 1 to 5"),
        ({}, "q1", "2.5", "found 2.5; expected a whole number from 1 to 5"),
        ({}, "q1", "four", "found 4 characters like 'xxxx'; expected a whole number from 1 to 5"),
        ({}, "q1", "٣", "expected a whole number from 1 to 5"),
        ({}, "q1", "0x4", "expected a whole number from 1 to 5"),
        ({"missing": [8]}, "q1", "9", "found 9; expected a whole number from 1 to 5, or 8 or an"),
        ({"age": "s"}, "s", "121", f"found 121; expected {AGE_WORDS}"),
        ({"age": "s"}, "s", "-1", f"found -1; expected {AGE_WORDS}"),
        ({"age": "s"}, "s", "34.5", f"found 34.5; expected {AGE_WORDS}"),
        ({"sex": CODED}, "s", "3", "found 3; expected one of 1, 2, or an empty cell for no answer"),
        ({"sex": CODED, "missing": [9]}, "s", "8", "expected one of 1, 2, or 9 or an empty cell"),
        ({"stratum": "s"}, "s", "", "found an empty cell; expected a code: the design has no"),
        ({"psu": "s"}, "s", "", "found an empty cell; expected a code: the design has no blanks"),
        ({"household": "s"}, "s", "", "found an empty cell; expected a code: the design has no"),
        ({"respondent": "s"}, "s", "", "found an empty cell; expected a respondent's number"),
    ],
)
def test_a_cell_that_does_not_hold_is_told_with_its_place(
    changes: dict[str, object], column: str, cell: str, words: str
) -> None:
    good = {"place": ["8000"] * 2, "w": ["1"] * 2, "q1": ["4"] * 2, "s": ["2", "1"]}
    for position in (0, 1):
        cells = [*good[column]]
        cells[position] = cell
        (told,) = faults(declared(**changes), {**good, column: cells})
        assert told.startswith(f"row {position + 2}, column {column}: ") and words in told


@pytest.mark.parametrize(
    ("cell", "shape"),
    [
        ("8000", "8000"),
        ("", "an empty cell"),
        ("צפת העיר", "8 characters like 'xxx xxxx'"),
        ("ישראלה ישראלי", "13 characters like 'xxxxxx xxxxx'"),
    ],
)
def test_a_listed_name_is_wanted_where_names_are_declared(cell: str, shape: str) -> None:
    settlement = {"column": "place", "given_as": "name", "names": ["צפת", "Beit Ja'n", "ב.ג"]}
    columns = {name: cells * 3 for name, cells in ONE.items()}
    content = declared(settlement=settlement)
    assert faults(content, {**columns, "place": ["Beit Ja'n", cell, "ב.ג"]}) == [
        f"row 3, column place: found {shape}; expected a settlement that the declaration lists"
    ]
    assert faults(content, {**columns, "place": ["צפת", "ב.ג", "צפת"]}) == []


@pytest.mark.parametrize("weight", ["1e999", "9" * 400])
def test_an_infinite_weight_is_refused(weight: str) -> None:
    (told,) = faults(declared(), {**ONE, "w": [weight]})
    assert told.endswith("expected a weight above 0")


def test_an_infinite_income_is_refused() -> None:
    columns = {"place": ["70"], "w": ["1"], "hh": ["a"], "age": ["4"], "money": ["1e999"]}
    assert "expected an amount in ILS" in faults(incomes(), columns)[0]


def test_each_respondent_stands_once() -> None:
    columns = {name: cells * 4 for name, cells in ONE.items()} | {"id": ["7", "5", "7", "7"]}
    assert faults(declared(respondent="id"), columns) == [
        f"row {row}, column id: found 7; expected each respondent once (also in row 2)"
        for row in (4, 5)
    ]


@pytest.mark.parametrize("name", ["first", "row", "weight", "age_band"])
def test_the_column_of_respondents_may_bear_any_name(name: str) -> None:
    columns = {column: cells * 2 for column, cells in ONE.items()} | {name: ["7", "7"]}
    (told,) = faults(declared(respondent=name), columns)
    assert "found 7; expected each respondent once (also in row 2)" in told


def test_a_wave_without_rows_is_a_fault() -> None:
    columns: Columns = {name: [] for name in ONE}
    assert faults(declared(), columns) == [
        "row 1, column place: found an empty cell; expected at least one respondent"
    ]


HOUSEHOLD = {
    "st": ["a", "a", "a", "a"],
    "c": ["1", "1", "1", "1"],
    "place": ["70", "70", "8000", "70"],
    "w": ["1"] * 4,
    "hh": ["a", "a", "b", "a"],
    "age": ["40", "41", "30", "3"],
    "money": ["9000", "9000", "500", "9000"],
}


@pytest.mark.parametrize(
    ("column", "cell", "row"),
    [
        ("money", "9001", 3), ("place", "8000", 5), ("money", "0", 5), ("st", "b", 3),
        ("c", "01", 5),
    ],
)  # fmt: skip
def test_a_household_shares_its_income_its_settlement_and_its_place_in_the_sample(
    column: str, cell: str, row: int
) -> None:
    content = incomes(stratum="st", psu="c")
    assert faults(content, HOUSEHOLD) == []
    cells = [*HOUSEHOLD[column]]
    cells[row - 2] = cell
    checked = check(content, {**HOUSEHOLD, column: cells})
    # Not even the list of faults holds what somebody earns.
    assert [str(fault) for fault in checked.faults] == [
        f"row {row}, column {column}: found another value;"
        " expected the same for all of a household (see row 2)"
    ]
    assert [fault.found for fault in checked.faults] == ["another value"]


def test_neighbours_of_one_stratum_may_be_two_households() -> None:
    columns = {**HOUSEHOLD, "st": ["a", "a", "b", "a"], "c": ["1", "1", "2", "1"]}
    assert faults(incomes(stratum="st", psu="c"), columns) == []


def test_households_may_be_the_sampling_units() -> None:
    checked = check(incomes(psu="hh"), HOUSEHOLD)
    assert checked.faults == []
    assert rows_of(checked.respondents, "psu", "household") == [
        (number, number) for number in "aaba"
    ]


def test_a_blank_in_a_column_of_two_uses_is_one_fault() -> None:
    assert faults(incomes(psu="hh"), {**HOUSEHOLD, "hh": ["a", "a", "", "a"]}) == [
        "row 4, column hh: found an empty cell; expected a code: the design has no blanks"
    ]


def test_every_person_of_a_household_needs_age_and_income() -> None:
    columns = {**HOUSEHOLD, "age": ["40", "", "30", "3"], "money": ["9000", "9000", "", "9000"]}
    assert faults(incomes(), columns) == [
        f"row 3, column age: found an empty cell; expected {AGE_WORDS}",
        "row 4, column money: found an empty cell; expected an amount in ILS",
    ]


def test_all_faults_are_told_in_the_order_of_the_file() -> None:
    columns = {"place": ["", "70", "x"], "w": ["1", "0", "-1"], "q1": ["7", "", "9"]}
    found = check(declared(), columns).faults
    assert [(fault.row, fault.column, fault.found) for fault in found] == [
        (2, "place", ""), (2, "q1", "7"), (3, "w", "0"), (4, "place", "x"), (4, "q1", "9"),
        (4, "w", "-1"),
    ]  # fmt: skip


# Whatever the scale


@st.composite
def scales(draw: st.DrawFn) -> tuple[int, int, list[int]]:
    lowest = draw(st.integers(-20, 20))
    highest = lowest + draw(st.integers(1, 30))
    return lowest, highest, draw(st.lists(st.integers(lowest, highest), min_size=1, max_size=20))


@given(scale=scales(), higher=st.sampled_from(["more", "less"]))
def test_any_scale_comes_to_one_to_five_in_its_declared_direction(
    scale: tuple[int, int, list[int]], higher: str
) -> None:
    lowest, highest, codes = scale
    item = {"lowest": lowest, "highest": highest, "higher_is": higher}
    found = answers(item, [*map(str, codes), str(lowest), str(highest)])
    ends = [1.0, 5.0] if higher == "more" else [5.0, 1.0]
    assert found[-2:] == pytest.approx(ends)
    back = [(value - ends[0]) / (ends[1] - ends[0]) for value in found if value is not None]
    assert [lowest + share * (highest - lowest) for share in back[:-2]] == pytest.approx(codes)


GOOD_CELL = {"place": "8000", "w": "2", "q1": "3", "q2": "9", "age": "30", "s": "1"}
BAD_CELL = {"place": "?", "w": "0", "q1": "9", "q2": "3", "age": "200", "s": "5"}
MANY = declared(
    age="age",
    sex=CODED,
    items={
        "control_truancy": ITEM,
        "belonging_place": {"column": "q2", "lowest": 5, "highest": 10, "higher_is": "more"},
    },
)


@settings(deadline=None)
@given(
    rows=st.integers(1, 30),
    bad=st.sets(st.tuples(st.integers(0, 29), st.sampled_from(sorted(BAD_CELL))), max_size=8),
)
def test_each_bad_cell_is_found_and_no_other(rows: int, bad: set[tuple[int, str]]) -> None:
    wrong = {(row, column) for row, column in bad if row < rows}
    columns = {
        column: [BAD_CELL[column] if (row, column) in wrong else cell for row in range(rows)]
        for column, cell in GOOD_CELL.items()
    }
    found = check(MANY, columns).faults
    assert {(fault.row - 2, fault.column) for fault in found} == wrong
    assert len(found) == len(wrong)
    assert all(
        isinstance(fault, Fault) and fault.found == BAD_CELL[fault.column] for fault in found
    )

"""What people may write for a choice, and what is offered when they write something else."""

from __future__ import annotations

import csv

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.programmes.cells import read_cell
from ingest.programmes.choices import SPELLINGS, choices_of, fold, spellings
from ingest.programmes.form import FormColumn, sheets
from ingest.programmes.pages import Cell
from ingest.programmes.topics import topics

INDICATOR = sheets()["targets"].column("indicator")
COLUMNS = {
    column.choices: column
    for sheet in sheets().values()
    for column in sheet.columns
    if column.choices
}
with SPELLINGS.open(encoding="utf-8", newline="") as file:
    OTHER_SPELLINGS = [(r["code_kind"], r["code"], r["spelling"]) for r in csv.DictReader(file)]


@pytest.mark.parametrize(("kind", "code", "spelling"), OTHER_SPELLINGS)
def test_every_spelling_is_read_as_its_code_and_no_wording_of_a_code_is(
    kind: str, code: str, spelling: str
) -> None:
    column = COLUMNS[kind]
    assert code in choices_of(column)
    assert read_cell(Cell(spelling), column).text == code
    worded = {fold(text) for t in choices_of(column).values() for text in (t.he, t.en)}
    assert fold(spelling) not in worded  # it would be here for nothing


def test_each_spelling_stands_once() -> None:
    folded = [(kind, fold(spelling)) for kind, _, spelling in OTHER_SPELLINGS]
    assert len(folded) == len(set(folded))


@pytest.mark.parametrize(
    ("sheet_id", "column_id", "written", "code"),
    [
        ("roles", "role", "מתכללת", "integrator"),
        ("roles", "status", "פנוי", "vacant"),
        ("roles", "status", "מאוישת", "filled"),
        ("directorate", "function", "יו״ר", "chair"),
        ("directorate", "function", 'יו"ר', "chair"),
        ("plans", "status", "פעיל", "active"),
        ("assets", "status", "פעילה", "active"),
        ("activities", "status", "הושלמה", "done"),
        ("assets", "kind", "יזמות", "enterprise"),
    ],
)
def test_people_write_choices_in_their_own_gender(
    sheet_id: str, column_id: str, written: str, code: str
) -> None:
    assert spellings(sheets()[sheet_id].column(column_id))[fold(written)] == code


def _offered(text: str, column: FormColumn = INDICATOR) -> str:
    (problem,) = read_cell(Cell(text), column).problems
    hint = problem.fills["hint"]
    return hint if isinstance(hint, str) else hint.he


@pytest.mark.parametrize(
    ("text", "indicator"),
    [
        ("אחוז נשירה", "dropout_pct"),
        ("שיעור הנשירה", "dropout_pct"),
        ("נשירה", "dropout_pct"),
        ("שיעור הזכאות לבגרות", "matriculation_eligibility_pct"),
        ("יחס התלות בעיר", "dependency_ratio"),
    ],
)
def test_the_indicator_offered_is_about_the_same_thing(text: str, indicator: str) -> None:
    assert f"„{indicator} · " in _offered(text)


@pytest.mark.parametrize("text", ["אחוז מתנדבים", "שיעור", "ממוצע של תושבים", "graduation rate"])
def test_no_indicator_is_offered_for_words_that_all_names_share(text: str) -> None:
    assert _offered(text) == ""


@given(text=st.text(alphabet="אבגדהוזחטיכלמנסעפצקרשתםןץףך abcdefg_%0123", max_size=30))
def test_an_indicator_is_offered_only_with_a_word_in_common(text: str) -> None:
    said = read_cell(Cell(text), INDICATOR)
    if said.text is None and (offered := _offered(text)):
        code = offered.split("„")[1].split(" · ")[0]
        texts = choices_of(INDICATOR)[code]
        assert any(topics(text) & topics(name) for name in (texts.he, texts.en, code))

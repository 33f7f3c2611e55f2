"""Declarations of waves: what is refused and how it is said; templates and examples hold."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from polars.testing import assert_frame_equal

from ingest.errors import InputError
from ingest.sample import survey_examples
from ingest.survey.check import check_wave
from ingest.survey.declaration import Item, Wave, load_wave
from ingest.survey.instrument import items_of
from ingest.survey.table import read_table
from tests.ingest.survey_files import ITEM, declared, incomes, refresh, settle, text_of, wave_of

TEMPLATES = Path(__file__).parents[2] / "templates" / "surveys"
EXAMPLES = TEMPLATES / "examples"


def said(content: dict[str, object] | str) -> str:
    with pytest.raises(InputError) as raised:
        load_wave(content if isinstance(content, str) else text_of(content), "wave.yml")
    assert raised.value.subject == "wave.yml"
    return str(raised.value)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"wieght": "w"}, "wieght: Extra inputs are not permitted"),
        ({"weight": None}, "weight: Field required"),
        ({"wave_id": "Wave 2025"}, "wave_id: String should match pattern"),
        ({"wave_id": "גל"}, "wave_id: String should match pattern"),
        ({"kind": "labour_survey"}, "kind: Input should be 'community_survey' or"),
        ({"coverage": "all"}, "coverage: Input should be 'national' or 'settlements'"),
        ({"reference_year": 25}, "reference_year: Input should be greater than or equal to 1990"),
        ({"fieldwork_to": "2025-02-01"}, "fieldwork_from lies after fieldwork_to"),
        ({"title": {"he": "סקר"}}, "title.en: Field required"),
        ({"settlement": {"column": "place"}}, "settlement.given_as: Field required"),
        ({"settlement": {"column": "place", "given_as": "id"}}, "should be 'code' or 'name'"),
        ({"weight": "  "}, "weight: String should have at least 1 character"),
        ({"sex": {"column": "s", "codes": {1: "man"}}}, "sex.codes.1: Input should be 'male'"),
        ({"sex": {"column": "s", "codes": {}}}, "sex.codes: Dictionary should have at least 1"),
        ({"language": {"column": "l", "codes": {1: "Hebrew"}}}, "language.codes.1: String should"),
        ({"items": None}, "a community survey has items, and no income"),
        ({"items": {}}, "a community survey has items, and no income"),
        ({"income": {"disposable": "m"}}, "a community survey has items, and no income"),
        ({"items": {"control_noise": ITEM}}, "items.control_noise is not in seeds/survey_items"),
        ({"stratum": "w"}, "w is declared for two things"),
        ({"items": {"control_truancy": ITEM, "control_fight": ITEM}}, "q1 is declared for two"),
        ({"items": {"control_truancy": {**ITEM, "column": "w"}}}, "w is declared for two things"),
    ],
)
def test_a_declaration_that_does_not_hold_is_refused_by_key(
    changes: dict[str, object], words: str
) -> None:
    message = said(declared(**changes))
    assert words in message
    assert "templates/surveys/README.md" in message


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"higher_is": None}, "items.control_truancy.higher_is: Field required"),
        ({"higher_is": "better"}, "higher_is: Input should be 'more' or 'less'"),
        ({"lowest": 5}, "lowest 5 is not below highest 5"),
        ({"lowest": 1.5}, "lowest: Input should be a valid integer"),
        ({"highest": 10**30}, "highest: Input should be less than or equal to 1000"),
        ({"missing": [5, 9]}, "5 cannot both mean no answer and lie between 1 and 5"),
        ({"reversed": True}, "items.control_truancy.reversed: Extra inputs"),
    ],
)
def test_nothing_about_an_item_is_guessed(changes: dict[str, object], words: str) -> None:
    item = {key: value for key, value in {**ITEM, **changes}.items() if value is not None}
    assert words in said(declared(items={"control_truancy": item}))


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"income": None}, "a household income survey has income, and no items"),
        (
            {"items": {"control_truancy": ITEM}},
            "a household income survey has income, and no items",
        ),
        ({"household": None}, "names household and age"),
        ({"age": None}, "names household and age"),
        ({"income": {"gross": "m"}}, "income.gross"),
        ({"national_thresholds": None}, "national_thresholds: the median of some settlements is"),
        (
            {"national_thresholds": {}},
            "give the national line of at least one definition, with its",
        ),
        (
            {"national_thresholds": {"eu_61": {"value": 4000, "source": "x"}}},
            "national_thresholds: eu_61 is not in seeds/poverty_definitions.csv; it has eu_60, ",
        ),
        (
            {"national_thresholds": {"eu_61": {"value": 1, "source": "x"}}, "coverage": "national"},
            "national_thresholds: eu_61 is not in seeds/poverty_definitions.csv",
        ),
        ({"national_thresholds": {"eu_60": {"value": 0, "source": "x"}}}, "greater than 0"),
        ({"national_thresholds": {"eu_60": {"value": float("inf"), "source": "x"}}}, "be a finite"),
        ({"national_thresholds": {"eu_60": {"value": float("nan"), "source": "x"}}}, "be a finite"),
        ({"national_thresholds": {"eu_60": {"value": 4000, "source": ""}}}, "eu_60.source: String"),
        ({"stratum": "hh"}, "hh is declared for two things"),
        ({"psu": "money"}, "money is declared for two things"),
        ({"national_thresholds": {"eu_60": {"value": 4000}}}, "eu_60.source: Field required"),
    ],
)
def test_an_income_survey_has_keys_of_its_own(changes: dict[str, object], words: str) -> None:
    assert words in said(incomes(**changes))


def test_a_national_survey_of_incomes_needs_no_line_from_elsewhere() -> None:
    wave = wave_of(incomes(coverage="national", national_thresholds=None))
    assert wave.national_thresholds == {}


def test_households_that_are_the_sampling_units_are_one_column() -> None:
    wave = wave_of(incomes(psu="hh"))
    assert (wave.psu, wave.household) == ("hh", "hh")
    assert sorted(wave.columns()) == ["age", "hh", "money", "place", "w"]


def test_every_wrong_key_is_named_at_once() -> None:
    message = said(declared(weight=None, coverage="all", wieght="w"))
    assert all(word in message for word in ("weight: ", "coverage: ", "wieght: "))


def test_a_key_given_twice_is_refused() -> None:
    assert "weight" in said(text_of(declared()) + "weight: other\n")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "- a\n- b\n",
        "just words",
        "a: [1,",
        "\t- x: :",
        "fieldwork_from: 2025-02-30",
        "a: " + "[" * 1000,
    ],
)
def test_what_is_no_declaration_is_an_error_of_input(text: str) -> None:
    said(text)


@pytest.mark.parametrize("name", ["../wave.csv", "sub/wave.csv", "C:\\wave.csv", ".wave.csv", "/x"])
def test_the_data_file_lies_beside_the_declaration(name: str) -> None:
    assert "is not the plain name of a file beside the declaration" in said(declared(data=name))


def coded(column: str, codes: dict[object, str]) -> dict[str, object]:
    return {"column": column, "codes": codes}


@pytest.mark.parametrize("code", [7, "7", 7.0])
def test_a_code_is_one_code_however_yaml_reads_it(code: object) -> None:
    assert wave_of(declared(missing=[code])).missing == ("7",)
    wave = wave_of(declared(sex=coded("s", {code: "male"})))
    assert wave.sex is not None and wave.sex.codes == {"7": "male"}


@pytest.mark.parametrize(
    ("code", "text"), [(2.5, "2.5"), ("08", "08"), (-1, "-1"), (10**400, str(10**400))]
)
def test_a_code_keeps_its_digits(code: object, text: str) -> None:
    assert wave_of(declared(missing=[code])).missing == (text,)


@pytest.mark.parametrize("code", [True, None, [1]])
def test_what_is_no_code_is_refused(code: object) -> None:
    assert "missing.0: Input should be a valid string" in said(declared(missing=[code]))


@pytest.mark.parametrize(
    ("key", "codes"),
    [
        ("sex", {1: "male", "1": "female"}),
        ("sex", {1: "male", "1": "male"}),
        ("language", {"2": "he", 2.0: "ar"}),
        ("population_group", {3: "jews", "3": "arabs"}),
    ],
)
def test_one_code_declared_twice_is_refused(key: str, codes: dict[object, str]) -> None:
    (code,) = {str(code)[0] for code in codes}
    assert f"{key}.codes: Value error, the code {code} is given twice" in said(
        declared(**{key: coded("s", codes)})
    )


@pytest.mark.parametrize("code", [0, 9, 10, "9", 9.0, "09"])
def test_a_code_cannot_mean_no_answer_in_the_wave_and_an_answer_in_an_item(code: object) -> None:
    items = {
        "control_truancy": {**ITEM, "column": "q2"},
        "belonging_place": {**ITEM, "lowest": 0, "highest": 10},
    }
    assert "cannot both mean no answer and lie between 0 and 10 (q1)" in said(
        declared(missing=[-1, code], items=items)
    )
    assert wave_of(declared(missing=[-1, 11, "none"], items=items)).missing == ("-1", "11", "none")


@pytest.mark.parametrize(
    ("key", "codes"),
    [
        ("sex", {1: "male", 9: "female"}),
        ("language", {"9": "he"}),
        ("population_group", {9: "others"}),
    ],
)
def test_a_code_cannot_mean_no_answer_and_have_a_meaning(
    key: str, codes: dict[object, str]
) -> None:
    assert "9 cannot both mean no answer and have a meaning (s)" in said(
        declared(**{key: coded("s", codes)}, missing=[9])
    )


NAMES = "names: lists the settlements if given_as is name, else nothing"


@pytest.mark.parametrize(
    ("settlement", "words"),
    [
        ({"given_as": "name"}, NAMES),
        ({"given_as": "name", "names": []}, NAMES),
        ({"given_as": "code", "names": ["צפת"]}, NAMES),
        ({"given_as": "name", "names": ["צפת", " "]}, "settlement.names.1: String should have at"),
        ({"given_as": "name", "names": "צפת"}, "settlement.names: Input should be a valid tuple"),
    ],
)
def test_names_of_settlements_are_listed_and_codes_are_not(
    settlement: dict[str, object], words: str
) -> None:
    assert words in said(declared(settlement={"column": "place", **settlement}))


def test_listed_names_are_kept_as_they_are_written() -> None:
    names = ["תל אביב -יפו", " צפת ", "ג'סר א-זרקא", "Sha'ab (1.2)"]
    wave = wave_of(declared(settlement={"column": "place", "given_as": "name", "names": names}))
    assert wave.settlement.names == ("תל אביב -יפו", "צפת", "ג'סר א-זרקא", "Sha'ab (1.2)")


@pytest.mark.parametrize("word", ["'yes'", "'true'", "1", "0", "maybe", "'false'", "null"])
def test_made_up_is_yes_or_no_and_nothing_in_between(word: str) -> None:
    assert "synthetic: Input should be a valid boolean" in said(
        text_of(declared()) + f"synthetic: {word}\n"
    )


@pytest.mark.parametrize(("word", "made_up"), [("true", True), ("false", False), ("yes", True)])
def test_made_up_is_a_boolean_of_yaml(word: str, made_up: bool) -> None:
    assert load_wave(text_of(declared()) + f"synthetic: {word}\n", "wave.yml").synthetic is made_up
    assert wave_of(declared()).synthetic is False


def test_columns_names_each_declared_column_once() -> None:
    wave = wave_of(declared(respondent="id", sex={"column": "s", "codes": {1: "male"}}, age="a"))
    assert sorted(wave.columns()) == ["a", "id", "place", "q1", "s", "w"]


# Templates and examples


COMMUNITY, INCOME = (
    (TEMPLATES / f"{kind}.yml").read_text("utf-8")
    for kind in ("community_survey", "household_income_survey")
)


def test_the_template_of_a_community_survey_holds_as_it_stands() -> None:
    wave = load_wave(COMMUNITY, "community_survey.yml")
    assert wave.kind == "community_survey" and not wave.synthetic
    assert sorted(wave.items) == sorted(items_of())
    worded_negatively = {"cohesion_get_along", "cohesion_values"}
    yes_or_no = {"trust_people", "civic_took_part"}
    turned = {name for name, item in wave.items.items() if item.higher_is == "less"}
    assert turned == worded_negatively | yes_or_no


def test_the_template_of_an_income_survey_waits_for_the_nations_poverty_line() -> None:
    """A line that stood in the template would be taken for the nation's by whoever copies it."""
    message = said(INCOME)
    assert "found wave: Value error, national_thresholds: the median of some" in message
    head, mark, tail = INCOME.partition("# national_thresholds:")
    wave = load_wave(head + re.sub("^# ?", "", mark + tail, flags=re.M), "t")
    assert wave.kind == "household_income_survey" and not wave.synthetic
    assert set(wave.national_thresholds) == {"eu_60", "nii_50"}
    national = INCOME.replace("coverage: settlements", "coverage: national")
    assert load_wave(national, "t").national_thresholds == {}


@pytest.mark.parametrize("text", [COMMUNITY, INCOME], ids=["community", "income"])
def test_the_templates_show_how_settlements_are_named(text: str) -> None:
    (shown,) = re.findall(r"^#   (settlement: .*)$", text, re.M)
    text = re.sub(r"^settlement: .*$", shown, text, flags=re.M)
    wave = load_wave(text.replace("coverage: settlements", "coverage: national"), "t")
    assert (wave.settlement.given_as, wave.settlement.names) == ("name", ("צפת", "עכו"))


BY_KIND = {"items", "income", "household", "age", "national_thresholds"}


def test_the_readme_has_every_key_and_says_rightly_which_are_required() -> None:
    text = (TEMPLATES / "README.md").read_text("utf-8")
    tables: dict[str, dict[str, str]] = {"wave": {}, "item": {}}
    for part, rows in zip(tables, text.split("Of each item:"), strict=True):
        for key, required in re.findall(r"^\| `(\w+)` \|.*\| ([^|]*) \| [^|]* \|$", rows, re.M):
            tables[part][key] = required
    for part, model in (("wave", Wave), ("item", Item)):
        assert list(tables[part]) == list(model.model_fields)
        for key, field in model.model_fields.items():
            needed = tables[part][key] == "yes"
            assert needed == field.is_required() or key in BY_KIND, key
    assert {key for key, word in tables["wave"].items() if ": yes" in word} == BY_KIND


def examples() -> list[Path]:
    return sorted(EXAMPLES.rglob("*.yml"))


def test_the_examples_are_what_the_generator_writes(tmp_path: Path) -> None:
    written = survey_examples.write_examples(tmp_path)
    assert len(written) == 6
    kept = {p.relative_to(EXAMPLES): p.read_bytes() for p in EXAMPLES.rglob("*") if p.is_file()}
    fresh = {path.relative_to(tmp_path): path.read_bytes() for path in written}
    assert fresh == kept, "python -m ingest.sample.survey_examples writes the examples anew"


@pytest.mark.parametrize("path", examples(), ids=lambda path: path.stem)
def test_each_example_is_synthetic_small_and_without_a_fault(path: Path) -> None:
    wave = load_wave(path.read_text("utf-8"), path.name)
    assert wave.synthetic and wave.kind == path.parent.name
    table = read_table(path.with_name(wave.data), wave.data, wave.columns(), wave.sheet)
    checked = check_wave(wave, table)
    assert checked.faults == [] and 40 <= len(checked.respondents) <= 60


def test_the_spss_example_holds_the_answers_of_the_delimited_one() -> None:
    frames = []
    for stem in ("community_example", "community_spss_example"):
        path = EXAMPLES / "community_survey" / f"{stem}.yml"
        wave = load_wave(path.read_text("utf-8"), path.name)
        table = read_table(path.with_name(wave.data), wave.data, wave.columns(), wave.sheet)
        frames.append(check_wave(wave, table).respondents.drop("row"))
    assert_frame_equal(*frames)


def test_the_readme_shows_the_very_words_of_a_refusal(tmp_path: Path) -> None:
    inbox = tmp_path / "home" / "inbox" / "community_survey"
    inbox.mkdir(parents=True)
    for name in ("community_example.yml", "community_example.csv"):
        content = (EXAMPLES / "community_survey" / name).read_bytes()
        if name.endswith("csv"):
            grid = [line.split(",") for line in content.decode("utf-8-sig").split("\r\n")]
            grid[4][grid[0].index("q3")] = "7"
            grid[8][grid[0].index("locality_code")] = "לוי יוסי"
            content = "\r\n".join(map(",".join, grid)).encode()
        (inbox / name).write_bytes(content)
        settle(inbox / name)
    (failure,) = refresh(tmp_path / "home", synthetic=True).failures
    shown = re.sub(r"[\w-]+\.faults\.csv", "….faults.csv", str(failure))
    assert shown in (TEMPLATES / "README.md").read_text("utf-8")


def test_columns_may_be_named_in_hebrew_and_bear_dots_and_blanks() -> None:
    item = {**ITEM, "column": "ש 1.ב"}
    wave = wave_of(declared(weight=" משקל ", items={"control_truancy": item}))
    assert wave.weight == "משקל" and wave.columns() == ["משקל", "place", "ש 1.ב"]

"""Of which year a label speaks."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.parse.periods import is_period, period_words, year_in

LABELS = st.text(alphabet='0123456789 /-–.+אתשפד"()', max_size=24)


@pytest.mark.parametrize(
    ("text", "year"),
    [
        ("2023", 2023),
        ("1999", 1999),
        ('תשפ"ד 2023/24', 2024),
        ("2023/24", 2024),
        ("1999/00", 2000),
        ("1999/2000", 2000),
        ("2019-20", 2020),
        ("2019–20", 2020),
        ("2022-2020", 2022),
        ("2020-2022", 2022),
        ("ממוצע 2020–2021", 2021),
        ("ממוצע 2021-2019", 2021),
        ("30/06/21", 2021),
        ("31.12.2019", 2019),
        ("1/11/22", 2022),
        ("יוני 2025", 2025),
        ("סוף 2023", 2023),
        ("אשכול (מדד 2019), נתוני 2021", 2021),
        ("מדד חברתי-כלכלי (משנת 2021, מ-1 עד 10)", 2021),
    ],
)
def test_the_year_of_a_label_is_the_last_it_names(text: str, year: int) -> None:
    assert year_in(text) == year


@pytest.mark.parametrize(
    "text",
    [
        "",
        "אוכלוסייה",
        "בני 20-24",
        "1990+",
        "2000+ תושבים",
        "12023",
        "20231",
        "1850",
        "2,020",
        "50,000 תושבים ויותר",
    ],
)
def test_a_label_without_a_year_names_none(text: str) -> None:
    assert year_in(text) is None


def test_two_numbers_that_are_no_school_year_are_not_read_as_one() -> None:
    assert year_in("2020/35") == 2020


def test_a_date_of_the_last_century_is_of_that_century() -> None:
    """The yearly workbooks begin with 1999."""
    assert year_in("31.12.99") == 1999


@pytest.mark.parametrize(
    "text",
    [
        "2023",
        "2023.0",
        'תשפ"ד 2023/24',
        "תשפ״א 2020/21",
        "2022-2020",
        "2020–2021",
        "ממוצע 2020–2021",
        "יוני 2025",
        "סוף 2019",
        "30/06/21",
        "ליום 31/12/2020",
    ],
)
def test_a_bare_period_is_told_from_a_label(text: str) -> None:
    assert is_period(text)


@pytest.mark.parametrize(
    "text", ["אוכלוסייה 2023", "24", "", "1990+", "מדד 2019", "-", 'תשפ"ד', "בני 20-24"]
)
def test_a_label_is_no_bare_period(text: str) -> None:
    assert not is_period(text)


@pytest.mark.parametrize(
    ("label", "words"),
    [
        ('תשפ"ד 2023/24', 'תשפ"ד 2023/24'),
        ('אחוז הזכאים תשפ"ד  2023/24 (אחוזים)', 'תשפ"ד 2023/24'),
        ("שטח 2023/24", "2023/24"),
        ("תמותת תינוקות 2022-2020", "2022-2020"),
        ("ממוצע 2020–2021", "ממוצע 2020–2021"),
        ("עדכני ל-30/06/21", "30/06/21"),
        ("מדד (משנת 2021)", "2021"),
        ("2023", "2023"),
    ],
)
def test_the_words_for_the_period_are_the_publishers_own(label: str, words: str) -> None:
    assert period_words(label) == words


@pytest.mark.parametrize("label", ["אוכלוסייה", "", "1990+", "בני 20-24"])
def test_a_label_without_a_period_has_no_words_for_it(label: str) -> None:
    assert period_words(label) is None


@given(LABELS)
def test_there_are_words_for_a_period_exactly_where_there_is_a_year(label: str) -> None:
    assert (period_words(label) is None) == (year_in(label) is None)


@given(LABELS)
def test_the_words_name_a_year_themselves_and_never_a_later_one(label: str) -> None:
    """The raw layer reads the year from the words, so they must not have lost or invented it."""
    words, year = period_words(label), year_in(label)
    if words is not None and year is not None:
        of_words = year_in(words)
        assert of_words is not None
        assert of_words <= year


@given(st.integers(1990, 2098))
def test_a_school_year_counts_for_the_year_it_ends_in(start: int) -> None:
    assert year_in(f"{start}/{(start + 1) % 100:02d}") == start + 1

"""Plain words that say no more than the figures do, in both languages."""

from __future__ import annotations

import re
from typing import Any

import pytest

from estimation.evaluation.reading import LRM
from tests.estimation.evaluation.made import Frozen, figure, inputs, panel, row_of
from tests.estimation.evaluation.test_effects import ALIKE, FROZEN, LIFTED

TOWN = "8000"
SURE = [figure(TOWN, 2017, 40.0, error=1.0), figure(TOWN, 2021, 34.5, error=1.0)]


def test_the_whole_reading_of_an_effect() -> None:
    row = row_of(inputs(panel(LIFTED, ALIKE), FROZEN))
    # The usual swing: Sxx 23.2, Sxy 50.6, Syy 114.8, so s² = (114.8 - 50.6² / 23.2) / 3 = 1.4799;
    # the half width is 3.1824 x sqrt(2 x 1.4799) = 5.475. No comparison settlement moved otherwise.
    assert row["reading_en"] == (
        "Eligibility in Zefat (percent): 52.0 in 2017 (frozen), 62.0 in 2021: a difference of"
        " +10.0 (95 % interval +4.5 to +15.5), better by what chance hardly explains. The"
        " difference between its mean of 2019–2021 and that of 2015–2017 differs from that of 20"
        " comparison settlements by +5.5 (95 % interval +5.5 to +5.5), better than chance explains"
        " (p 0.05). Over the 3 years known before the programme no other movement than theirs could"
        " be shown. Whether those who stood worst gained too is not known."
    )
    assert row["reading_he"] == (
        f"זכאות, צפת (אחוזים): 52.0 ב-2017 (הוקפא), 62.0 ב-2021: הפרש של {LRM}+10.0{LRM}"
        f" (רווח סמך 95%: {LRM}+4.5{LRM} עד {LRM}+15.5{LRM}), שיפור שקשה לייחס למקרה."
        " ההפרש בין הממוצע שלו ב-2019–2021 לזה של 2015–2017 נבדל מזה של 20 יישובי השוואה"
        f" ב-{LRM}+5.5{LRM} (רווח סמך 95%: {LRM}+5.5{LRM} עד {LRM}+5.5{LRM}), טוב ממה שהמקרה"
        " מסביר (p 0.05). ב-3 השנים הידועות שלפני התוכנית לא ניתן היה להראות תנועה אחרת משלהם."
        " לא ידוע אם גם מי שמצבם היה הנמוך ביותר הרוויחו."
    )


def test_a_loss_is_said_with_its_sign_kept_among_hebrew_words() -> None:
    row = row_of(inputs(SURE, [Frozen(2017, 40.0, error=1.0)]))
    assert "a difference of -5.5 (95 % interval -8.3 to -2.7), worse" in row["reading_en"]
    assert (
        f"הפרש של {LRM}-5.5{LRM} (רווח סמך 95%: {LRM}-8.3{LRM} עד {LRM}-2.7{LRM})"
        in (row["reading_he"])
    )


@pytest.mark.parametrize(
    ("rows", "frozen", "said"),
    [
        (SURE[:1], [Frozen(2017, 40.0)], ("no figure since 2018", "אין נתון מאז 2018")),
        (
            [SURE[0], {**SURE[1], "series_segment": 2}],
            [Frozen(2017, 40.0)],
            ("no change is told", "אין נתון שינוי"),
        ),
        (
            [{**row, "standard_error": None} for row in SURE],
            [Frozen(2017, 40.0)],
            ("neither called a gain nor a loss", "אין לקרוא לו שיפור או הרעה"),
        ),
    ],
)
def test_what_is_not_known_is_said(
    rows: list[dict[str, Any]], frozen: list[Frozen], said: tuple[str, str]
) -> None:
    row = row_of(inputs(rows, frozen))
    assert said[0] in row["reading_en"] and said[1] in row["reading_he"]


def test_no_reading_speaks_of_causes() -> None:
    row = row_of(inputs(panel(LIFTED, ALIKE), FROZEN))
    assert not re.search(r"caus|because of|thanks to|led to|proves", row["reading_en"])


def test_a_rounded_loss_is_no_minus_nought() -> None:
    rows = [SURE[0], figure(TOWN, 2021, 39.99, error=1.0)]
    assert "a difference of +0.0" in row_of(inputs(rows, [Frozen(2017, 40.0)]))["reading_en"]

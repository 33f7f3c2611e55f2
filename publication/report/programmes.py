"""Programmes that a settlement is in, and what an evaluation can say of each, in short."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from markupsafe import Markup

from publication.reading.facts import Facts
from publication.reading.house import Row
from publication.reading.words import Text, change_of, plain, say
from publication.report.sections import Section

TOLD = ("improved", "worsened", "direction_unknown", "no_significant_change")
"""Changes of which a verdict is given; of the others it is said why there is none."""
MOVED = TOLD[:3]
NO_VERDICT = "cannot_be_said"
NO_EFFECT = "no_significant_effect"


def programmes_section(facts: Facts) -> Section:
    """Each programme once, with what is known of its effect."""
    title = Text("תוכניות", "Programmes")
    rows = facts.rows("programmes")
    if not rows:
        said = Text(
            "היישוב אינו נמנה עם היישובים ששמם צוין באחת התוכניות.",
            "The settlement is not among those that a programme names.",
        )
        return Section("programmes", title, [say(said)])
    evaluated = facts.rows("pilot_evaluation")
    return Section(
        "programmes",
        title,
        lists=[
            (
                _name(facts, [row for row in rows if row["programme_id"] == programme]),
                _answer(facts, [row for row in evaluated if row["programme_id"] == programme]),
            )
            for programme in dict.fromkeys(row["programme_id"] for row in rows)
        ],
    )


def _name(facts: Facts, rows: Sequence[Row]) -> Markup:
    since = [row["member_from_year"] for row in rows if row["member_from_year"] is not None]
    name = say(Text(rows[0]["name_he"], rows[0]["name_en"]))
    if not since:
        return name
    return Markup("{} · {} {}").format(name, say(Text("משנת", "since")), plain(min(since)))


def _answer(facts: Facts, rows: Sequence[Row]) -> list[Markup]:
    """The verdicts by count, what moved in full sentences, and why nothing is said of the rest."""
    if not rows:
        return [say(NOT_FROZEN)]
    told = [row for row in rows if row["change_is"] in TOLD]
    untold = [row for row in rows if row["change_is"] not in TOLD]
    compared = [row for row in rows if row["did_is"] != NO_VERDICT]
    said = []
    if told:
        verdicts = _counted(
            change_of(facts.house.codes, row["change_is"], row["error_from"]) for row in told
        )
        said.append(
            say(
                Text(
                    f"מתוך {len(rows)} מדדים אפשר לומר דבר על שינוי ב-{len(told)}: {verdicts.he}.",
                    f"Of {len(rows)} indicators a change can be judged of {len(told)}:"
                    f" {verdicts.en}.",
                )
            )
        )
    if untold:
        reasons = _counted(
            change_of(facts.house.codes, row["change_is"], row["error_from"]) for row in untold
        )
        said.append(
            say(
                Text(
                    f"על {len(untold)} מדדים לא ניתן לומר אם השתנו, משום: {reasons.he}.",
                    f"Of {len(untold)} indicators nothing can be said of a change, because:"
                    f" {reasons.en}.",
                )
            )
        )
    if compared:
        effects = _counted(facts.house.say("did_verdict", row["did_is"]) for row in compared)
        said.append(
            say(
                Text(
                    f"ההפרש מיישובי השוואה נבדק ב-{len(compared)} מדדים: {effects.he}.",
                    f"The difference from comparison settlements was tested of {len(compared)}"
                    f" indicators: {effects.en}.",
                )
            )
        )
    else:
        said.append(say(NOT_COMPARED))
    whys = [row["did_reason"] for row in rows if row["did_reason"] is not None]
    if whys:
        because = _counted(facts.house.say("effect_reason", reason) for reason in whys)
        said.append(
            say(
                Text(
                    f"על {len(whys)} מדדים לא נאמר דבר מול יישובי השוואה, משום: {because.he}.",
                    f"Of {len(whys)} indicators nothing is told beside comparison settlements,"
                    f" because: {because.en}.",
                )
            )
        )
    moved = [
        row
        for row in rows
        if row["change_is"] in MOVED or row["did_is"] not in (NO_VERDICT, NO_EFFECT)
    ]
    said.append(say(WHOLE))
    if moved:
        said.append(
            Markup("<b>{}</b> {}").format(
                say(Text("מה השתנה:", "What changed:")),
                Markup('<ul class="readings">{}</ul>').format(
                    Markup("").join(
                        Markup("<li>{}</li>").format(
                            say(Text(row["reading_he"], row["reading_en"]))
                        )
                        for row in moved
                    )
                ),
            )
        )
    return said


def _counted(texts: Iterable[Text]) -> Text:
    """Texts with their counts, the most frequent first."""
    counts = sorted(Counter(texts).items(), key=lambda item: (-item[1], item[0].en))
    return Text(
        "; ".join(f"{text.he} ({count})" for text, count in counts),
        "; ".join(f"{text.en} ({count})" for text, count in counts),
    )


NOT_FROZEN = Text(
    "לא הוקפא קו בסיס, ולכן לא ניתן לומר אם משהו השתנה בזכות התוכנית.",
    "No baseline is frozen: whether the programme changed anything cannot be told.",
)
NOT_COMPARED = Text(
    "מול יישובי השוואה לא ניתן לומר דבר על אף מדד: אין לייחס שינוי לתוכנית, ואין לומר שלא השפיעה.",
    "Beside comparison settlements nothing can be said of any indicator: no change may be ascribed"
    " to the programme, nor that it had none.",
)
WHOLE = Text(
    "ההערכה המלאה של היישוב בתוכנית, מדד אחר מדד ועם התרשימים, נמסרת לפי בקשה מצוות הנתונים.",
    "The whole evaluation of the settlement in the programme, indicator by indicator and with its"
    " charts, is to be had from the data team on request.",
)

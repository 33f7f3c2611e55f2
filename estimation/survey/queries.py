"""The SQL of survey estimates of many domains: sums that a database makes in one scan.

Microdata (one row per respondent) → ``sums_query``: one row per keys × stratum × PSU →
``moments_query``: one row per domain × stratum, for these keys or fewer →
``survey_sums.estimates_from_sums``. The sums may be kept as a table for domains of several kinds.

The linearised variance of a mean needs no more than the products of a PSU's two sums: with
z = (Σwy - p Σw) / W of each PSU, Σz² is a polynomial in p whose coefficients are sums of
(Σwy)², (Σw)(Σwy) and (Σw)² over the PSUs, so nothing smaller than a stratum leaves the database.
Here y is the distance from the mean of all answers, the pivot: squares of values far from 0, of
which the variance is the small difference, would lose its digits.

Sources: Särndal, Swensson and Wretman (1992), Model Assisted Survey Sampling, 5.5 and 5.8;
the single PSU, degrees of freedom and intervals are those of ``estimation.survey.design``.

SQL is text, for DuckDB and what speaks as plainly; nothing here runs it. ``source`` and ``sums``
stand as they are after ``from``; columns are quoted; a measure's expression is not.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from estimation.survey.design import Design, quoted

_HUGE = "1e300"


@dataclass(frozen=True)
class Measure:
    """What is averaged: an SQL expression over the source's columns; null is no answer.

    ``case when item_1 >= 4 then 1 when item_1 is not null then 0 end`` is a share, which needs
    ``proportion``: values of 0 and 1 alone, intervals on the logit scale. The same as
    ``cast(item_1 >= 4 as integer)`` is quicker.
    """

    name: str
    expression: str
    proportion: bool = False


@dataclass(frozen=True)
class PsuSums:
    """Further sums for the same scan: values of a respondent, and sums of them over a PSU.

    ``values`` by name are SQL over the source's columns; ``sums`` by name are SQL aggregates over
    values, quoted, and over ``__weight``, which is null where the weight is not above 0.
    """

    values: dict[str, str]
    sums: dict[str, str]


def shares_query(source: str, keys: Sequence[str], measures: Sequence[Measure], weight: str) -> str:
    """SQL of values without errors: per keys, ``<measure>`` (weighted mean) and ``<measure>__n``.

    Rows of a weight that is not above 0 count for nothing.
    """
    _require_distinct(keys, measures)
    named = [quoted(key) for key in keys]
    values = [
        f"{measure.expression} as {quoted(f'__value_{measure.name}')}" for measure in measures
    ]
    shown = list(named)
    for measure in measures:
        value = quoted(f"__value_{measure.name}")
        answered = f"sum(case when {value} is not null then __weight end)"
        shown += [
            f"sum(__weight * {value}) / {answered} as {quoted(measure.name)}",
            f"count(__weight * {value}) as {quoted(f'{measure.name}__n')}",
        ]
    rows = _select([*named, _weight(quoted(weight)), *values], source)
    return _select(shown, f"({rows}) as answers", by=named)


def sums_query(
    source: str,
    keys: Sequence[str],
    measures: Sequence[Measure],
    design: Design,
    further: Iterable[PsuSums] = (),
) -> str:
    """SQL of one scan: one row per keys × stratum × PSU, or per respondent where there is no PSU.

    Columns: the keys; ``__stratum``, ``__psu``, ``__population_size``, as far as the design has
    them; ``__faults``, rows that have no place in the design or no sound weight; per measure
    ``<name>__n`` answers, ``<name>__w`` Σw, ``<name>__wy`` Σwy and, unless it is a proportion,
    ``<name>__wyy`` Σwy²; and the sums of ``further``, which need a PSU.

    Raises:
        ValueError: names that are not distinct; a two-stage correction; ``further`` without PSUs.
    """
    _require_distinct(keys, measures)
    _require_one_stage(design)
    scans = [*map(_measure_sums, measures), *further]
    if design.psu is None and len(scans) > len(measures):
        raise ValueError("sums_query: further sums are of PSUs; expected a design with psu")
    weight = "1.0" if design.weight is None else quoted(design.weight)
    units = {
        "__stratum": design.stratum,
        "__psu": design.psu,
        "__population_size": design.population_size,
    }
    given = {own: quoted(name) for own, name in units.items() if name is not None}
    sound = [f"{weight} between 0 and {_HUGE}", *(f"{name} is not null" for name in given.values())]
    named = [quoted(key) for key in keys]
    rows = _select(
        [
            *named,
            *(f"{name} as {own}" for own, name in given.items()),
            _weight(weight),
            f"case when {' and '.join(sound)} then 0 else 1 end as __faults",
            *(
                f"{value} as {quoted(name)}"
                for scan in scans
                for name, value in scan.values.items()
            ),
        ],
        source,
    )
    groups = [*named, *(own for own in given if own != "__population_size")]
    size = ["max(__population_size) as __population_size"] if design.population_size else []
    sums = [f"{value} as {quoted(name)}" for scan in scans for name, value in scan.sums.items()]
    if design.psu is None:
        # Each row is its own PSU: what is summed over it is what it has.
        size = [own for own in given if own == "__population_size"]
        sums = [
            f"{value} as {quoted(name)}" for m in measures for name, value in _of_row(m).items()
        ]
        return _select([*groups, "__faults", *size, *sums], f"({rows}) as answers")
    shown = [*groups, "sum(__faults) as __faults", *size, *sums]
    return _select(shown, f"({rows}) as answers", by=groups)


def moments_query(
    sums: str,
    keys: Sequence[str],
    measures: Sequence[Measure],
    design: Design,
    design_keys: Sequence[str] = (),
) -> str:
    """SQL from PSU sums to one row per domain × stratum, for the keys of the sums or fewer.

    Args:
        sums: a relation as ``sums_query`` makes it: a table's name, or the query in parentheses.
        keys: whose combinations are the domains; a null in one is no domain.
        design_keys: those of which each combination is a sample of its own, such as the wave.

    Raises:
        ValueError: a design key that is not among the keys; a two-stage correction.
    """
    _require_one_stage(design)
    if absent := [key for key in design_keys if key not in keys]:
        raise ValueError(
            f"moments_query: design keys {', '.join(absent)} are not among the keys; expected each"
            " sample to have domains of its own; name them in keys, or make them the stratum"
        )
    named, stratum = [quoted(key) for key in keys], ["__stratum"] if design.stratum else []
    within = [*(quoted(key) for key in design_keys), *stratum]
    units = "count(distinct __psu)" if design.psu else "count(*)"
    size = ["max(__population_size) as __population_size"] if design.population_size else []
    strata = _select([*within, f"{units} as __psus", *size], "__sums", by=within)
    psus = "select * from __sums"
    if design.psu:
        # The sums may be finer than these keys, and a PSU must be whole before it is squared.
        units_of = [*named, *stratum, "__psu"]
        parts = [quoted(part) for measure in measures for part in _parts(measure)]
        psus = _select(
            [*units_of, *(f"sum({part}) as {part}" for part in parts)], "__sums", units_of
        )
    matched = " and ".join(f"__psus.{name} = __strata.{name}" for name in within)
    answered = " and ".join(f"__psus.{name} is not null" for name in named)
    groups = [f"__psus.{name}" for name in (*named, *stratum)]
    shown = [
        *groups,
        "max(__strata.__psus) as __stratum_psus",
        *(["max(__strata.__population_size) as __population_size"] if size else []),
        "max(__whole.__faults) as __faults",
        *(moment for measure in measures for moment in _moments(measure)),
    ]
    joined = f"__psus join __strata on {matched}" if matched else "__psus cross join __strata"
    whole = _select(["sum(__faults) as __faults", *map(_pivot, measures)], "__sums")
    return (
        f"with __sums as (select * from {sums}), __psus as ({psus}), __strata as ({strata}),"
        f" __whole as ({whole}) "
        + _select(
            shown,
            f"{joined} cross join __whole" + (f" where {answered}" if answered else ""),
            groups,
        )
    )


def _measure_sums(measure: Measure) -> PsuSums:
    value = quoted(f"__value_{measure.name}")
    sums = {
        f"{measure.name}__n": f"count(__weight * {value})",
        f"{measure.name}__w": f"sum(case when {value} is not null then __weight end)",
        f"{measure.name}__wy": f"sum(__weight * {value})",
    }
    if not measure.proportion:
        sums[f"{measure.name}__wyy"] = f"sum(__weight * {value} * {value})"
    return PsuSums({f"__value_{measure.name}": measure.expression}, sums)


def _of_row(measure: Measure) -> dict[str, str]:
    """The sums of a measure over one row."""
    value = quoted(f"__value_{measure.name}")
    sums = {
        f"{measure.name}__n": f"case when __weight * {value} is not null then 1 else 0 end",
        f"{measure.name}__w": f"case when {value} is not null then __weight end",
        f"{measure.name}__wy": f"__weight * {value}",
    }
    if not measure.proportion:
        sums[f"{measure.name}__wyy"] = f"__weight * {value} * {value}"
    return sums


def _parts(measure: Measure) -> list[str]:
    return list(_of_row(measure))


def _pivot(measure: Measure) -> str:
    w, wy, pivot = (quoted(f"{measure.name}__{part}") for part in ("w", "wy", "pivot"))
    return f"coalesce(sum({wy}) / sum({w}), 0) as {pivot}"


def _moments(measure: Measure) -> list[str]:
    n, w, wy, pivot = (quoted(f"{measure.name}__{part}") for part in ("n", "w", "wy", "pivot"))
    distance = f"({wy} - __whole.{pivot} * {w})"
    made = {
        "psus": f"count(case when {n} > 0 then 1 end)",
        "pivot": f"max(__whole.{pivot})",
        "wd": f"sum({distance})",
        "ww": f"sum({w} * {w})",
        "wwd": f"sum({w} * {distance})",
        "wwdd": f"sum({distance} * {distance})",
    }
    sums = [f"sum({quoted(part)}) as {quoted(part)}" for part in _parts(measure)]
    return sums + [f"{sql} as {quoted(f'{measure.name}__{part}')}" for part, sql in made.items()]


def _weight(weight: str) -> str:
    # Null for 0, so that whoever has no weight is not counted either.
    return f"case when {weight} > 0 then cast({weight} as double precision) end as __weight"


def _select(shown: Sequence[str], source: str, by: Sequence[str] = ()) -> str:
    grouped = f" group by {', '.join(by)}" if by else ""
    return f"select {', '.join(shown)} from {source}{grouped}"


def _require_one_stage(design: Design) -> None:
    if design.ssu_population_size:
        raise ValueError(
            "survey_sums: ssu_population_size; expected one stage, since sums of PSUs do not hold"
            " the second; use estimate, or leave ssu_population_size out of the design"
        )


def _require_distinct(keys: Sequence[str], measures: Sequence[Measure]) -> None:
    # SQL does not tell upper from lower case.
    names = [name.casefold() for name in (*keys, *(measure.name for measure in measures))]
    if not measures or len(set(names)) < len(names):
        raise ValueError(
            f"survey_sums: keys {', '.join(keys)}, measures"
            f" {', '.join(measure.name for measure in measures)}; expected one measure or more and"
            " names that differ in more than case; rename them"
        )

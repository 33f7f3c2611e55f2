"""The outsider's view of a table, alone and beside what was released of it before."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import polars as pl

from estimation.disclosure.bounds import TOLERANCE, span_of, systems
from estimation.disclosure.cells import Cells, Flags, Floats, cells_of, keyed, whole
from estimation.disclosure.rules import DATA_VERSION, RESULT_COLUMNS, Rules, rules_of

BOUNDS = {
    "lower": pl.Float64,
    "upper": pl.Float64,
    "width": pl.Float64,
    "required": pl.Float64,
    "exposed": pl.Boolean,
    "by_comparison": pl.Boolean,
}


def audit(
    table: pl.DataFrame,
    rules: Rules | Mapping[str, object] | None = None,
    earlier: pl.DataFrame | None = None,
    *,
    exact: bool = True,
) -> pl.DataFrame:
    """How closely an outsider can bound each hidden cell from what is published.

    Only published counts are read, and that counts are not below 0 and add up.

    Args:
        table: as ``suppress`` returns it; of its columns the dimensions, ``published`` and, if
            there, ``required`` and ``data_version``. A combination without a row has no
            respondents, and everybody knows.
        rules: those of ``suppress``; without them the dimensions are the columns before
            ``published`` and each has the total ``Total``.
        earlier: tables released before, one after the other, with ``published`` and
            ``data_version``. Of the same version of the data what either shows is known. Of
            another version a cell that both show is exposed if it differs by fewer than
            ``minimum``: the difference is the answers of these few. A cell that was hidden of the
            same version and is shown now is exposed too: what it protected may be computed.
        exact: least and largest count of every cell; otherwise the interval of a cell that is as
            wide as required may be wider than told, which is found much sooner.

    Returns:
        One row for each hidden cell, and for each cell exposed by comparison: the dimensions,
        ``lower``, ``upper`` (infinite where nothing bounds it), ``width`` and ``required``
        (respondents), ``exposed``, ``by_comparison``.

    Raises:
        ValueError: an unknown column, a cell twice, published counts that contradict each other.
    """
    if rules is None:
        if "published" not in table.columns:
            raise ValueError("table: no column published; give what suppress returned")
        before = table.columns[: table.columns.index("published")]
        rules = Rules(dimensions=tuple(name for name in before if name not in RESULT_COLUMNS))
    rules = rules_of(rules)
    frame = keyed(table, rules, "table")
    cells = cells_of([frame], rules)
    known, hidden = _read(frame, cells)
    required = np.full(len(known), float(rules.required))
    if "required" in frame.columns:
        asked = frame.get_column("required").cast(pl.Float64).fill_null(rules.required)
        required[cells.positions(frame)] = asked.to_numpy()
    unknown = np.isnan(known)
    compared = pl.DataFrame(schema={**dict.fromkeys(rules.dimensions, pl.String), **BOUNDS})
    if earlier is not None and len(earlier):
        revealing = frame.filter(
            differenced(frame, earlier, rules) | _hidden_before(frame, earlier, rules)
        )
        known = _known_before(frame, earlier, rules, cells, known)
        compared = revealing.select(
            *rules.dimensions,
            lower=pl.lit(0.0),
            upper=pl.lit(0.0),
            width=pl.lit(0.0),
            required=pl.lit(float(rules.minimum)),
            exposed=pl.lit(True),
            by_comparison=pl.lit(True),
        )
    if rules.within_parents:
        required = cells.within_parents(required, known)
    span = np.stack([known, known])
    # A hidden total may be as large as all that is published together.
    reach = np.nansum(known) + 8.0 * max(rules.required, required.max(initial=0.0))
    matrix, free = cells.independent(np.isnan(known))
    for system in systems(matrix, free, known):
        own = system.cells
        # Cells that nobody published and nobody hid only stand in between.
        wanted = np.where(hidden[own], required[own], 0.0)
        span[:, own] = span_of(system, wanted, np.full(len(own), reach), exact=exact)
    if free.sum() < np.isnan(known).sum():
        span = cells.with_derived(span, np.isnan(known))
    span[1] = np.where(span[1] >= reach - TOLERANCE, np.inf, span[1])
    shown = np.flatnonzero(hidden & unknown)
    width = span[1, shown] - span[0, shown]
    bounds = cells.frame(shown).with_columns(
        lower=pl.Series(span[0, shown]),
        upper=pl.Series(span[1, shown]),
        width=pl.Series(width),
        required=pl.Series(required[shown]),
        exposed=pl.Series(width < required[shown] - TOLERANCE),
        by_comparison=pl.lit(False),
    )
    return pl.concat([bounds, compared])


def differenced(
    table: pl.DataFrame, earlier: pl.DataFrame, rules: Rules | Mapping[str, object]
) -> pl.Series:
    """Which rows would show, by comparison with an earlier release, the answers of a few.

    Args:
        table: dimensions, ``published`` (what is to be published) and ``data_version``.
        earlier: the same of earlier releases.
        rules: of which the dimensions and ``minimum`` are read.

    Returns:
        True where both show a count of another version of the data and 0 < difference < minimum.

    Raises:
        ValueError: a column that is not there, a published count without its version.
    """
    rules = rules_of(rules)
    needed = [*rules.dimensions, "published", DATA_VERSION]
    for name, frame in (("table", table), ("earlier", earlier)):
        if absent := [column for column in needed if column not in frame.columns]:
            raise ValueError(f"{name}: no column {', '.join(absent)}; expected {', '.join(needed)}")
        if frame.drop_nulls("published").get_column(DATA_VERSION).null_count():
            raise ValueError(
                f"{name}: {DATA_VERSION} is blank where a count is published; expected of which"
                " state of the data it is"
            )
    keys = list(rules.dimensions)
    texts = [pl.col(key).cast(pl.String) for key in keys]
    now = table.select(*texts, "published", DATA_VERSION).with_row_index("__row")
    then = earlier.select(*texts, "published", DATA_VERSION).drop_nulls("published")
    step = (pl.col("published").cast(pl.Int64) - pl.col("published_right").cast(pl.Int64)).abs()
    met = now.join(then, on=keys).filter(
        pl.col(DATA_VERSION) != pl.col(f"{DATA_VERSION}_right"),
        step > 0,
        step < rules.minimum,
    )
    return now["__row"].is_in(met["__row"].unique().implode()).alias("differenced")


def _hidden_before(frame: pl.DataFrame, earlier: pl.DataFrame, rules: Rules) -> pl.Series:
    """Which rows show what an earlier release of the same data hid."""
    keys = [*rules.dimensions, DATA_VERSION]
    hidden = earlier.filter(earlier.get_column("published").is_null()).select(
        pl.col(key).cast(pl.String) for key in keys
    )
    now = frame.select(pl.col(key).cast(pl.String) for key in keys)
    numbered = now.with_row_index("__row").join(hidden.unique(), on=keys)
    again = pl.int_range(frame.height, eager=True).is_in(numbered["__row"].implode())
    return again & frame.get_column("published").is_not_null()


def _read(frame: pl.DataFrame, cells: Cells) -> tuple[Floats, Flags]:
    """What is published of each cell, NaN if nothing is, and which cells are hidden."""
    at = cells.positions(frame)
    published = whole(frame, "published", cells)
    # Totals that have no row were not published; other cells without a row are empty.
    parents = np.zeros(cells.shape, dtype=bool)
    for axis, relations in enumerate(cells.relations):
        codes = {parent for parent, _ in relations}
        is_parent = np.array([code in codes for code in cells.codes[axis]], dtype=bool)
        parents |= is_parent.reshape([-1 if n == axis else 1 for n in range(parents.ndim)])
    known = np.where(parents.ravel(), np.nan, 0.0)
    known[at] = published
    hidden = np.zeros(len(known), dtype=bool)
    hidden[at] = np.isnan(published)
    return known, hidden


def _known_before(
    frame: pl.DataFrame, earlier: pl.DataFrame, rules: Rules, cells: Cells, known: Floats
) -> Floats:
    """What is known when earlier releases of the same data are laid beside this one."""
    versions = frame.get_column(DATA_VERSION).drop_nulls().unique().implode()
    of_codes = [
        pl.col(name).cast(pl.String).is_in(list(codes))
        for name, codes in zip(rules.dimensions, cells.codes, strict=True)
    ]
    same = earlier.filter(pl.col(DATA_VERSION).is_in(versions), *of_codes).drop_nulls("published")
    same = same.with_columns(pl.col(name).cast(pl.String) for name in rules.dimensions)
    at = cells.positions(same)
    then = whole(same, "published", cells)
    found = known.copy()
    new = np.isnan(known[at])
    found[at[new]] = then[new]
    if (wrong := np.flatnonzero(found[at] != then)).size:
        raise ValueError(
            f"earlier: {cells.name(int(at[wrong[0]]))} was {then[wrong[0]]:.0f} and is"
            f" {found[at[wrong[0]]]:.0f} of the same data; expected one count of each version"
        )
    return found

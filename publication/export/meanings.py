"""Which list of codes each column of the marts speaks in, and which hold a key of what has a name.

The codes themselves and their texts are rows of ``marts.codes``; the check
``codes_without_text`` holds every code to a text there.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

import duckdb
import polars as pl

from publication.publish import SCHEMA

Named = Literal["indicators", "settlements", "programmes", "sources", "survey_measures"]

_CODED: Mapping[str, str] = {
    "asset_kind": "asset_kind",
    "balance_reason": "balance_reason",
    "beneficiary": "beneficiary",
    "cell_coverage": "matrix_coverage",
    "cell_reason": "leapfrog_cell_reason",
    "change_is": "change_class",
    "change_reason": "leapfrog_change_reason",
    "cluster_standing": "cluster_standing",
    "comparability": "comparability",
    "condition": "composition_condition",
    "control_notes": "control_note",
    "control_reason": "effect_reason",
    "cost_basis": "cost_basis",
    "coverage": "need_coverage",
    "denominator": "target_denominator",
    "desired_direction": "desired_direction",
    "did_is": "did_verdict",
    "did_reason": "effect_reason",
    "direct_status": "value_status",
    "domain": "domain",
    "effect": "effect",
    "effect_is": "did_verdict",
    "ended_because": "ended_because",
    "error_from": "change_error_from",
    "evaluation_kind": "evaluation_kind",
    "evidence_grade": "evidence_grade",
    "evidence_kind": "evidence_kind",
    "funding": "funding",
    "gain_is": "change_class",
    "gap_reason": "gap_reason",
    "hidden_because": "hidden_because",
    "horizon": "horizon",
    "inclusive_reason": "inclusive_reason",
    "investment_kind": "investment_kind",
    "keeps_out": "keeps_out",
    "learning_kind": "learning_kind",
    "level": "level",
    "life_stage": "life_stage",
    "lower_change_is": "change_class",
    "lower_group": "population_group",
    "mdc_from": "mdc_from",
    "membership": "cluster_membership",
    "milestone_kind": "milestone_kind",
    "model_kind": "operating_model_kind",
    "modelled_status": "value_status",
    "municipal_type": "municipal_type",
    "nature": "response_nature",
    "need_kind": "need_kind",
    "now_status": "value_status",
    "order_check": "order_check",
    "outcome_scale": "outcome_scale",
    "parallel_trends": "parallel_trends",
    "part": "programme_part",
    "part_kind": "part_kind",
    "plan_check": "plan_check",
    "plan_status": "plan_status",
    "point": "path_point",
    "population_group": "population_group",
    "prices_are": "prices_are",
    "projection_reason": "projection_reason",
    "purpose": "target_purpose",
    "regime": "regime",
    "reliability": "reliability",
    "representation": "representation",
    "revision_kind": "revision_kind",
    "role": "role",
    "row_kind": "row_kind",
    "sector": "sector",
    "standing": "standing",
    "start_from": "start_from",
    "statement": "small_area_statement",
    "statistic": "survey_statistic",
    "subjectivity": "subjectivity",
    "summed_by": "summed_by",
    "sustained_reason": "sustained_reason",
    "target_link": "target_link",
    "target_population": "population",
    "timeliness": "timeliness",
    "unit": "unit",
    "units_are": "units_are",
    "use": "small_area_use",
    "value_status": "value_status",
    "value_status_after": "value_status",
    "value_status_before": "value_status",
}
"""Column → code_kind, wherever the column stands."""
_CODED_IN: Mapping[tuple[str, str], str] = {
    ("assets", "status"): "asset_status",
    ("composition_change", "method"): "composition_method",
    ("composition_change", "reason"): "composition_reason",
    ("data_gaps", "reason"): "gap_reason",
    ("domain_scores", "reason"): "index_reason",
    ("economic_beneficiaries", "reason"): "beneficiary_reason",
    ("economic_effects", "reason"): "economic_effect_reason",
    ("economic_impact", "reason"): "economic_reason",
    ("evaluation_waves", "status"): "activity_status",
    ("leapfrog_index", "reason"): "index_reason",
    ("pilot_evaluation", "horizon"): "evaluation_horizon",
    ("practices", "change_is"): "practice_change",
    ("programme_progress", "status"): "part_status",
    ("roles", "status"): "role_status",
    ("survey_estimates", "reliability"): "survey_reliability",
    ("targets", "reason"): "target_reason",
    ("targets", "status"): "target_status",
    ("thriving_index", "reason"): "index_reason",
    ("work_plan", "status"): "activity_status",
    ("work_plans", "status"): "plan_status",
}
"""Mart and column → code_kind, where the name alone does not say it."""
_SEVERAL: Mapping[str, str] = {"control_notes": ", "}
"""Columns that hold several codes, and what stands between them."""
_NAMED: Mapping[str, Named] = {
    "comparison_code": "settlements",
    "indicator_id": "indicators",
    "measure_id": "survey_measures",
    "peer_code": "settlements",
    "programme_id": "programmes",
    "serves_settlement_code": "settlements",
    "source_id": "sources",
}
"""Column → mart whose names it is a key of."""
_KEYS: Mapping[Named, tuple[str, str]] = {
    "indicators": ("indicator_id", "name_he"),
    "programmes": ("programme_id", "name_he"),
    "settlements": ("settlement_code", "name_he"),
    "sources": ("source_id", "title_he"),
    "survey_measures": ("measure_id", "name_he"),
}


def code_kind(mart: str, column: str) -> str | None:
    """The list of codes that a column speaks in; ``None`` where it speaks in none."""
    return _CODED_IN.get((mart, column)) or _CODED.get(column)


@dataclass(frozen=True)
class Meanings:
    """Hebrew texts of codes by kind, and Hebrew names of what has one by mart."""

    codes: Mapping[str, Mapping[str, str]]
    names: Mapping[Named, Mapping[str, str]] = field(default_factory=dict)

    def of(self, mart: str, column: str) -> Mapping[str, str] | None:
        """What the values of a column mean; ``None`` where they are what they say."""
        kind = code_kind(mart, column)
        if kind is not None:
            return self.codes.get(kind)
        named = _NAMED.get(column)
        return None if named is None or named == mart else self.names.get(named)

    def texts(self, mart: str, values: pl.Series) -> pl.Series | None:
        """The meanings of the values of a column; ``None`` where they are what they say.

        A code without a text stands for itself.
        """
        meant = self.of(mart, values.name)
        if meant is None or values.dtype != pl.String:
            return None
        between = _SEVERAL.get(values.name)
        told = {
            value: meant.get(value, value)
            if between is None
            else "; ".join(meant.get(one, one) for one in value.split(between))
            for value in values.unique().drop_nulls().to_list()
        }
        return values.replace_strict(told, default=None, return_dtype=pl.String)


def read_meanings(connection: duckdb.DuckDBPyConnection) -> Meanings:
    """All that is published of what codes and keys mean."""
    codes: dict[str, dict[str, str]] = {}
    for kind, code, text in connection.execute(
        f"select code_kind, code, text_he from {SCHEMA}.codes"
    ).fetchall():
        codes.setdefault(kind, {})[code] = text
    names = {
        mart: dict(
            connection.execute(f"select distinct {key}, {name} from {SCHEMA}.{mart}").fetchall()
        )
        for mart, (key, name) in _KEYS.items()
    }
    # What a wave of household incomes measures is a definition of poverty.
    names["survey_measures"] |= dict(
        connection.execute(
            f"select definition_id, name_he from {SCHEMA}.poverty_definitions"
        ).fetchall()
    )
    return Meanings(codes, names)

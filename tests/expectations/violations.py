"""For every check of the gate: how to damage a sound build so that the check must fail."""

from __future__ import annotations

VALUES = "update marts.indicator_values set value = {} where "
ONE_COLUMN = (
    "(source_id, sha256, table_no, col) in (select source_id, sha256, table_no, col"
    " from raw.columns where source_id = '{}' and header = '{}' limit 1)"
)
ONE_CELL = (
    "update raw.cells set value = {} where " + ONE_COLUMN + " and row_no = (select"
    " min(row_no) + 5 from raw.cells where " + ONE_COLUMN + ")"
)


def one_cell(new: str, source: str, header: str) -> str:
    return ONE_CELL.format(new, source, header, source, header)


POPULATION = "indicator_id = 'population_total' and source_id = 'cbs_local_authorities'"
UNRESOLVED = (
    "insert into marts.quarantine (source_id, file_name, vintage, table_id, is_strict, locator,"
    " quarantine_kind, found, reason, snapshot_sha256) select source_id, file_name, vintage,"
    " 'physical', true, 'sheet!row 9', 'unresolved_row', '9876 שום מקום', 'no such code', sha256"
    " from marts.source_files where source_id = 'cbs_local_authorities' limit 1"
)

BASELINE = (
    "insert into marts.baselines by name select 'local_leapfrog/8000/1' as baseline_id,"
    " 'local_leapfrog' as programme_id, '8000' as settlement_code, 1 as baseline_version,"
    " true as is_current, 'all' as population_group, 'dropout_pct' as indicator_id,"
    " '2010' as period_key, 3.0 as value, 3.5 as published_value, true as is_revised"
)
COMPARED = (
    "insert into marts.comparison_settlements by name select"
    " 'local_leapfrog/8000/1' as baseline_id,"
    " 'local_leapfrog' as programme_id, '8000' as settlement_code, true as is_current,"
    " 'dropout_pct' as indicator_id, '1031' as comparison_code"
)

VIOLATIONS: dict[str, list[str]] = {
    "authorities_not_yet_in_workbook": [
        f"delete from marts.indicator_values where {POPULATION} and edition = '2024'"
        " and settlement_code = '8000'"
    ],
    "authorities_present": [
        f"delete from marts.indicator_values where {POPULATION} and edition = '2024'"
        " and settlement_code between '6000' and '7999'"
    ],
    "ballots_add_up": [one_cell("value + 1", "cec_knesset_elections", "כשרים")],
    "baselines_revised": [BASELINE],
    "catalogue_words": [
        "update seeds.indicators set life_stage = 'midlife' where indicator_id = 'dropout_pct'",
        "update seeds.indicators set agreement = null where indicator_id = 'dropout_pct'",
    ],
    "change_without_baseline": [
        "update marts.targets set change_from_baseline = 2 where baseline_frozen_on is null",
    ],
    "comparisons_of_programmes": [COMPARED],
    "codes_without_text": ["delete from marts.codes where code = 'small_counts_vary'"],
    "directorates_incomplete": [
        "update marts.governance set representation = 'missing' where sector = 'residents'"
        " and settlement_code = '1031'"
    ],
    "drift_coverage": [
        "delete from marts.indicator_values where indicator_id = 'dropout_pct'"
        " and settlement_code > '5000'"
    ],
    "drift_quantiles": [VALUES.format("value * 1.5") + "indicator_id = 'dependency_ratio'"],
    "drift_rows": ["delete from marts.indicator_values where settlement_code > '9000'"],
    "form_rows_refused": [
        "insert into marts.programme_faults select * replace ('צרכים!C99' as locator)"
        " from marts.programme_faults where keeps_out = 'row' and is_open limit 1"
    ],
    "freshness_past_limit": [
        "update marts.sources set freshness = 'past_limit', age_days = 9999, block_after_days = 10"
        " where source_id = 'cbs_local_authorities'"
    ],
    "freshness_stale": [
        "update marts.sources set freshness = 'stale', age_days = 999"
        " where source_id = 'cbs_local_authorities'"
    ],
    "goalposts_moved": [
        "update raw.run set synthetic = false",
        "update marts.index_goalposts set low_today = low + 0.5 * (high - low)"
        " where indicator_id = 'dropout_pct'",
    ],
    "headers_ambiguous": [
        "insert into intermediate.int_headers_mapped select * replace (col + 1 as col)"
        " from intermediate.int_headers_mapped where indicator_id = 'dropout_pct'"
        " and edition = '2024'"
    ],
    "headers_lost": [
        "delete from intermediate.int_headers_mapped where indicator_id = 'dependency_ratio'"
        " and edition = '2024'"
    ],
    "hidden_cells_bounded": [
        "update raw.hidden_cells set exposed = true, width = 1 where settlement_code = '8000'",
        "update raw.hidden_cells set exposed = true, width = 1",
    ],
    "index_incomplete": [
        "delete from marts.thriving_index where settlement_code = '8000'",
        "update marts.thriving_index set reason = null, score_arithmetic = null"
        " where settlement_code = '1034'",
    ],
    "index_not_agreed": [
        "update seeds.indicators set state = 'proposed' where indicator_id = 'dropout_pct'"
    ],
    "figures_malformed": [
        VALUES.format("null") + "indicator_id = 'dropout_pct' and value_status = 'observed'"
        " and settlement_code = '8000'",
        "update marts.settlements set kind = 'hamlet' where settlement_code = '1034'",
    ],
    "keys_repeated": [
        "update marts.indicator_values set is_latest_vintage = false"
        " where indicator_id = 'dropout_pct' and settlement_code = '8000'",
        "insert into marts.settlement_profile from marts.settlement_profile"
        " where settlement_code = '1034' and indicator_id = 'dropout_pct'",
    ],
    "keys_unknown": [
        "insert into seeds.breaks (indicator_id, from_year, break_kind) values ('typo', 2020, '')",
        "update marts.indicator_values set settlement_code = '9999' where settlement_code = '8000'",
    ],
    "known_errors_gone": [
        "update marts.known_errors set edition_is_held = true, still_in_force = false"
    ],
    "leapfrog_incomplete": [
        "delete from marts.leapfrog_index where settlement_code = '8000' and index_year = 2024"
    ],
    "leapfrog_steps_differ": [
        "update marts.leapfrog_steps set step_value = step_value + 1"
        " where step = 'cell_score' and settlement_code = '8000' and index_year = 2024"
    ],
    "localities_sum_to_nation": [
        "update raw.cells set value = value + 1000000 where source_id = 'cbs_population' and"
        " (sha256, table_no, row_no) in (select sha256, table_no, row_no from raw.rows"
        " where source_id = 'cbs_population' and role = 'entity') and (sha256, table_no, col) in"
        " (select sha256, table_no, col from raw.columns where header = 'סה\"כ')"
    ],
    "names_disagree": [
        "update marts.name_decisions set name_agrees = false, name_text = 'שם אחר'"
        " where source_id = 'cbs_local_authorities' and settlement_code = '8000'"
    ],
    "personal_data": [
        'update marts.programme_entries set entry = \'{"note": "050-0000000"}\''
        " where settlement_code = '8000' and sheet_id = 'activities'",
        'update marts.programme_entries set entry = \'{"note": "a@example.org"}\''
        " where settlement_code = '8000' and sheet_id = 'roles'",
        "update marts.programme_entries set filled_by = 'id 123456782'"
        " where settlement_code = '8000' and sheet_id = 'targets'",
    ],
    "pilots_without_negative_effect": [
        "update marts.targets set purpose = 'goal' where settlement_code = '8000'"
    ],
    "plan_orphans": [
        "update marts.work_plan set target_link = 'activity_without_target'"
        " where settlement_code = '1031' and target_link = 'linked'",
        "update marts.investments set target_link = 'no_target' where settlement_code = '1031'",
    ],
    "plans_not_one_active": [
        "update marts.work_plans set plan_check = 'none_active', active_plans = 0"
        " where settlement_code = '8000'"
    ],
    "population_jump": [
        VALUES.format("value * 1000") + POPULATION + " and settlement_code = '8000'"
        " and reference_year = 2024 and is_latest_vintage"
    ],
    "population_sums": [
        VALUES.format("value * 2") + POPULATION + " and settlement_code = 'IL'"
        " and reference_year = 2024"
    ],
    "profile_not_traceable": [
        "update marts.settlement_profile set value = value + 1"
        " where settlement_code = '8000' and indicator_id = 'dropout_pct'"
    ],
    "quarantine_any": [UNRESOLVED],
    "quarantine_share": [
        "insert into marts.quarantine select source_id, file_name, vintage, 'localities', false,"
        " 'row ' || row_no, 'unresolved_row', '9' || row_no, 'code is not in the registry', null,"
        " sha256 from raw.files cross join range(2, 9) as lines (row_no)"
        " where source_id = 'cbs_localities'"
    ],
    "ranks_reshuffled": [
        "update seeds.cutoffs set value = case cutoff when 'rank_correlation_low' then 0.99"
        " when 'rank_correlation_own' then 0.5 when 'rank_correlation_others' then 0.5"
        " else value end",
        "update marts.indicator_values set value = hash(settlement_code) % 97"
        " where is_latest_vintage and indicator_id = 'dependency_ratio' and reference_year = 2024"
        " and settlement_code in"
        " (select settlement_code from marts.settlements where kind = 'city')",
    ],
    "reconcile_peripherality": [
        VALUES.format("value + 1") + "indicator_id = 'peripherality_cluster'"
        " and source_id = 'cbs_peripherality_index' and settlement_code = '8000'"
    ],
    "reconcile_population": [
        VALUES.format("value * 2") + "indicator_id = 'population_total'"
        " and source_id <> 'cbs_local_authorities'"
    ],
    "reconcile_sei": [
        VALUES.format("value + 1") + "indicator_id = 'sei_cluster'"
        " and source_id = 'cbs_socio_economic_index' and settlement_code = '8000'"
    ],
    "reconcile_turnout": [
        VALUES.format("value + 0.1") + "indicator_id = 'turnout_knesset_pct'"
        " and source_id = 'cec_knesset_elections' and settlement_code = '8000'"
    ],
    "reconcile_turnout_councils": [
        VALUES.format("value + 2") + "indicator_id = 'turnout_knesset_pct'"
        " and source_id = 'cec_knesset_elections' and settlement_code like '55%'"
    ],
    "reference_year_known": [
        "update intermediate.int_headers_mapped set reference_year = null"
        " where indicator_id = 'turnout_knesset_pct' and edition = '2024'"
    ],
    "rows_duplicated": [
        "insert into raw.rows select * replace (row_no + 1000 as row_no) from raw.rows"
        " where source_id = 'cbs_local_authorities' and code_text in ('8000', '8000.0')",
        "insert into raw.resolutions select * replace (row_no + 1000 as row_no)"
        " from raw.resolutions where source_id = 'cbs_local_authorities'"
        " and settlement_code = '8000'",
    ],
    "rows_unresolved": [UNRESOLVED],
    "shadow_prices_without_source": [
        "insert into marts.shadow_prices (indicator_id, beneficiary, ils_per_unit, price_year,"
        " source) values ('dropout_pct', 'state', -100000, 2024, ' ')",
        "update marts.economic_effects set ils_per_unit = 7, benefits = 7"
        " where settlement_code = '1031'",
    ],
    "sheets_unmatched": [
        "insert into raw.notes select * replace ('unmatched_sheet' as note_kind) from raw.notes"
        " where source_id = 'cbs_local_authorities' limit 3"
    ],
    "small_areas_malformed": [
        "update marts.small_area_estimates set modelled_status = 'observed'"
        " where modelled_value is not null",
        "update marts.small_area_estimates set direct_weight = 0.5 where n is null",
    ],
    "source_without_file": [
        "update marts.sources set files = 0 where source_id = 'cbs_census_2022'"
    ],
    "stages_out_of_order": [
        "update marts.programme_progress set order_check = 'before_an_earlier_stage',"
        " file_name = 'f.xlsx', locator = 'sheet!row 5' where settlement_code = '8000'"
    ],
    "survey_estimates_malformed": [
        "update marts.survey_estimates set n = 3 where hidden_because = 'small_cell'",
        "update marts.survey_estimates set value = 50, hidden_because = null"
        " where hidden_because = 'unreliable'",
        "update marts.survey_estimates set standard_error = null where value is not null",
        "update marts.survey_estimates set n_with = n where statistic = 'share' and n is not null",
        "update marts.survey_estimates set ci_high = value - 1 where value is not null",
        "update marts.survey_estimates set n = 55 where statistic = 'cronbach_alpha'",
    ],
    "survey_item_direction": [
        "update marts.survey_item_quality set item_rest_correlation = -0.4"
        " where item_id = 'cohesion_values'"
    ],
    "targets_baseline_differs": [
        "update marts.targets set baseline_agrees = false where settlement_code = '8000'"
        " and published_baseline is not null"
    ],
    "targets_baseline_moved": [
        "update marts.targets set baseline_value = baseline_value + 1"
        " where settlement_code = '1031'"
    ],
    "targets_missing": ["update marts.focus_areas set targets = 0 where settlement_code = '8000'"],
    "targets_of_participants": [
        "update marts.targets set denominator = 'participants' where settlement_code = '8000'"
    ],
    "targets_without_baseline": [
        "update marts.targets set baseline_frozen_on = null where settlement_code = '1031'"
    ],
    "values_in_range": [
        VALUES.format("155") + "indicator_id = 'matriculation_eligibility_pct'"
        " and settlement_code = '8000' and reference_year = 2024"
    ],
}

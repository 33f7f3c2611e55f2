-- severity: critical
-- says: a code stands in the marts and nothing says what it means
-- says_he: בטבלאות מופיע קוד ששום דבר אינו אומר מה משמעותו
-- do: add the code with its text in both languages to seeds/codes.csv
-- do_he: להוסיף את הקוד ואת הטקסט שלו בשתי השפות ל-seeds/codes.csv
with attributes as (
    unpivot (
        select
            indicator_id, domain, life_stage, horizon, level, effect, subjectivity, desired_direction, scope
        from seeds.indicators
    )
    on columns(* exclude (indicator_id)) into name code_kind value code
),

used as (
    select 'caveat' as code_kind, unnest(string_split(caveats, ';')) as code from seeds.indicators
    union
    select
        'usage_warning' as code_kind,
        unnest(string_split(usage_warnings, ';')) as code
    from seeds.indicators
    union
    select 'caveat' as code_kind, unnest(string_split(caveats, '; ')) as code from raw.sources
    union
    select 'value_status' as code_kind, value_status as code from marts.indicator_values
    union
    select 'effect_reason' as code_kind, did_reason as code from marts.pilot_evaluation
    union
    select 'effect_reason' as code_kind, control_reason as code from marts.pilot_evaluation
    union
    select 'effect_reason' as code_kind, effect_reason as code from marts.programme_effects
    union
    select 'evaluation_horizon' as code_kind, horizon as code from marts.pilot_evaluation
    union
    select 'outcome_scale' as code_kind, outcome_scale as code from marts.pilot_evaluation
    union
    select 'did_verdict' as code_kind, did_is as code from marts.pilot_evaluation
    union
    select 'change_class' as code_kind, change_is as code from marts.pilot_evaluation
    union
    select 'change_error_from' as code_kind, error_from as code from marts.pilot_evaluation
    union
    select 'parallel_trends' as code_kind, parallel_trends as code from marts.pilot_evaluation
    union
    select 'inclusive_reason' as code_kind, inclusive_reason as code from marts.pilot_evaluation
    union
    select 'start_from' as code_kind, start_from as code from marts.baselines
    union
    select 'balance_reason' as code_kind, balance_reason as code from marts.comparison_balance
    union
    select 'did_verdict' as code_kind, effect_is as code from marts.programme_effects
    union
    select 'parallel_trends' as code_kind, parallel_trends as code from marts.programme_effects
    union
    select 'cluster_membership' as code_kind, membership as code from marts.authority_clusters
    union
    select 'effect_aggregation' as code_kind, aggregation as code from marts.programme_effects
    union
    select 'unit' as code_kind, unit as code from marts.indicators
    union
    select
        'control_note' as code_kind,
        unnest(string_split(control_notes, ', ')) as code
    from marts.pilot_evaluation
    union
    select 'comparability' as code_kind, comparability as code from marts.indicator_values
    union
    select 'gap_reason' as code_kind, reason as code from marts.data_gaps
    union
    select 'reliability' as code_kind, reliability as code from marts.settlement_profile
    union
    select 'matrix_coverage' as code_kind, cell_coverage as code from marts.logic_matrix
    union
    select 'standing' as code_kind, standing as code from marts.cradle_to_career
    union
    select 'gap_is' as code_kind, gap_is as code from marts.periphery_gap
    union
    select 'revision_kind' as code_kind, revision_kind as code from marts.revisions
    union
    select 'break_kind' as code_kind, break_kind as code from seeds.breaks
    union
    select 'municipal_type' as code_kind, municipal_type as code from marts.settlements
    union
    select 'weighting' as code_kind, weighting as code from marts.periphery_gap
    union
    select code_kind, code from attributes
    union
    select 'index_reason' as code_kind, reason as code from marts.thriving_index
    union
    select 'index_reason' as code_kind, reason as code from marts.domain_scores
    union
    select 'population_group' as code_kind, population_group as code from marts.indicator_values
    union
    select 'population_group' as code_kind, population_group as code from marts.survey_estimates
    union
    select 'survey_statistic' as code_kind, statistic as code from marts.survey_estimates
    union
    select 'survey_reliability' as code_kind, reliability as code from marts.survey_estimates
    union
    select 'hidden_because' as code_kind, hidden_because as code from marts.survey_estimates
    union
    select 'survey_covers' as code_kind, covers as code from marts.survey_waves
    union
    select 'small_area_use' as code_kind, use as code from marts.small_area_estimates
    union
    select 'small_area_statement' as code_kind, statement as code from marts.small_area_estimates
    union
    select 'small_area_model_state' as code_kind, model_state as code from marts.small_area_models
    union
    select 'activity_status' as code_kind, status as code from marts.work_plan
    union
    select 'asset_kind' as code_kind, asset_kind as code from marts.assets
    union
    select 'asset_status' as code_kind, status as code from marts.assets
    union
    select 'change_class' as code_kind, change_is as code from marts.targets
    union
    select 'cluster_standing' as code_kind, cluster_standing as code from marts.mutual_aid
    union
    select 'ended_because' as code_kind, ended_because as code from marts.programme_entries
    union
    select 'evidence_grade' as code_kind, evidence_grade as code from marts.practices
    union
    select 'evidence_kind' as code_kind, evidence_kind as code from marts.target_evidence
    union
    select 'funding' as code_kind, funding as code from marts.investment_totals
    union
    select 'keeps_out' as code_kind, keeps_out as code from marts.programme_faults
    union
    select 'mdc_from' as code_kind, mdc_from as code from marts.targets
    union
    select 'need_coverage' as code_kind, coverage as code from marts.needs_responses
    union
    select 'order_check' as code_kind, order_check as code from marts.programme_progress
    union
    select 'part_status' as code_kind, status as code from marts.programme_progress
    union
    select 'path_point' as code_kind, point as code from marts.target_path
    union
    select 'periphery' as code_kind, periphery as code from marts.municipal_types
    union
    select 'plan_check' as code_kind, plan_check as code from marts.work_plans
    union
    select 'plan_status' as code_kind, plan_status as code from marts.work_plan
    union
    select 'practice_change' as code_kind, change_is as code from marts.practices
    union
    select 'programme_measure' as code_kind, measure as code from marts.municipal_types
    union
    select 'projection_reason' as code_kind, projection_reason as code from marts.targets
    union
    select 'representation' as code_kind, representation as code from marts.governance
    union
    select 'role' as code_kind, role as code from marts.roles
    union
    select 'role_status' as code_kind, status as code from marts.roles
    union
    select 'row_kind' as code_kind, row_kind as code from marts.needs_responses
    union
    select 'sector' as code_kind, sector as code from marts.governance
    union
    select 'summed_by' as code_kind, summed_by as code from marts.investment_totals
    union
    select 'target_denominator' as code_kind, denominator as code from marts.targets
    union
    select 'target_link' as code_kind, target_link as code from marts.work_plan
    union
    select 'target_link' as code_kind, target_link as code from marts.investments
    union
    select 'target_purpose' as code_kind, purpose as code from marts.targets
    union
    select 'target_reason' as code_kind, reason as code from marts.targets
    union
    select 'target_status' as code_kind, status as code from marts.targets
    union
    select 'timeliness' as code_kind, timeliness as code from marts.milestones
    union
    select 'index_reason' as code_kind, reason as code from marts.leapfrog_index
    union
    select 'change_class' as code_kind, change_is as code from marts.leapfrog_index
    union
    select 'change_class' as code_kind, gain_is as code from marts.leapfrog_index
    union
    select 'change_class' as code_kind, lower_change_is as code from marts.leapfrog_index
    union
    select 'leapfrog_change_reason' as code_kind, change_reason as code from marts.leapfrog_index
    union
    select 'sustained_reason' as code_kind, sustained_reason as code from marts.leapfrog_index
    union
    select 'inclusive_reason' as code_kind, inclusive_reason as code from marts.leapfrog_index
    union
    select 'leapfrog_cell_reason' as code_kind, cell_reason as code from marts.leapfrog_cells
    union
    select 'start_from' as code_kind, start_from as code from marts.leapfrog_index
    union
    select 'start_from' as code_kind, start_from as code from marts.programme_members
    union
    select 'composition_method' as code_kind, method as code from marts.composition_change
    union
    select 'composition_condition' as code_kind, condition as code from marts.composition_change
    union
    select 'composition_reason' as code_kind, reason as code from marts.composition_change
    union
    select 'cost_basis' as code_kind, cost_basis as code from marts.economic_impact
    union
    select 'prices_are' as code_kind, prices_are as code from marts.economic_impact
    union
    select 'economic_reason' as code_kind, reason as code from marts.economic_impact
    union
    select 'economic_effect_reason' as code_kind, reason as code from marts.economic_effects
    union
    select 'units_are' as code_kind, units_are as code from marts.economic_effects
    union
    select 'beneficiary' as code_kind, beneficiary as code from marts.economic_beneficiaries
    union
    select 'beneficiary' as code_kind, beneficiary as code from marts.shadow_prices
    union
    select 'beneficiary_reason' as code_kind, reason as code from marts.economic_beneficiaries
)

select
    'seeds/codes.csv' as file,
    used.code_kind as locator,
    used.code as found,
    'a row with its meaning in Hebrew and English' as expected
from used
left join marts.codes as codes on used.code_kind = codes.code_kind and used.code = codes.code
where used.code <> '' and codes.code is null

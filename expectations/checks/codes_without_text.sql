-- severity: critical
-- says: a code stands in the marts and nothing says what it means
-- do: add the code with its text in both languages to seeds/codes.csv
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
)

select
    'seeds/codes.csv' as file,
    used.code_kind as locator,
    used.code as found,
    'a row with its meaning in Hebrew and English' as expected
from used
left join marts.codes as codes on used.code_kind = codes.code_kind and used.code = codes.code
where used.code <> '' and codes.code is null

-- severity: critical
-- says: a row speaks of a settlement, an indicator or a dataset that the warehouse does not know
-- says_he: שורה מדברת על יישוב, מדד או מקור שמחסן הנתונים אינו מכיר
-- do: if it stands in a seed, mend the row there; else this is an error of the build: keep it and report it
-- do_he: אם הדבר רשום באחד מקובצי seeds, לתקן בו את השורה; אחרת זו שגיאה של בניית הנתונים: לשמור אותה ולדווח עליה
with named as (
    select distinct 'marts.indicator_values' as file, 'settlement' as kind, settlement_code as key
    from marts.indicator_values
    union all
    select distinct 'marts.statistical_area_values' as file, 'settlement' as kind, settlement_code as key
    from marts.statistical_area_values
    union all
    select distinct 'marts.survey_estimates' as file, 'settlement' as kind, settlement_code as key
    from marts.survey_estimates
    union all
    select distinct 'seeds/survey_measures.csv' as file, 'indicator' as kind, share_indicator_id as key
    from seeds.survey_measures
    union all
    select distinct 'seeds/small_area_covariates.csv' as file, 'indicator' as kind, indicator_id as key
    from seeds.small_area_covariates
    union all
    select distinct 'seeds/small_area_covariates.csv' as file, 'dataset' as kind, source_id as key
    from seeds.small_area_covariates
    union all
    select
        'seeds/poverty_definitions.csv' as file,
        'indicator' as kind,
        unnest([rate_indicator_id, gap_indicator_id, gini_indicator_id, ratio_indicator_id]) as key
    from seeds.poverty_definitions
    union all
    select distinct 'seeds/programme_settlements.csv' as file, 'settlement' as kind, settlement_code as key
    from seeds.programme_settlements
    union all
    select distinct 'seeds/programme_targets.csv' as file, 'settlement' as kind, settlement_code as key
    from seeds.programme_targets
    union all
    select distinct 'seeds/programme_targets.csv' as file, 'indicator' as kind, indicator_id as key
    from seeds.programme_targets
    union all
    select distinct 'seeds/operating_models.csv' as file, 'settlement' as kind, settlement_code as key
    from seeds.operating_models
    union all
    select
        'seeds/authority_cluster_members.csv' as file,
        'settlement' as kind,
        settlement_code as key
    from seeds.authority_cluster_members
    -- The sample is of some dozens of settlements: of the others it knows nothing.
    where not (select bool_or(run.synthetic) from raw.run as run)
    union all
    select distinct 'seeds/priority_settlements.csv' as file, 'settlement' as kind, settlement_code as key
    from seeds.priority_settlements
    union all
    select distinct 'marts.indicator_values' as file, 'indicator' as kind, indicator_id as key
    from marts.indicator_values
    union all
    select distinct 'seeds/header_mapping.csv' as file, 'indicator' as kind, indicator_id as key
    from seeds.header_mapping
    union all
    select distinct 'seeds/breaks.csv' as file, 'indicator' as kind, indicator_id as key
    from seeds.breaks
    union all
    select distinct 'seeds/peer_variables.csv' as file, 'indicator' as kind, indicator_id as key
    from seeds.peer_variables
    union all
    select distinct 'seeds/cradle_to_career_chain.csv' as file, 'indicator' as kind, indicator_id as key
    from seeds.cradle_to_career_chain
    union all
    select distinct 'seeds/published_benchmarks.csv' as file, 'indicator' as kind, nearest_indicator_id as key
    from seeds.published_benchmarks
    union all
    select distinct 'seeds/indicators.csv' as file, 'dataset' as kind, preferred_source as key
    from seeds.indicators
    union all
    select distinct 'seeds/known_errors.csv' as file, 'dataset' as kind, source_id as key
    from seeds.known_errors
),

known as (
    select 'settlement' as kind, settlement_code as key from marts.settlements
    union all
    select 'indicator' as kind, indicator_id as key from marts.indicators
    union all
    select 'dataset' as kind, source_id as key from marts.sources
)

select
    named.file,
    named.kind as locator,
    named.key as found,
    'a known ' || named.kind as expected
from named
left join known on named.kind = known.kind and named.key = known.key
where named.key is not null and known.key is null

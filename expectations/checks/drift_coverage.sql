-- severity: critical
-- says: settlements that have a published value of an indicator and period would lose it
-- says_he: ליישובים שיש להם ערך מפורסם של מדד ותקופה לא יהיה עוד ערך
-- do: look at the newest file that holds the period; a revision may have emptied the column
-- do_he: לבדוק את הקובץ החדש ביותר שבו התקופה; ייתכן שעדכון רוקן את העמודה
with now as (
    -- What we withhold is not lost unawares: for a known error a reviewed row of the seed says why,
    -- of a survey disclosure control does, which a wave issued again may make hide more.
    select
        figures.indicator_id,
        figures.period_key,
        count(*) as settlements
    from marts.indicator_values as figures
    inner join marts.sources as sources on figures.source_id = sources.source_id
    where
        figures.is_latest_vintage
        and (
            figures.value is not null
            or figures.error_id is not null
            or (figures.value_status = 'suppressed' and sources.fetch_kind = 'inbox')
        )
    group by figures.indicator_id, figures.period_key
),

before as (
    select indicator_id, period_key, count(*) as settlements
    from raw.published_values
    where is_latest_vintage and value is not null
    group by indicator_id, period_key
),

cutoffs as (
    select value from seeds.cutoffs
    where cutoff = 'coverage_drop'
)

select
    before.indicator_id,
    before.period_key as period,
    coalesce(now.settlements, 0) || ' settlements and groups' as found,
    'about ' || before.settlements || ' as published' as expected
from before
left join now on before.indicator_id = now.indicator_id and before.period_key = now.period_key
cross join cutoffs
where coalesce(now.settlements, 0) < before.settlements * (1 - cutoffs.value)

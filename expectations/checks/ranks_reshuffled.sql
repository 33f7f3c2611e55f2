-- severity: warning
-- says: the authorities of one kind changed places between two editions as they never do, while those of other kinds kept theirs: rows and figures of a column may have slipped apart
-- says_he: רשויות מסוג אחד החליפו מקומות בין שתי מהדורות כפי שאינן עושות לעולם, בעוד שרשויות מסוגים אחרים נשארו במקומן: ייתכן ששורות ונתונים של עמודה נפרדו זה מזה
-- do: compare the column with its neighbours in the file; if figures stand in wrong rows, withhold them by a row of seeds/known_errors.csv
-- do_he: להשוות את העמודה לשכנותיה בקובץ; אם נתונים עומדים בשורות לא נכונות, לעכב אותם בשורה של seeds/known_errors.csv
with figures as (
    select
        series.indicator_id,
        series.settlement_code,
        settlements.kind,
        series.period_key,
        series.reference_year,
        series.file_name,
        series.value
    from marts.indicator_values as series
    inner join marts.settlements as settlements on series.settlement_code = settlements.settlement_code
    where
        series.is_latest_vintage
        and series.value is not null
        and series.population_group = 'all'
        and settlements.is_authority
        and series.source_id = 'cbs_local_authorities'
),

ranked as (
    select
        *,
        rank() over (partition by indicator_id, kind, period_key order by value) as place
    from figures
),

periods as (
    select
        indicator_id,
        period_key,
        lag(period_key) over (partition by indicator_id order by reference_year, period_key) as period_before
    from (select distinct indicator_id, period_key, reference_year from figures) as distinct_periods
),

correlations as (
    select
        later.indicator_id,
        later.kind,
        periods.period_before,
        later.period_key,
        max(later.file_name) as file_name,
        corr(later.place, earlier.place) as correlation
    from ranked as later
    inner join periods
        on later.indicator_id = periods.indicator_id and later.period_key = periods.period_key
    inner join ranked as earlier
        on
            later.indicator_id = earlier.indicator_id
            and later.kind = earlier.kind
            and later.settlement_code = earlier.settlement_code
            and periods.period_before = earlier.period_key
    group by later.indicator_id, later.kind, periods.period_before, later.period_key
    having count(*) >= 20
),

compared as (
    select
        *,
        max(correlation) over (partition by indicator_id, period_before, period_key) as best_of_other_kinds,
        max(correlation) over (partition by indicator_id, kind) as best_of_other_editions
    from correlations
),

limits as (
    select
        max(value) filter (where cutoff = 'rank_correlation_low') as low,
        max(value) filter (where cutoff = 'rank_correlation_own') as own,
        max(value) filter (where cutoff = 'rank_correlation_others') as others
    from seeds.cutoffs
)

select
    compared.file_name as file,
    compared.indicator_id || ', ' || compared.kind as locator,
    'rank correlation ' || round(compared.correlation, 2) || ' between ' || compared.period_before || ' and '
    || compared.period_key as found,
    'about ' || round(compared.best_of_other_editions, 2) || ', as between other editions; other kinds have '
    || round(compared.best_of_other_kinds, 2) as expected
from compared
cross join limits
where
    compared.correlation < limits.low
    and compared.best_of_other_kinds >= limits.others
    and compared.best_of_other_editions >= limits.own

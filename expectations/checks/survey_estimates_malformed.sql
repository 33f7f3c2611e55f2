-- severity: critical
-- says: a survey estimate is published that may not be, or a hidden row still bears a number
-- says_he: מתפרסם אומדן סקר שאין לפרסמו, או ששורה מוסתרת עדיין נושאת מספר
-- do: this is an error of the build: keep it and report it; nothing of it was published
-- do_he: זו שגיאה של בניית הנתונים: לשמור אותה ולדווח עליה; דבר ממנה לא פורסם
with cutoffs as (
    select
        max(value) filter (where cutoff = 'survey_respondents_at_least') as respondents,
        max(value) filter (where cutoff = 'survey_cv_warn_up_to') as warn_up_to
    from seeds.cutoffs
),

judged as (
    select
        estimates.*,
        case
            when
                hidden_because in ('small_cell', 'dominance', 'zero_or_all', 'complementary', 'hidden_before')
                and coalesce(value, standard_error, ci_low, ci_high, n, n_with, effective_n) is not null
                then 'a number in a row hidden as ' || hidden_because
            when value is null and hidden_because is null then 'neither an estimate nor a reason'
            when value is not null and hidden_because is not null then 'an estimate and a reason to hide it'
            -- Who answered every item is protected by nobody else's counts: see estimation/survey/release.py.
            when
                statistic in ('cronbach_alpha', 'intraclass_correlation')
                and coalesce(n, n_with, effective_n, design_effect) is not null
                then 'a number of respondents beside ' || statistic
            when
                value is not null
                and statistic not in ('cronbach_alpha', 'intraclass_correlation')
                and (n is null or n < cutoffs.respondents)
                then 'an estimate of ' || coalesce(cast(n as varchar), 'no') || ' respondents'
            when value is not null and standard_error is null then 'an estimate without its error'
            when value is not null and not coalesce(value between ci_low and ci_high, false)
                then value || ' outside its interval'
            when
                value is not null
                and statistic not in ('cronbach_alpha', 'intraclass_correlation')
                and coalesce(coefficient_of_variation, 9) > cutoffs.warn_up_to
                then 'a coefficient of variation of ' || coalesce(round(coefficient_of_variation, 3), 9)
            when statistic in ('share', 'rate') and (n_with = 0 or n_with = n)
                then n_with || ' of ' || n || ' respondents'
            when (value is null) <> (value_status = 'suppressed') then value_status || ' beside its value'
        end as fault
    from marts.survey_estimates as estimates
    cross join cutoffs
)

select
    file_name as file,
    locator,
    settlement_code,
    measure_id || ' ' || statistic || ' ' || population_group as indicator_id,
    wave_id as period,
    fault as found,
    'as seeds/cutoffs.csv asks: hidden rows bare, published ones with error, interval and respondents'
        as expected
from judged
where fault is not null

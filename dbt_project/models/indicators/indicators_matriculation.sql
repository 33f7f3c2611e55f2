-- Matriculation by place of school: who is examined at five units, and how well certificates are marked.
--
-- The ministry leaves out rows of fewer than 11 examinees, so a missing level is 0 to 10 pupils and no
-- zero: a share is given only where three, four and five units are all there, else it is suppressed.
-- The year is that in which the cohort finished school. Worked example: Safed, 2023, mathematics: 39
-- at five units of 274 + 110 + 39 examinees make 9.22 %.
with subjects as (
    select *
    from
        (
            values
            (35, 'bagrut_mathematics_5_units_pct'),
            (16, 'bagrut_english_5_units_pct')
        ) as subjects (subject_code, indicator_id)
),

-- Every authority that the table lists is asked for every subject: no row at all is 0 to 10 pupils too.
listed as (
    select distinct
        settlement_code,
        cohort,
        source_id,
        sha256,
        table_no,
        sheet
    from {{ ref('stg_moe_bagrut__examinees') }}
    where settlement_code is not null
),

by_subject as (
    select
        subjects.indicator_id,
        examinees.settlement_code,
        examinees.cohort,
        examinees.source_id,
        examinees.sha256,
        examinees.table_no,
        min(examinees.row_no) as row_no,
        count(distinct examinees.units) as levels,
        sum(examinees.examinees) filter (where examinees.units = 5) as at_five_units,
        sum(examinees.examinees) as all_examinees,
        max(examinees.examinees_cell) filter (where examinees.units = 5) as five_units_cell,
        string_agg(examinees.examinees_cell, ' + ' order by examinees.units) as cells
    from {{ ref('stg_moe_bagrut__examinees') }} as examinees
    inner join subjects on examinees.subject_code = subjects.subject_code
    where examinees.settlement_code is not null and examinees.units in (3, 4, 5)
    group by
        subjects.indicator_id,
        examinees.settlement_code,
        examinees.cohort,
        examinees.source_id,
        examinees.sha256,
        examinees.table_no
),

marks as (
    select
        settlement_code,
        cohort,
        source_id,
        sha256,
        table_no,
        min(row_no) as row_no,
        count(*) as schools,
        sum(eligible_pupils * mean_mark) / sum(eligible_pupils) as mean_mark,
        max(sheet) as sheet,
        string_agg(eligible_pupils_cell || ' × ' || mean_mark_cell, ' + ' order by row_no) as cells
    from {{ ref('stg_moe_bagrut__schools') }}
    where settlement_code is not null and mean_mark is not null and eligible_pupils > 0
    group by settlement_code, cohort, source_id, sha256, table_no
),

figures as (
    select
        subjects.indicator_id,
        listed.settlement_code,
        listed.cohort,
        listed.source_id,
        listed.sha256,
        case
            when by_subject.levels = 3 then 100.0 * by_subject.at_five_units / by_subject.all_examinees
        end as value,
        case when by_subject.levels = 3 then 'observed' else 'suppressed' end as value_status,
        listed.sheet || '!' || coalesce(by_subject.five_units_cell, 'no row of five units') || ' / '
        || coalesce(by_subject.cells, 'no row of the subject') as locator,
        listed.table_no,
        by_subject.row_no
    from listed
    cross join subjects
    left join by_subject
        on
            subjects.indicator_id = by_subject.indicator_id
            and listed.settlement_code = by_subject.settlement_code
            and listed.cohort = by_subject.cohort
            and listed.sha256 = by_subject.sha256
    union all
    select
        'bagrut_certificate_mean_mark' as indicator_id,
        settlement_code,
        cohort,
        source_id,
        sha256,
        mean_mark as value,
        'observed' as value_status,
        sheet || '!' || if(schools <= 20, cells, schools || ' schools, pupils × mean mark') as locator,
        table_no,
        row_no
    from marks
)

select
    indicator_id,
    settlement_code,
    cast(null as varchar) as area_code,
    'all' as population_group,
    cohort as reference_year,
    cast(cohort as varchar) as reference_period,
    cast(cohort as varchar) as period_key,
    source_id,
    sha256,
    value,
    value_status,
    locator,
    cast(null as varchar) as error_id,
    table_no,
    row_no
from figures

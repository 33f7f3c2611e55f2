-- Which column of which file feeds which indicator, and of which period the column speaks.
--
-- A mapping says by pattern how a publisher words a header, so that a new year's wording matches.
-- The period is the label over the column (`cell`), the label over the first column of its group
-- (`group`: in the 2024 workbook the year of the wages stands over the count beside them only), or
-- the election (`knesset`), whose date comes from the list of elections because headers misprint it
-- (the 2021 summary dates the 24th Knesset 21/03/20). An election that is not in that list yet has its
-- year from a workbook's header, or from the name of its own file (k26_2026_expc.csv).
with recognised as (
    select
        matches.header,
        mapping.mapping_id,
        mapping.indicator_id,
        mapping.role,
        mapping.term,
        mapping.weight,
        mapping.period_from,
        mapping.applies_from,
        mapping.applies_to,
        mapping.source_id,
        mapping.table_id
    from {{ source('raw', 'header_matches') }} as matches
    inner join {{ ref('header_mapping') }} as mapping on matches.mapping_id = mapping.mapping_id
),

matched as (
    select
        mapping.mapping_id,
        mapping.indicator_id,
        mapping.role,
        -- A term is one of several columns whose weighted sum is the figure.
        coalesce(mapping.term, '') as term,
        coalesce(mapping.weight, 1) as weight,
        mapping.period_from,
        tables.source_id,
        tables.sha256,
        tables.table_no,
        tables.table_id,
        tables.sheet,
        tables.blank_status,
        columns.col,
        columns.place,
        columns.header_path,
        columns.in_thousands,
        files.edition,
        files.edition_year,
        try_cast(regexp_extract(files.file_name, '(?:^|\D)(20\d\d)(?:\D|$)', 1) as integer) as year_in_name,
        coalesce(tables.default_year, files.edition_year) as default_year,
        case when mapping.period_from = 'group' then columns.group_period_label else columns.period_label end
            as period_label,
        case when mapping.period_from = 'group' then columns.group_period_year else columns.period_year end
            as period_year,
        case
            when mapping.period_from = 'knesset'
                then cast(nullif(
                    regexp_extract(
                        coalesce(columns.period_label, columns.header_path) || ' ' || columns.header_path,
                        'כנסת (?:ה-)?(\d\d)',
                        1
                    ),
                    ''
                ) as integer)
        end as knesset_in_header
    from {{ source('raw', 'tables') }} as tables
    inner join
        {{ source('raw', 'files') }} as files
        on tables.sha256 = files.sha256 and tables.source_id = files.source_id
    inner join {{ source('raw', 'columns') }} as columns
        on
            tables.source_id = columns.source_id
            and tables.sha256 = columns.sha256
            and tables.table_no = columns.table_no
    inner join recognised as mapping
        on
            tables.source_id = mapping.source_id
            and tables.table_id = mapping.table_id
            and columns.header = mapping.header
    -- The same words may stand over another thing from some edition on.
    where
        coalesce(files.edition_year >= mapping.applies_from, true)
        and coalesce(files.edition_year <= mapping.applies_to, true)
),

with_election as (
    select
        *,
        case
            when period_from = 'knesset'
                then
                    coalesce(
                        knesset_in_header, cast(nullif(regexp_extract(edition, '(\d+)$', 1), '') as integer)
                    )
        end as knesset
    from matched
)

select
    with_election.mapping_id,
    with_election.indicator_id,
    with_election.role,
    with_election.term,
    with_election.weight,
    with_election.source_id,
    with_election.sha256,
    with_election.table_no,
    with_election.table_id,
    with_election.sheet,
    with_election.blank_status,
    with_election.col,
    with_election.place,
    with_election.header_path,
    with_election.in_thousands,
    with_election.edition,
    with_election.knesset,
    case
        when with_election.knesset is not null
            then coalesce(
                year(elections.election_date),
                max(with_election.period_year) over (partition by with_election.knesset),
                with_election.year_in_name
            )
        else coalesce(with_election.period_year, with_election.default_year)
    end as reference_year,
    case
        when with_election.knesset is not null then 'knesset-' || with_election.knesset
        else coalesce(
            cast(coalesce(with_election.period_year, with_election.default_year) as varchar),
            with_election.edition
        )
    end as period_key,
    case
        when with_election.knesset is not null
            then coalesce(elections.name_he, with_election.period_label, with_election.edition)
        else coalesce(
            with_election.period_label,
            cast(with_election.default_year as varchar),
            with_election.edition
        )
    end as reference_period
from with_election
left join {{ ref('elections') }} as elections on with_election.knesset = elections.knesset

-- severity: critical
-- says: authorities do not sum to a plausible part of the nation
-- says_he: אוכלוסיית הרשויות אינה מסתכמת לחלק סביר של כלל הארץ
-- do: look for a change of unit (thousands or persons) or a sheet cut short
-- do_he: לחפש שינוי יחידה (אלפים או נפשות) או גיליון שנחתך
-- The nation also counts people outside any authority, so the sum falls short of it by design: by 0.8 % in 2024.
select
    min(files.file_name) as file,
    'population_total of ' || series.reference_year as locator,
    series.vintage,
    sum(series.value) filter (where settlements.is_authority) as found,
    'from 97 % to 100.2 % of ' || max(series.value) filter (where series.settlement_code = 'IL') as expected
from marts.indicator_values as series
inner join marts.settlements as settlements on series.settlement_code = settlements.settlement_code
inner join raw.files as files
    on series.source_id = files.source_id and series.snapshot_sha256 = files.sha256
where
    series.indicator_id = 'population_total'
    and series.source_id = 'cbs_local_authorities'
    and series.population_group = 'all'
group by series.vintage, series.reference_year
having
    max(series.value) filter (where series.settlement_code = 'IL') is not null
    and not sum(series.value) filter (where settlements.is_authority)
    between 0.97 * max(series.value) filter (where series.settlement_code = 'IL')
    and 1.002 * max(series.value) filter (where series.settlement_code = 'IL')

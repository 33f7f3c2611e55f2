-- severity: critical
-- says: the index rests on an indicator that is not agreed, has no desired direction, or is relative to its edition
-- says_he: האינדקס נשען על מדד שאינו מוסכם, שאין לו כיוון רצוי, או שהוא יחסי למהדורה
-- do: take it out of seeds/index_goalposts.csv, or agree on it in seeds/indicators.csv first
-- do_he: להוציא אותו מ-seeds/index_goalposts.csv, או להסכים עליו תחילה ב-seeds/indicators.csv
select distinct
    'seeds/index_goalposts.csv' as file,
    goalposts.indicator_id as locator,
    catalogue.state || ', direction ' || catalogue.desired_direction || ', ' || catalogue.comparability_rule
        as found,
    'agreed, with a direction, a series' as expected
from seeds.index_goalposts as goalposts
left join seeds.indicators as catalogue on goalposts.indicator_id = catalogue.indicator_id
where
    coalesce(
        catalogue.state <> 'agreed'
        or catalogue.desired_direction = 'none'
        or catalogue.comparability_rule <> 'series',
        true
    )
union all
select distinct
    'estimation' as file,
    steps.node as locator,
    'a step of the index' as found,
    'goalposts of an agreed indicator' as expected
from marts.index_steps as steps
inner join seeds.indicators as catalogue on steps.node = catalogue.indicator_id
where catalogue.state <> 'agreed'

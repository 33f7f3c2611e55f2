-- severity: critical
-- says: a row of the catalogue uses a word outside its vocabulary, or is agreed without a basis
-- says_he: שורה בקטלוג כוללת מילה שאינה באוצר המילים שלו, או שהיא מוסכמת בלי בסיס להסכמה
-- do: mend the row in seeds/indicators.csv
-- do_he: לתקן את השורה ב-seeds/indicators.csv
with vocabulary as (
    select 'domain' as attribute, unnest(['social', 'economic', 'educational', 'urban_physical']) as word
    union all
    select 'task_team' as attribute, unnest(['social', 'economic', 'educational', 'urban_physical']) as word
    union all
    select
        'life_stage' as attribute,
        unnest([
            'birth', 'early_childhood', 'childhood', 'youth', 'young_adulthood', 'adulthood', 'old_age', 'all'
        ]) as word
    union all
    select 'state' as attribute, unnest(['proposed', 'agreed', 'retired']) as word
    union all
    select 'desired_direction' as attribute, unnest(['higher', 'lower', 'none']) as word
    union all
    select
        'scope' as attribute,
        unnest([
            'localities', 'localities_without_councils', 'authorities', 'municipalities', 'regional_councils',
            'towns_of_10000', 'cities_of_20000', 'cities_of_50000', 'large_cities'
        ]) as word
    union all
    select 'effect' as attribute, unnest(['positive', 'negative']) as word
    union all
    select 'subjectivity' as attribute, unnest(['objective', 'subjective']) as word
    union all
    select 'data_kind' as attribute, unnest(['quantitative', 'qualitative']) as word
    union all
    select 'level' as attribute, unnest(['household', 'institution']) as word
    union all
    select 'horizon' as attribute, unnest(['short', 'medium', 'long']) as word
    union all
    select 'comparability_rule' as attribute, unnest(['series', 'relative_to_edition']) as word
    union all
    select 'factor' as attribute, factor_id as word
    from seeds.factors
    where factor_id is not null
),

words as (
    unpivot (
        select
            indicator_id, domain, task_team, life_stage, effect, subjectivity, data_kind, level, horizon,
            comparability_rule, factor, state, desired_direction, scope
        from seeds.indicators
    )
    on columns(* exclude (indicator_id)) into name attribute value word
)

select
    'seeds/indicators.csv' as file,
    words.indicator_id || ', ' || words.attribute as locator,
    words.word as found,
    'a word of the vocabulary of ' || words.attribute as expected
from words
left join vocabulary on words.attribute = vocabulary.attribute and words.word = vocabulary.word
where vocabulary.word is null
union all
select
    'seeds/indicators.csv' as file,
    indicator_id || ', agreement' as locator,
    'no basis' as found,
    'on what the agreement rests' as expected
from seeds.indicators
where state = 'agreed' and agreement is null

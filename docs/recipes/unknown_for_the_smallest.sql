-- שאלה: מה לא ידוע על הרשויות הקטנות ביותר, ומדוע?
-- Question: What is not known of the smallest authorities, and why?
-- איך קוראים: שורה לכל אחת מ-20 הרשויות הקטנות: כמה מדדים מוסכמים ידועים בתקופה האחרונה של כל מדד, וכמה חסרים לפי סיבה.
--   הסיבות נספרות זו לצד זו, וסכומן הוא not_known.
-- How to read the answer: One row for each of the 20 smallest authorities: how many agreed indicators are known at the latest
--   period of each, and how many are missing, by reason. The reasons stand beside one another and add up to not_known.
-- מה אסור להסיק: שחסר נתון משום שאין בעיה, או שהרשות לא דיווחה. ברוב המקרים המפרסם אינו מוציא את הנתון לרשויות בגודל הזה.
-- What not to conclude: That a figure is missing because there is no problem, or because the authority did not report. Mostly
--   the publisher does not issue it for authorities of this size.
with smallest as (
    select
        settlement_code,
        name_he,
        name_en,
        population,
        is_periphery
    from marts.settlements
    where is_authority and population is not null
    order by population, settlement_code
    limit 20
)

select
    settlement_code,
    smallest.name_he,
    smallest.name_en,
    smallest.population,
    smallest.is_periphery,
    count(*) filter (where data_gaps.is_present) as known,
    count(*) filter (where not data_gaps.is_present) as not_known,
    count(*) filter (where data_gaps.reason = 'not_published_for_this_size') as not_published_for_this_size,
    count(*) filter (where data_gaps.reason = 'never_collected') as never_collected,
    count(*) filter (where data_gaps.reason = 'suppressed_by_publisher') as suppressed_by_publisher,
    count(*) filter (where data_gaps.reason = 'not_available_at_publisher') as not_available_at_publisher,
    count(*) filter (
        where not data_gaps.is_present
        and data_gaps.reason not in (
            'not_published_for_this_size', 'never_collected', 'suppressed_by_publisher',
            'not_available_at_publisher'
        )
    ) as other_reason
from smallest
inner join marts.data_gaps using (settlement_code)
where data_gaps.state = 'agreed'
group by settlement_code, smallest.name_he, smallest.name_en, smallest.population, smallest.is_periphery
order by smallest.population, settlement_code

-- severity: warning
-- says: an item of a survey runs against the rest of its scale
-- says_he: פריט של סקר הולך בניגוד לשאר הסולם שלו
-- do: see in the declaration of the wave whether higher_is fits the wording and the codes of the item
-- do_he: לבדוק בהצהרת הגל אם higher_is מתאים לניסוח הפריט ולקודים שלו
select
    waves.file_name as file,
    quality.column_place as locator,
    quality.item_id as indicator_id,
    quality.wave_id as period,
    'a correlation of ' || round(quality.item_rest_correlation, 2) || ' with the other items' as found,
    'one above 0: people who agree with the others agree with this one' as expected
from marts.survey_item_quality as quality
inner join marts.survey_waves as waves on quality.wave_id = waves.wave_id
where quality.item_rest_correlation < 0

-- severity: critical
-- says: a shadow price stands in the register without a source, or an effect is valued without a price that has one
-- says_he: במרשם מופיע מחיר צל בלי מקור, או שהשפעה מתומחרת בלי מחיר שיש לו מקור
-- do: name in seeds/shadow_prices.csv where the price can be read up, or take its row out
-- do_he: לציין ב-seeds/shadow_prices.csv היכן ניתן לקרוא על המחיר, או להסיר את שורתו
with wrong as (
    select
        indicator_id,
        beneficiary || ' ' || coalesce(cast(ils_per_unit as varchar), 'without an amount') as found
    from marts.shadow_prices
    where
        coalesce(trim(source), '') = ''
        or ils_per_unit is null
        or price_year is null
        or indicator_id not in (select indicators.indicator_id from marts.indicators as indicators)
    union all
    select
        effects.indicator_id,
        effects.programme_id || ', ' || effects.settlement_code || ': valued' as found
    from marts.economic_effects as effects
    where
        (effects.ils_per_unit is not null or effects.benefits is not null)
        and not exists (
            select 1 from marts.shadow_prices as prices
            where prices.indicator_id = effects.indicator_id and trim(prices.source) <> ''
        )
)

select
    'seeds/shadow_prices.csv' as file,
    indicator_id as locator,
    found,
    'an indicator, an amount, its year and its source' as expected
from wrong

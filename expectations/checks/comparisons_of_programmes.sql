-- severity: warning
-- says: a settlement that a pilot is compared with takes part in a programme itself by now
-- says_he: יישוב שפיילוט מושווה אליו משתתף כעת בתוכנית בעצמו
-- do: freeze the baseline again (thriving baseline freeze); the new version chooses others, the earlier one stands
-- do_he: להקפיא מחדש את נקודת הייחוס (thriving baseline freeze); הגרסה החדשה בוחרת יישובים אחרים, והקודמת נשארת בתוקף לצדה
with members as (
    select settlement_code from marts.programmes
    union
    select settlement_code from marts.authority_clusters
)

select
    'marts.comparison_settlements' as file,
    compared.baseline_id as locator,
    compared.settlement_code,
    compared.comparison_code as found,
    'a settlement of no programme, for all of ' || count(*) || ' outcomes' as expected
from marts.comparison_settlements as compared
inner join members on compared.comparison_code = members.settlement_code
where compared.is_current
group by all

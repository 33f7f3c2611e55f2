-- severity: critical
-- says: personal data (a phone, a mail address or an identity number) stands in what settlements handed in
-- says_he: מידע אישי (מספר טלפון, כתובת דואר אלקטרוני או מספר זהות) מופיע במה שיישובים הגישו
-- do: nothing was published; take it out of the file named here and lay that in again. The intake should have refused it: report that too
-- do_he: דבר לא פורסם; להסיר אותו מן הקובץ הנזכר כאן ולהגיש את הקובץ שוב. הקליטה הייתה אמורה לסרב לו: לדווח גם על כך
with texts as (
    select
        file_name,
        locator,
        unnest(json_extract_string(entry, '$.*')) as text
    from marts.programme_entries
    union all
    select
        file_name,
        locator,
        filled_by as text
    from marts.programme_entries
),

numbers as (
    select
        file_name,
        locator,
        unnest(regexp_extract_all(text, '(?:^|[^0-9.,])([0-9]{9})(?:$|[^0-9.,])', 1)) as number
    from texts
),

weighed as (
    select
        file_name,
        locator,
        -- The check digit of an Israeli identity number: every second digit doubled, their digits summed.
        list_sum(
            list_transform(
                range(1, 10),
                lambda nth: (cast(substr(number, nth, 1) as integer) * (2 - nth % 2)) // 10
                + (cast(substr(number, nth, 1) as integer) * (2 - nth % 2)) % 10
            )
        ) % 10 = 0 as is_identity
    from numbers
),

found as (
    select
        file_name,
        locator,
        case
            when regexp_matches(text, '[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+[.][A-Za-z]{2,}') then 'a mail address'
            when regexp_matches(text, '(^|[^0-9])0([57][0-9]|[23489])[- ]?[0-9]{3}[- ]?[0-9]{4}($|[^0-9])')
                then 'a phone number'
        end as kind
    from texts
    union all
    select
        file_name,
        locator,
        'an identity number' as kind
    from weighed
    where is_identity
)

select
    file_name as file,
    locator,
    kind as found,
    'bodies and functions alone, nothing of a person' as expected
from found
where kind is not null

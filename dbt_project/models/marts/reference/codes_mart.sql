{{ config(alias="codes") }}
-- What each code in the other tables means, in both languages.
select
    code_kind,
    code,
    text_he,
    text_en
from {{ ref('codes') }}

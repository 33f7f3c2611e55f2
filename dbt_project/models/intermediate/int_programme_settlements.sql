-- The settlements that a programme names or that handed in anything: of these the programme marts speak.
select settlement_code from {{ ref('int_programme_members') }}
union
select settlement_code from {{ ref('int_programme_entries') }}

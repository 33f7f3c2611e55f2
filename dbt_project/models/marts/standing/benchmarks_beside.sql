-- Filled by estimation/gaps.py once marts.periphery_gap is.
{{ shape_of(model) }}

-- Filled by estimation/gaps.py from int_periphery_sums.
{{ shape_of(model) }}

-- Filled by estimation.
{{ shape_of(model) }}

-- Filled by estimation/thriving.py.
{{ shape_of(model) }}

-- Filled by the estimation step.
{{ shape_of(model) }}

-- Filled by orchestration/evaluation/leapfrog.py.
{{ shape_of(model) }}

{#- Share of the others that a rank is better than, in percent; half of those that share it count. -#}
{% macro percentile(rank, ranked, tied) -%}
    case
        when {{ ranked }} > 1
            then 100.0 * ({{ ranked }} - {{ rank }} - ({{ tied }} - 1) / 2.0) / ({{ ranked }} - 1)
    end
{%- endmacro %}

{#-
    Where a value stands between frozen goalposts, 1 the worst and 100 the best, cut off at both ends; null
    without goalposts or without a value. In a query that joins catalogue and goalposts by these names.
-#}
{% macro goalpost_score(value) -%}
    case
        when {{ value }} is null or goalposts.low is null then null
        when catalogue.desired_direction = 'lower'
            then 100 - 99 * greatest(0, least(1, ({{ value }} - goalposts.low) / (goalposts.high - goalposts.low)))
        else 1 + 99 * greatest(0, least(1, ({{ value }} - goalposts.low) / (goalposts.high - goalposts.low)))
    end
{%- endmacro %}

"""Was it worth it: benefits by sourced shadow prices against costs, and where both are even."""

from estimation.economics.impact import EconomicImpact, economic_impact

__all__ = ["EconomicImpact", "economic_impact"]

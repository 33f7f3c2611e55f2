"""Differences in differences: two groups before and after, staggered starts, trends before."""

from estimation.did.group_time import GroupTimeEffects, group_time_effects
from estimation.did.pretrends import PreTrends, pretrends
from estimation.did.randomised import RandomisationInference, randomisation_inference
from estimation.did.two_by_two import DifferenceInDifferences, difference_in_differences

__all__ = [
    "DifferenceInDifferences",
    "GroupTimeEffects",
    "PreTrends",
    "RandomisationInference",
    "difference_in_differences",
    "group_time_effects",
    "pretrends",
    "randomisation_inference",
]

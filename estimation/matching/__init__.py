"""Comparison settlements: the nearest donors from before a programme, and the balance."""

from estimation.matching.nearest import Matching, balance, match, pre_trend

__all__ = ["Matching", "balance", "match", "pre_trend"]

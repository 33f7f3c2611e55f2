"""Targets of a programme against the published series: how far, which way, and how sure."""

from estimation.targets.assess import assess_targets
from estimation.targets.status import TargetLimits

__all__ = ["TargetLimits", "assess_targets"]

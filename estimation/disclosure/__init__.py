"""Statistical disclosure control of tables: what is hidden, and whether it stays so.

``suppress`` hides cells that could reveal persons, and others so that these cannot be recomputed;
``audit`` bounds what is hidden from what is published, also beside earlier releases.
"""

from estimation.disclosure.auditing import audit, differenced
from estimation.disclosure.rules import Rules
from estimation.disclosure.suppression import suppress

__all__ = ["Rules", "audit", "differenced", "suppress"]

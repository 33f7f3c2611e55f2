"""The Local Leapfrog Index: how far a settlement has come since its frozen reference point."""

from estimation.index.leapfrog import Settings, leapfrog_index

__all__ = ["Settings", "leapfrog_index"]

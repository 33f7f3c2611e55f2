"""What six settlements that programmes name would hand in. Every row is made up."""

from __future__ import annotations

from ingest.sample.programme_rows import ashkelon, kiryat_malakhi, ofakim, safed, sderot, yirka
from ingest.sample.programme_rows.table import Filled

HANDED_IN: dict[str, tuple[Filled, ...]] = {
    "8000": safed.FILES,
    "1034": kiryat_malakhi.FILES,
    "7100": ashkelon.FILES,
    "0031": ofakim.FILES,
    "1031": sderot.FILES,
    "0502": yirka.FILES,
}
"""Workbooks by settlement_code."""

"""Nights of a warehouse with kills, faults and readers: ``make soak``.

A publisher on this machine gives the real files of three sources and a table of a CKAN portal. Each
night it stays as it is, issues its newest workbook again, adds an edition, or misbehaves. Refreshes
from it are killed at random moments, then one is let through. After every kill and every refresh
the published file must open and be, byte for byte, one whole version; every archived file must have
the sha256 it is kept under. Readers query all the while, each in a process of its own, and no query
may fail.
"""

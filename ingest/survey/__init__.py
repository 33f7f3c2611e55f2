"""Survey waves that people drop in: a data file and its declaration → respondents, kept private.

Respondents leave the archive only as sums over many of them (:mod:`estimation`).
"""

"""Did it work: who is compared with whom, what changed, and what may be said of it."""

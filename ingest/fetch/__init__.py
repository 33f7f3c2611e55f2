"""Fetchers bring a publisher's bytes to a local path; archiving and parsing are done elsewhere."""

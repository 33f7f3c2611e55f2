"""The Dagster page: the command that serves it, what it shows, the dictionary beside it."""

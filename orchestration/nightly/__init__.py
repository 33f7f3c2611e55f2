"""What begins a run by itself, and what is deleted after it."""

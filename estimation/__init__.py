"""Statistics on what the warehouse holds: pure functions over frames and arrays."""

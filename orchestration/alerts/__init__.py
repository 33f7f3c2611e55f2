"""Who must know what: a run that did not publish, or none at all; old sources; large revisions."""

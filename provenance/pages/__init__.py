"""Pages about entities, and the store that gives their bytes."""

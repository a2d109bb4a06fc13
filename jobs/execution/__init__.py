"""How a script runs and is followed. This room knows no rows."""

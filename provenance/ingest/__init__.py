"""Reads what was recorded: our events, logs of ctapipe, PROV documents."""

"""Descriptions from files become versions, and a folder of them stays in step."""

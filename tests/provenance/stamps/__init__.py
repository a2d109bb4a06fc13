"""Stamps in files."""

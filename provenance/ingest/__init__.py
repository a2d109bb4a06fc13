"""Readers of what scripts recorded themselves. Whatever they read is not trusted."""

"""The graph in the formats of the W3C; docs/conformance.md says what each carries."""

"""Each kind of value: what people may type, and what a script gets of it."""

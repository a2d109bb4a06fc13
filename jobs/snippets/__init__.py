"""One request as text: for a shell, for Python, for a notebook, and as addresses."""

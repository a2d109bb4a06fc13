"""What the parts of a description must be like, a module for each kind of part.

Each yields problems: the path of a field, and a sentence.
"""

Problem = tuple[str, str]

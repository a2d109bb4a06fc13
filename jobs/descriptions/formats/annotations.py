"""A title and a description in the one annotation that the older OPUS has."""

LONGEST_TITLE = 200


def joined(title: str, description: str) -> str:
    """The title is the first paragraph."""
    return "\n\n".join(filter(None, (line(title), description.strip())))


def parted(annotation: str) -> tuple[str, str]:
    """Title and description; a single paragraph is a description."""
    annotation = annotation.strip()
    title, blank, description = annotation.partition("\n\n")
    fits = len(title) <= LONGEST_TITLE
    if blank and fits and joined(title, description) == annotation:
        return title, description
    return "", annotation


def of_activity(name: str, title: str, description: str) -> str:
    """A title that only repeats the name is left out."""
    return joined("" if line(title) == name else title, description)


def to_activity(name: str, annotation: str) -> tuple[str, str]:
    """An activity needs a title: a short annotation is one, else its name has to do."""
    title, description = parted(annotation)
    if title:
        return title, description
    if description == line(description) and 0 < len(description) <= LONGEST_TITLE:
        return description, ""
    return name, description


def line(text: str) -> str:
    """The text on one line, with single blanks."""
    return " ".join(text.split())

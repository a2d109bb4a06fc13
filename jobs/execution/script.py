"""What runs a script."""


def interpreter(script: str) -> list[str]:
    """The program that runs the script: that of its first line, else bash.

    We start it ourselves, so the script's file need not be executable.
    """
    first = script.split("\n", 1)[0]
    if first.startswith("#!") and (words := first[2:].split()):
        return words
    return ["/bin/bash"]

"""The portal's own OpenAPI document, with names and ids that really are there."""

import copy

VERBS = ("get", "post", "put", "delete")
NOWHERE = "nothing_of_this_name"
UNKNOWN = f"j-{'a' * 26}"
WORDS = {
    "parameter": ["text", "count", "image", NOWHERE],
    "result": ["out", "result", "provjson", NOWHERE],
}


def narrowed(document, names, batches):
    """The same operations on these activities and jobs, and on some that are unknown.

    Each operation that changes jobs has a batch of ids of its own, so that one finds
    what another has not destroyed yet; those that read share the first. What the
    document gives as examples is what it means: these values are sent, and no others.
    """
    left = iter(batches)
    shared = next(left)
    # A token is the only credential: each wrong password would be counted.
    found = {**_examples_only(copy.deepcopy(document)), "security": [{"token": []}]}
    for path in found["paths"].values():
        known = [one["name"] for one in path.pop("parameters", [])]
        for verb in set(VERBS) & set(path):
            ids = shared if verb == "get" or "id" not in known else next(left)
            words = {**WORDS, "name": [*names, NOWHERE], "id": [*ids, UNKNOWN]}
            path[verb].setdefault("parameters", []).extend(
                _in_path(name, words[name]) for name in known
            )
    return found


def without_uploads(document):
    """Files by their names only: UPLOAD would give the same file twice."""
    match document:
        case dict():
            rest = {name: each for name, each in document.items() if name != "UPLOAD"}
            return {name: without_uploads(each) for name, each in rest.items()}
        case list():
            return [without_uploads(each) for each in document]
        case _:
            return document


def _in_path(name, words):
    """Without a type: whatever is sent in a path is a text."""
    return {"name": name, "in": "path", "required": True, "schema": {"enum": words}}


def _examples_only(value):
    match value:
        case {"examples": examples, **rest}:
            return {**rest, "enum": examples}
        case dict():
            return {name: _examples_only(each) for name, each in value.items()}
        case list():
            return [_examples_only(each) for each in value]
        case _:
            return value

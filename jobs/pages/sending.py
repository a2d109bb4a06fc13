"""What a form of a page sent: texts and files, by name."""

from collections.abc import Iterable, Mapping, Sequence

from django.contrib.auth.models import User
from django.http import HttpRequest

from jobs import uploads
from jobs.uploads import HashedUpload

Files = dict[str, list[HashedUpload]]


def texts(request: HttpRequest, names: Iterable[str]) -> dict[str, list[str]]:
    """What was typed or chosen; line ends are those of Unix (browsers send CRLF)."""
    return {
        name: [text.replace("\r\n", "\n") for text in request.POST.getlist(name)]
        for name in names
        if name in request.POST
    }


def files(request: HttpRequest, names: Iterable[str]) -> Files:
    found = {name: request.FILES.getlist(name) for name in names}
    return {
        name: [file for file in some if isinstance(file, HashedUpload)]
        for name, some in found.items()
        if some
    }


def keep(
    sent: Mapping[str, Sequence[HashedUpload]], owner: User | None
) -> tuple[dict[str, list[str]], Files]:
    """The ids of the files as entities, so that a form that comes back has them.

    Beside them the files that are empty, which nobody keeps.
    """
    ids = {
        name: [uploads.keep(file, owner).public_id for file in some if file.size]
        for name, some in sent.items()
    }
    empty = {
        name: [file for file in some if not file.size] for name, some in sent.items()
    }
    return ids, {name: some for name, some in empty.items() if some}

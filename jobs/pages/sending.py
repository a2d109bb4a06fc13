"""What a form of a page sent: texts and files, by name."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from django.contrib.auth.models import User
from django.http import HttpRequest

from jobs import recognition
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


@dataclass(frozen=True, slots=True)
class Kept:
    """Files as entities, so that a form that comes back has them.

    `ids` are by the name of the field; `taken` says by id how each was recognised;
    `empty` are the files that nobody keeps.
    """

    ids: Mapping[str, list[str]] = field(default_factory=dict)
    taken: Mapping[str, str] = field(default_factory=dict)
    empty: Files = field(default_factory=dict)


def keep(
    sent: Mapping[str, Sequence[HashedUpload]],
    owner: User | None,
    *,
    are_new: bool = False,
) -> Kept:
    """Every file is the entity that the portal knows, or a new one."""
    found = {
        name: [recognition.take(one, owner, is_new=are_new) for one in some if one.size]
        for name, some in sent.items()
    }
    empty = {name: [one for one in some if not one.size] for name, some in sent.items()}
    return Kept(
        {name: [one.entity.public_id for one in some] for name, some in found.items()},
        {
            one.entity.public_id: one.matched_by
            for some in found.values()
            for one in some
        },
        {name: some for name, some in empty.items() if some},
    )

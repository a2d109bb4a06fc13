"""Outputs of a CommandLineTool, as generated entities."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from jobs.descriptions.formats import cwl_refs, cwl_types
from jobs.descriptions.formats.cwl_inputs import Inputs, doc, rows
from jobs.descriptions.formats.cwl_refs import Reference
from jobs.descriptions.formats.cwl_types import Type
from jobs.descriptions.formats.fields import Fields, shown
from jobs.descriptions.formats.naming import Names
from jobs.descriptions.formats.shape import Notes
from jobs.descriptions.value import GeneratedEntity

STREAMS = ("stdout", "stderr")


class Outputs:
    """`streams` are the files for stdout and stderr, `defaults` those of inputs."""

    def __init__(
        self,
        inputs: Inputs,
        names: Names,
        streams: dict[str, str],
        defaults: Mapping[str, str],
        notes: Notes,
    ) -> None:
        self._inputs, self._names, self._notes = inputs, names, notes
        self._streams, self._defaults = streams, defaults

    def read(self, content: Any) -> Iterator[GeneratedEntity]:
        for name, row in rows(content, "outputs", self._notes):
            kind = cwl_types.read(row.take("type"), row.at("type"), self._notes)
            patterns = self._patterns(kind, row, name)
            title, about = row.text("label"), doc(row)
            media_type = next(iter(self._inputs.media_types(row)), "")
            for index, pattern in enumerate(patterns, 1):
                wanted = name if index == 1 else f"{name}_{index}"
                found = GeneratedEntity(
                    name=self._names.of(wanted, row.path),
                    pattern=pattern,
                    title=title,
                    content_type=media_type,
                    optional=not kind.required or len(patterns) > 1,
                    description=about,
                )
                is_one = found.is_glob and not kind.is_many
                yield _most_one(found) if is_one else found
            row.close()

    def _patterns(self, kind: Type, row: Fields, name: str) -> list[str]:
        if kind.word in STREAMS:
            return [self._streams.setdefault(kind.word, f"{name}.txt")]
        if kind.kind != "file":
            row.note("type", "is no file: left out")
            row.take("outputBinding")
            return []
        binding = Fields(
            row.take("outputBinding") or {}, row.at("outputBinding"), self._notes
        )
        globs = binding.take("glob")
        binding.close()
        found = [
            self._pattern(one, binding)
            for one in (globs if isinstance(globs, list) else [globs])
        ]
        if len(found) > 1:
            row.note("outputBinding.glob", f"{len(found)} patterns are as many results")
        return found

    def _pattern(self, glob: Any, binding: Fields) -> str:
        """References become the default of their input, else anything."""
        if not isinstance(glob, str) or not glob:
            binding.note("glob", f"{shown(glob)} is no pattern: any file matches")
            return "*"
        pieces = cwl_refs.pieces(glob)
        if pieces and all(isinstance(piece, str) for piece in pieces):
            return cwl_refs.plain(glob)
        found = "".join(map(self._piece, pieces or ["*"]))
        binding.note("glob", f"{shown(glob)} is computed: “{found}” stands for it")
        return found

    def _piece(self, piece: cwl_refs.Piece) -> str:
        if isinstance(piece, Reference):
            return self._defaults.get(piece.name) or "*"
        return piece


def _most_one(one: GeneratedEntity) -> GeneratedEntity:
    return replace(one, most=1)

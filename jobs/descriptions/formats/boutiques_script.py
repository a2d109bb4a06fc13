"""The bash script of a command line with value keys.

A key that is a word of its own stands for its flag and its values, each one word; in
the middle of a word it stands for the value alone.
"""

import re
from collections.abc import Mapping, Sequence

from jobs.descriptions.formats.boutiques_inputs import Input
from jobs.descriptions.formats.scripts import word
from jobs.descriptions.formats.shape import Notes

KEY = re.compile(r"\[[^\[\]\s]{1,64}\]")
BEGIN = "OPUS_WORDS_"  # no parameter can be called so


def write(command: str, inputs: Sequence[Input], notes: Notes) -> str:
    keys = {one.key: one for one in inputs if one.key}
    found = set(KEY.findall(command))
    for one in inputs:
        if one.key not in found:
            path = f"inputs.{one.part.name}.value-key"
            notes.add(path, "is not in the command line: the value has no effect")
    lines = ["#!/bin/bash", "set -eu"]
    for one in keys.values():
        lines += _words(one)
    return "\n".join([*lines, _command(command, keys, notes)]) + "\n"


def _words(one: Input) -> list[str]:
    """An array of what belongs on the command line; empty if nothing was given."""
    name = one.part.name
    array = f"{BEGIN}{name}"
    value = f'"${{{name}}}"'
    if one.is_flag:
        test = f'[ "${{{name}-}}" = true ]'
        return [f"{array}=()", f"if {test}; then {array}=({word(one.flag)}); fi"]
    test = f'[ -n "${{{name}+given}}" ]'
    if one.part.most == 1 or one.joint is not None:
        if one.part.most != 1 and one.joint is not None:
            joint = word(one.joint) if one.joint else ""
            joined = f"OPUS_JOINED=${{{name}//$'\\n'/{joint}}}; "
            value = '"${OPUS_JOINED}"'
        else:
            joined = ""
        content = f"{joined}{array}=({_flag(one)}{value})"
    else:
        flag = f"{array}=({_flag(one)}" if one.flag else f"{array}=("
        content = f'mapfile -t OPUS_GIVEN <<< {value}; {flag}"${{OPUS_GIVEN[@]}}")'
    return [f"{array}=()", f"if {test}; then {content}; fi"]


def _flag(one: Input) -> str:
    if not one.flag:
        return ""
    if one.separator == " ":
        return f"{word(one.flag)} "
    return word(f"{one.flag}{one.separator}")


def _command(command: str, keys: Mapping[str, Input], notes: Notes) -> str:
    """The command line with expansions; what quotes surround stays quoted."""
    pieces, end, quote = [], 0, ""
    for found in KEY.finditer(command):
        if found[0] not in keys:
            continue
        before = command[end : found.start()]
        quote = _quote(before, quote)
        pieces.append(before)
        around = command[max(0, found.start() - 1) : found.start()]
        around += command[found.end() : found.end() + 1]
        pieces.append(_expansion(keys[found[0]], quote, around, notes))
        end = found.end()
    return "".join([*pieces, command[end:]])


def _quote(text: str, quote: str) -> str:
    """The quotation mark that is open behind the text."""
    for character in text:
        if character in "\"'" and quote in ("", character):
            quote = "" if quote else character
    return quote


def _expansion(one: Input, quote: str, around: str, notes: Notes) -> str:
    name = one.part.name
    if not quote and not around.strip():
        return f'"${{{BEGIN}{name}[@]}}"'
    notes.add(
        "command-line", f"{one.key} is part of a word: the value without its flag"
    )
    value = f"${{{name}-}}"
    match quote:
        case '"':
            return value
        case "'":
            return f"'\"{value}\"'"
        case _:
            return f'"{value}"'


def pattern(template: str, keys: Mapping[str, Input]) -> str:
    """Where a value is in the name of a file, anything may stand."""
    made = KEY.sub(lambda key: "*" if key[0] in keys else key[0], template)
    return re.sub(r"\*+", "*", made)

"""One walk through a shell script, with a stack of what is open: quotes, brackets."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

from jobs.descriptions.lint.shell_words import Words

Mode = Literal["code", "double", "braces", "sum", "text"]
DEEPEST = 200
MOST_NESTED = 3  # here-documents inside of each other

EXPANSION = r"""
  | (?P<sum> \$\(\( ) | (?P<run> \$\( | ` )
  | \$\{ (?:\#|!)? (?P<braced> [A-Za-z_]\w*|[0-9]+|[@*\#?$!-] )
         (?P<else> (?:\[[^\]\n]*\])? :?[-=+?] )?
  | \$ (?P<plain> [A-Za-z_]\w* ) | (?P<special> \$ [0-9@*\#?$!_-] )
"""
FLAGS = re.VERBOSE | re.ASCII | re.DOTALL
CODE = re.compile(
    r"""
    (?P<blank> (?: [ \t\r] | \\\n )+ )
  | (?P<piece> \\. | '[^']*' | \$'(?:[^'\\]|\\.)*' ) | \$? (?P<double> " )
  | (?P<skip> <<< ) | << (?P<dash> -? )[ \t]* (?:
        (?P<quote> ['"] ) (?P<quoted> [^'"\n]* ) (?P=quote)
      | (?P<bare> [^\s;&|<>()'"$`]+ ) )
  | (?P<process> [<>]\( ) | (?P<arithmetic> \(\( ) | (?P<open> \( ) | (?P<close> \) )
  | (?P<newline> \n ) | (?P<end> [;&|]+ ) | (?P<arrow> [<>]+&? )
    """
    + EXPANSION
    + r"| (?P<letters> [^\s\\'\"$`<>();&|]+ )",
    FLAGS,
)
DOUBLE = re.compile(r'\\. | (?P<close> " )' + EXPANSION + r"| [^\"\\$`]+", FLAGS)
TEXT = re.compile(r"\\." + EXPANSION + r"| [^\\$`]+", FLAGS)
BRACES = re.compile(
    r"""\\. | (?P<close> \} ) | (?P<double> " )""" + EXPANSION + r"""| [^}"\\$`]+""",
    FLAGS,
)
SUM = re.compile(
    r"""
    (?P<close> \)\) ) | (?P<open> \( ) | (?P<inner> \) ) | \\.
  | (?P<makes> [A-Za-z_]\w* ) \s* (?:\[[^\]\n]*\])? \s*
        (?: (?:[-+*/%&|^]|<<|>>)? = (?!=) | \+\+ | -- )
  | (?:\+\+|--) \s* (?P<counts> [A-Za-z_]\w* )
    """
    + EXPANSION
    + r"| [^\s\\$`()] | \s+",
    FLAGS,
)
TOKENS = {"code": CODE, "double": DOUBLE, "text": TEXT, "braces": BRACES, "sum": SUM}


@dataclass(slots=True)
class Open:
    """Something that was opened: how its inside is read, and what closes it."""

    mode: Mode
    closing: str = ""
    words: Words = field(default_factory=Words)
    word: int = -1  # where the word begins that is being read
    inner: int = 0  # round brackets in a sum


@dataclass(slots=True)
class Scan:
    """`taken` are the variables that must be there, each with its first place."""

    taken: dict[str, int] = field(default_factory=dict)
    made: set[str] = field(default_factory=set)
    sources: bool = False
    is_whole: bool = True


def scan(script: str) -> Scan:
    walk = _Walk(script)
    walk.read(0, len(script), Open("code"))
    return walk.seen


class _Walk:
    def __init__(self, script: str) -> None:
        self.script = script
        self.seen = Scan()
        self.stack: list[Open] = []
        self.documents: list[tuple[str, bool, bool]] = []  # end, is quoted, may indent

    def read(self, at: int, end: int, outermost: Open) -> None:
        base = len(self.stack)
        self.stack.append(outermost)
        while at < end and len(self.stack) > base:
            token = TOKENS[self.stack[-1].mode].match(self.script, at, end)
            if token is None or token.end() == at:  # a lone $ or \
                at += 1
            else:
                at = self._step(token)
            if len(self.stack) > DEEPEST:
                break
        if len(self.stack) != base + 1:
            self.seen.is_whole = False
        for left in self.stack[base:]:
            self._end_word(left, end)
            self._learn(left)
        del self.stack[base:]

    def _step(self, token: re.Match[str]) -> int:
        kind = token.lastgroup or ""
        top = self.stack[-1]
        if top.mode == "code":
            return self._code(token, top)
        if not self._expansion(token):
            self._inside(kind, token, top)
        return token.end()

    def _inside(self, kind: str, token: re.Match[str], top: Open) -> None:
        """In quotes, braces and sums."""
        match kind:
            case "close" if top.inner == 0:
                self._close()
            case "close":
                top.inner = max(0, top.inner - 2)
            case "double":
                self.stack.append(Open("double"))
            case "open":
                top.inner += 1
            case "inner":
                top.inner -= 1
            case "makes" | "counts":
                self.seen.made.add(token[kind])
            case _:
                pass

    def _expansion(self, token: re.Match[str]) -> bool:
        """Whether it was a variable, or something that a command or a sum gives."""
        if token["sum"]:
            self.stack.append(Open("sum"))
        elif token["run"]:
            self._run(token["run"])
        elif token["braced"]:
            self._take(token["braced"], token)
            self.stack.append(Open("braces"))
        elif token["plain"]:
            self._take(token["plain"], token)
        else:
            return False
        return True

    def _run(self, opener: str) -> None:
        backquotes = [one for one in self.stack if one.closing == "`"]
        if opener == "`" and backquotes:
            while self.stack[-1] is not backquotes[-1]:
                self._close()
            self._close()
        else:
            self.stack.append(Open("code", "`" if opener == "`" else ")"))

    def _take(self, name: str, token: re.Match[str]) -> None:
        rest = token["else"] or ""
        if rest.endswith("="):
            self.seen.made.add(name)
        if not rest and (name[0].isalpha() or name[0] == "_"):
            self.seen.taken.setdefault(name, token.start())

    def _code(self, token: re.Match[str], top: Open) -> int:
        kind, is_new = token.lastgroup or "", top.word < 0
        if kind == "letters" and is_new and token[0].startswith("#"):
            end = self.script.find("\n", token.start(), token.endpos)
            return token.endpos if end < 0 else end
        if kind in ("piece", "letters", "double", "special") or self._is_expansion(
            token
        ):
            top.word = token.start() if is_new else top.word
            if kind == "double":
                self.stack.append(Open("double"))
            else:
                self._expansion(token)
            return token.end()
        return self._between(kind, token, top)

    @staticmethod
    def _is_expansion(token: re.Match[str]) -> bool:
        return bool(token["sum"] or token["run"] or token["braced"] or token["plain"])

    def _between(self, kind: str, token: re.Match[str], top: Open) -> int:
        """What ends a word, and perhaps a command."""
        is_first = top.word < 0 and not top.words.command
        self._end_word(top, token.start())
        match kind:
            case "newline":
                top.words.end_command()
                return self._documents(token.end(), token.endpos)
            case "end":
                top.words.end_command()
            case "quoted" | "bare" | "quote":
                self._document(token)
            case "process" | "open":
                self.stack.append(Open("code", ")"))
            case "arithmetic":
                return self._double_bracket(token, top, is_first=is_first)
            case "close" if top.words.cases:
                top.words.end_command()  # the end of a pattern of `case`
            case "close":
                self._close()
            case _:
                pass
        return token.end()

    def _double_bracket(
        self, token: re.Match[str], top: Open, *, is_first: bool
    ) -> int:
        if is_first or top.words.command in ("for", "in"):
            self.stack.append(Open("sum"))
            return token.end()
        self.stack.append(Open("code", ")"))
        return token.end() - 1

    def _document(self, token: re.Match[str]) -> None:
        bare = token["bare"]
        end = token["quoted"] if bare is None else bare.replace("\\", "")
        is_quoted = bare is None or "\\" in bare
        self.documents.append((end, is_quoted, bool(token["dash"])))

    def _documents(self, at: int, end: int) -> int:
        """Past the here-documents that begin on this line."""
        waiting, self.documents = self.documents, []
        for word, is_quoted, may_indent in waiting:
            begin, stop = at, end
            for begin_of_line, line in _lines(self.script, at, end):
                at = min(end, begin_of_line + len(line) + 1)
                if (line.lstrip("\t") if may_indent else line) == word:
                    stop = begin_of_line
                    break
            if not is_quoted:
                self._text(begin, stop)
        return at

    def _text(self, begin: int, end: int) -> None:
        if sum(one.mode == "text" for one in self.stack) < MOST_NESTED:
            self.read(begin, end, Open("text"))
        else:
            self.seen.is_whole = False

    def _end_word(self, top: Open, at: int) -> None:
        if top.mode == "code" and top.word >= 0:
            top.words.add(self.script[top.word : at])
            top.word = -1

    def _close(self) -> None:
        closed = self.stack.pop()
        self._end_word(closed, len(self.script))
        self._learn(closed)
        if not self.stack:
            self.seen.is_whole = False

    def _learn(self, closed: Open) -> None:
        self.seen.made |= closed.words.made
        self.seen.sources = self.seen.sources or closed.words.sources


def _lines(script: str, at: int, end: int) -> Iterator[tuple[int, str]]:
    while at < end:
        stop = script.find("\n", at, end)
        stop = end if stop < 0 else stop
        yield at, script[at:stop]
        at = stop + 1

"""Texts that users may well mean, and that careless programs break or run."""

VALUES = {
    "double quotes": 'say "hello" and ""',
    "single quotes": "it's 'quoted'",
    "variable": "$HOME and ${PATH} cost $5",
    "backticks": "`id` and `unclosed",
    "command substitution": "$(touch pwned)",
    "trailing backslash": "ends with a backslash\\",
    "backslashes": r"C:\new\table \" \' \$ \\",
    "another command": '"; touch pwned; "',
    "address": "http://example.org/?a=1&b=2#part",
    "file address": "file:///etc/passwd|cat;#",
    "newlines": "first\nsecond\n\nlast\n",
    "carriage returns": "first\r\nsecond\rthird\tand a tab",
    "other alphabets": "Ångström λ ≤ 5 µm 星 🔭",
    "markup": "<b>M13 & friends</b> ]]> &amp; <!-- -->",
    "wildcards": "* ? [a-z] {a,b} ~ !! #",
    "blanks": "  two before, two after  ",
}

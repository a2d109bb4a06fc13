"""Which variables a script takes for granted: few misses, and hardly a false alarm."""

import time

import pytest

from jobs.descriptions.lint import python, shell


@pytest.mark.parametrize(
    ("script", "taken"),
    [
        ('echo $a "$b" ${c} ${#d} ${e%.fits} ${f[0]}', "a b c d e f"),
        ("echo '$a' \\$b $'$c' # $d", ""),
        ("echo ${a:-x} ${b-x} ${c:+x} ${d:?missing} ${e:=x} $e", ""),
        ('echo "${a:-"$b"}"', "b"),
        ("a=1; echo $a; b+=2 c[1]=3 true; echo $b $c", ""),
        (
            "for a in 1; do echo $a $b; done; for ((i=0; i<3; i++)); do echo $i; done",
            "b",
        ),
        ("while IFS=, read -r a b; do echo $a $b; done < $table", "table"),
        ("sort x | \\\nwhile read a; do echo $a; done", ""),
        ("f() { local a=$1 b; echo $a $b $@ $# $$ $?; }", ""),
        ("declare -A a; export B=1; mapfile -t c < f; echo $a $B ${c[@]}", ""),
        ('printf -v a "%s" x; getopts ab: b; echo $a $b', ""),
        ("exec {fd}> file; echo $fd", ""),
        ("((n++)); ((k = n + $p)); echo $n $k $((m = 2)) $m", "p"),
        ("awk '{print $1, $NF, $name}' \"$in\"", "in"),
        ("cat <<EOF\n$a\nEOF\ncat <<'EOF'\n$b\nEOF\necho $c", "a c"),
        ("cat <<-EOF\n\t$a\n\tEOF\ncat <<< $b", "a b"),
        ("x=$(cat <<EOF\n$a\nEOF\n)\necho $x $b", "a b"),
        ("case $a in b) c=1;; (d|e) c=2;; esac; echo $c", "a"),
        ("x=$(case $a in b) echo $c;; esac); echo $x", "a c"),
        ('echo `date +$a` "x `echo $b`" $(echo "$c")', "a b c"),
        ("diff <(sort $a) <(sort $b); l=(x $c); echo ${l[@]}", "a b c"),
        ("[[ $a =~ ^(x|y)$ ]] && (( $# > 0 )) && echo", "a"),
    ],
)
def test_only_what_the_script_does_not_make_is_taken(script, taken):
    assert list(shell.mentions(script)) == taken.split()


def test_the_first_line_is_told():
    assert shell.mentions("#!/bin/sh\n\necho $a\necho $a $b\n") == {"a": 3, "b": 4}


def test_after_a_sourced_file_names_in_capitals_may_come_from_there():
    assert list(shell.mentions(". ./setup.sh\necho $DATA $data")) == ["data"]
    assert list(shell.mentions("module load gcc\necho $GCC_HOME")) == []
    assert list(shell.mentions("echo $DATA")) == ["DATA"]


@pytest.mark.parametrize("script", ['echo "$a', "echo $(echo $a", "echo $a)", "((1 $a"])
def test_where_it_loses_its_way_it_says_nothing(script):
    assert shell.mentions(script) == {}


@pytest.mark.parametrize(
    "script",
    [
        "$(" * 400_000,
        "'" * 999_999,
        "<<a\n" * 200_000,
        "<<a\n$(" * 30_000,
        '"$' * 400_000,
    ],
)
def test_a_hostile_script_is_read_in_a_moment(script):
    began = time.monotonic()
    shell.mentions(script)
    assert time.monotonic() - began < 10


@pytest.mark.parametrize(
    ("line", "taken"),
    [
        ('os.environ["a"]', "a"),
        ("os.getenv('a') or environ.get('b')", "a b"),
        ('os.getenv("a", "1"); os.environ.get("b", 2)', ""),
        ('os.environ["a"] = "1"', ""),
        ('if os.environ["a"] == "1": pass', "a"),
        ("# os.environ['a']", ""),
    ],
)
def test_python_takes_what_it_looks_up_without_a_default(line, taken):
    assert list(python.mentions(line)) == taken.split()

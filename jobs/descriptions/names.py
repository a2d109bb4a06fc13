"""Which names the parts of a description may have.

A name becomes an environment variable of the script, a parameter of UWS and the id
of a result, so it must not mean something there already.
"""

import re

NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*", re.ASCII)
ACTIVITY = re.compile(r"[A-Za-z_][A-Za-z0-9_-]*", re.ASCII)
LONGEST = 64

# Words that UWS and DALI keep for themselves, whatever their case.
RESERVED = frozenset(
    """
    phase runid action wait last after upload responseformat maxrec request lang query
    version activityversion newfiles destruction executionduration csrfmiddlewaretoken
    """.split()
)
# Ids of results that the portal makes itself.
RESULTS = frozenset(
    """
    provjson provxml provn provttl provtrig provjsonld provivoa provvot provdot provsvg
    provpng provpdf rocrate stdout stderr results parameters
    """.split()
)
# Variables by which a shell, the loader or an interpreter is controlled.
VARIABLES = frozenset(
    """
    PATH HOME IFS ENV CDPATH PWD OLDPWD SHELL SHELLOPTS BASH BASHOPTS BASHPID UID EUID
    PPID GROUPS HISTCMD FUNCNEST SECONDS RANDOM SRANDOM LINENO OPTARG OPTIND OPTERR
    REPLY MAPFILE COPROC DIRSTACK FUNCNAME PIPESTATUS EPOCHSECONDS EPOCHREALTIME
    HOSTNAME HOSTTYPE OSTYPE MACHTYPE
    SHLVL TMOUT PROMPT_COMMAND GLOBIGNORE EXECIGNORE POSIXLY_CORRECT TIMEFORMAT
    HISTFILE LANG TZ TERM USER LOGNAME TMPDIR TEMP TMP _ PS0 PS1 PS2 PS3 PS4
    GLIBC_TUNABLES
    """.split()
)
PREFIXES = ("BASH_", "LD_", "PYTHON", "OPUS_", "SLURM_", "LC_", "COMP_", "MALLOC_")
ACTIVITY_RESERVED = frozenset(
    "new import import_jdl waiting checks capabilities availability".split()
)


def problem(name: str) -> str:
    """Why a parameter or entity cannot be called so; empty if it can."""
    if not NAME.fullmatch(name) or len(name) > LONGEST:
        return (
            f"“{name}” is not a name: use letters, digits and underscores, do not "
            f"begin with a digit, {LONGEST} characters at most"
        )
    word = name.lower()
    if word in RESERVED:
        return f"“{name}” is a word of the UWS protocol: choose another name"
    if word in RESULTS:
        return f"“{name}” is something that every job has: choose another name"
    if name in VARIABLES or name.startswith(PREFIXES) or word.endswith("_proxy"):
        return f"“{name}” controls the shell or the interpreter: choose another name"
    return ""


def activity_problem(name: str) -> str:
    """Why an activity cannot be called so; empty if it can."""
    if not ACTIVITY.fullmatch(name) or len(name) > LONGEST:
        return (
            f"“{name}” is not a name for an activity: use letters, digits, underscores "
            f"and hyphens, begin with a letter, {LONGEST} characters at most"
        )
    if name.lower() in ACTIVITY_RESERVED:
        return f"“{name}” is an address of the portal: choose another name"
    return ""

"""All checks, in the order in which they are made.

To add one, write a function with `@theme.check(...)` in the module of its theme, a
fault for it in the tests, and its row in docs/uwscheck.md.
"""

from opus.uwscheck.checks import (
    access,
    creation,
    deletion,
    filters,
    joblist,
    jobs,
    parameters,
    phases,
    results,
    times,
    vosi,
    wait,
)

THEMES = (
    joblist.theme,
    creation.theme,
    phases.theme,
    jobs.theme,
    parameters.theme,
    times.theme,
    filters.theme,
    wait.theme,
    results.theme,
    access.theme,
    vosi.theme,
    deletion.theme,  # the last: it takes away what others look at
)
ALL = tuple(check for theme in THEMES for check in theme.checks)

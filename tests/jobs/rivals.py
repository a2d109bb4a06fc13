"""Somebody who is quicker: acts between the moment we look and the moment we write."""

import contextlib

from django.db import connection


@contextlib.contextmanager
def before_update(table, act):
    """`act()` happens once, right before the first UPDATE of the table."""
    acted = []

    def execute(then, sql, params, many, context):
        if not acted and sql.startswith(f'UPDATE "{table}"'):
            acted.append(sql)
            act()
        return then(sql, params, many, context)

    with connection.execute_wrapper(execute):
        yield
    assert acted, "nothing was written, so nobody could be quicker"

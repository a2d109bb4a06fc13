"""Runs one script, limits it, and leaves a truthful note of how it ended.

This package knows neither the portal nor its database: it needs the standard library
of Python 3.8 or later, so it serves this host and a cluster's node alike. It is given
a control folder that holds `order.json`, and writes there

    lock            held as long as the runner lives
    started.json    the script has been started; the first one to make it runs it
    alive           touched every 15 s
    ended.json      how it ended, and what it made; made by renaming, so it is whole

Whoever wants to know looks at these files; a datagram to the order's `socket` only
says when it is worth looking. What the runner did beats what the script says: a script
that was stopped may still end with status 0.
"""

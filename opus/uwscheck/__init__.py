"""A doctor for UWS 1.1 services: it behaves like their clients and says what fails.

It needs neither the portal nor a database, so that it can look at any service:
the standard library speaks HTTP, lxml reads XML. A check is a short function in
`checks`; `doctor` runs them, `report` shows what they found.
"""

VERSION = "1.0"
AGENT = f"OPUS-uwscheck/{VERSION}"

"""Whether everything that jobs need is there, and what to do where it is not.

The same facts for an operator's terminal, the status page, and what watches the portal.
"""

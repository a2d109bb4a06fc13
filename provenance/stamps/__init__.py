"""A small stamp in a file that says where the file comes from.

It is put by a process of its own, which knows neither the portal nor its database: the
files are a user's, and libraries that read them can be made to fail.
"""

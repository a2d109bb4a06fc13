"""`make chaos`: many jobs, while parts of the portal are killed, stopped and cut off.

Each run has a seed; at its end every job is compared with what must be true of it.
"""

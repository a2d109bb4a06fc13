"""Batch systems: the same runner, started by a scheduler on whatever node it chooses.

`dialect` says what a scheduler must be able to do, `slurm` is the one that there is,
`transport` reaches its commands, and `machine` makes a back end of the two.
"""

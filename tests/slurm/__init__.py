"""Against a real Slurm, started for the tests from Debian's packages."""

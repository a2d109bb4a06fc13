"""An activity description as a value: what a job takes, does and gives."""

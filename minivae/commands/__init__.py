"""The commands of `minivae`: one module each, with `add_arguments` and `run`."""

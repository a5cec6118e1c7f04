"""The commands, a file for each kind: they parse, call and print."""

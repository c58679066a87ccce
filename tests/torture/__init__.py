"""Trials of what a run promises when it is killed, starved or fed poison: `make torture` runs them at full length."""

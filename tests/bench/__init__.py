"""Benchmarks: figures with budgets, measured on a local cloud of their own by `make bench`; never timed tests."""

"""Brings the Programme table back to a moment, into the live stacks: `make restore AT=… KEEP=…`.

`steps` says what happens in which order, each step repeatable; `wanted` reads what is asked for. `backups` is the one
place that differs between AWS (point-in-time recovery) and the drill on the local cloud; `stack` lets the application
stand still and go on; `copying` copies items back, `settling` makes the rest follow from them.
"""

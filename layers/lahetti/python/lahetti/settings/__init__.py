"""The programme's settings by version: what may be set, within which limits, and what was set before."""

"""The way from an empty account to a programme that runs: steps, each of which can be repeated."""

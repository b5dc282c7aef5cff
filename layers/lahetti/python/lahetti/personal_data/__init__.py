"""Export of everything that is kept of a person, over all subjects."""

"""What is kept of a person, over all wings: `exports` gathers it, `files` hands it out as a file for a day."""

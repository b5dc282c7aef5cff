"""What is kept of a person, over all wings: `exports` gathers it, `page` says it in words, `files` hands both out."""

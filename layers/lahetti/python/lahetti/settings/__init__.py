"""The programme's settings: `model` declares each once, `rules` holds limits, `versions` stores, `history` shows."""

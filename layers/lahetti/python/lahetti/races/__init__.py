"""Standings, ranks and teams; how races close; the draw; the comparison of ledgers, cards and standings."""

"""Campaigns: a push with a goal and a period, what was brought by personal shares, and what paid ads brought beside."""

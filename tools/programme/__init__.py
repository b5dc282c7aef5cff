"""The demo programme: the cast it plays with and what the simulation makes of it."""

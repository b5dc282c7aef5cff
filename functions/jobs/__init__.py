"""Jobs, a module a schedule: idempotent, each for a logical time from its event."""

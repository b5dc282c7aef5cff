"""What everything stands on: clock, configuration, errors, logging, days, quiet hours, texts that people read."""

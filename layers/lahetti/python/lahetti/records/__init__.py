"""What every subject writes beside its own: audit entries and the outbox."""

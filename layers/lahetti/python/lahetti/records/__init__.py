"""Records that all wings write in their own transactions: audit entries, and the outbox of mails and fan-outs."""

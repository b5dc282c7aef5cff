"""Letters, their delivery, fan-outs to many, digests, and the mail log."""

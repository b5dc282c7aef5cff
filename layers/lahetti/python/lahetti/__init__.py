"""Lähetti, the messenger: the rules of an employee advocacy programme and its use cases."""

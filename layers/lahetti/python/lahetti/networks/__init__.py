"""The networks outside: where ambassadors share, and what those networks tell about a post.

Each module speaks to, or knows the customs of, the world beyond our own account. What a share or a reaction is worth
is decided by the subjects that import from here, never here.
"""

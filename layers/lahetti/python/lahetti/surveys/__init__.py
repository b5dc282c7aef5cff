"""Surveys of the programme's goals, before and after: anonymous by construction (docs/privacy.md).

Whoever can take part gets a link with a one-time token. Answering deletes the token and puts the answer, in the same
transaction, where neither stream nor backup sees it; at night a job moves at least five answers at a time, shuffled.
"""

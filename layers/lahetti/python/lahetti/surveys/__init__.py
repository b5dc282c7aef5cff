"""Surveys of the programme's goals, before and after: anonymous by construction (docs/privacy.md).

Whoever can take part gets a link with a one-time token. Answering deletes the token and puts the answer, in the same
transaction, sealed where neither stream nor backup sees it. The night after the end all answers come at once, shuffled.
"""

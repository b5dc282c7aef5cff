"""Reactions to posts of confirmed shares: what an ambassador lets us follow, when networks are asked, how they fare.

`due_times` says when, `following` is what people do, `collecting` asks the networks; only the job imports that, as it
carries the client that fetches.
"""

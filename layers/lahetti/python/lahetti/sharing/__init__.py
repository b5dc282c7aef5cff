"""Shares and their links.

`opening` makes a share with its link and caption, `own_shares` is what a person does with theirs. `links` says what a
code looks like and which visits count, `bots` and `own_devices` which do not; the redirect uses both. `reactions`
follows the post of a share at its network.
"""

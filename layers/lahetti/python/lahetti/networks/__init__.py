"""The networks outside: where ambassadors share, and what those networks tell about a post.

Each module speaks to, or knows the customs of, the world beyond our own account. What a share or a reaction is worth
is decided by the subjects that import from here, never here.

`networks` declares each network once; `reactions` asks `bluesky` and `mastodon` for counts, `servers` are names that
people choose. Everything fetched on somebody's word goes through `safe_fetch`; `page_metadata` and `pictures` read what
came. `text_lengths` counts as each network does.
"""

"""Feeds: new items of a channel's feed become drafts, or are published at once where the channel says so.

`documents` reads them, `choice` says which items become contents, `health` when a feed is due, `importing` does it;
only the job imports that, as it carries the client that fetches.
"""

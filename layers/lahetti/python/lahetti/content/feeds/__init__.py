"""Feeds: new items of a channel's feed become drafts, or are published at once where the channel says so.

`documents` reads them, `choice` says which items become contents, `due_times` when a feed is due, `importing` does it,
`trying` says what is in one before it is saved; only what uses one of the last two carries the client that fetches.
"""

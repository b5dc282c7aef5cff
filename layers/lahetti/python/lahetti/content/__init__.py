"""Channels and contents: what may be published, in which state, for whom; captions that fit.

States: suggested → draft → scheduled → published → archived; recalled from the last two. A content is a head (state and
the row that lists show), its long texts, and captions per network and language, so that a list reads no more than it
shows.

`drafting`, `revising`, `publishing`, `recalling` and `pictures` change a content; `offer` (ambassadors), `listing` and
`reading` (editors) read it; `from_url` fills a draft from its page. `channels`, `feeds`, `notes` and `counts` are
folders.
"""

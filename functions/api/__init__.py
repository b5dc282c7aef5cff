"""The JSON API: `handler_<group>.py` a function, `routes_<subject>.py` a subject."""

import cold_start  # noqa: F401 (for what it sets)

"""The JSON API: `handler_<group>.py` a function, `routes_<subject>.py` a subject."""

import cold_start  # noqa: F401 (no garbage is looked for while the rest is imported)
import store_libraries  # noqa: F401

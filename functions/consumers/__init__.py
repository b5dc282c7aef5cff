"""Consumers of streams: each may get everything twice, late and out of order."""

import cold_start  # noqa: F401 (no garbage is looked for while the rest is imported)
import store_libraries  # noqa: F401

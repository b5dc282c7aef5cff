"""Jobs, a module a schedule: idempotent, each for a logical time from its event."""

import cold_start  # noqa: F401 (no garbage is looked for while the rest is imported)
import store_libraries  # noqa: F401

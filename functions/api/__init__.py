"""The JSON API."""

import cold_start  # noqa: F401 (for what it sets)

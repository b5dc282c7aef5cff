"""The ambassadors' client and the sign-in that client and console share."""

import cold_start  # noqa: F401 (for what it sets)

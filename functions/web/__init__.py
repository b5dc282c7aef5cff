"""The ambassadors' client and the sign-in that client and console share."""

import cold_start  # noqa: F401 (no garbage is looked for while the rest is imported)

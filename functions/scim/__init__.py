"""The organisation's directory speaks to this function (SCIM 2.0, RFC 7643 and 7644), and nobody else does."""

import cold_start  # noqa: F401 (no garbage is looked for while the rest is imported)
import store_libraries  # noqa: F401

"""What the user pool asks before it gives tokens."""

import cold_start  # noqa: F401 (no garbage is looked for while the rest is imported)

"""No garbage is looked for in what a function imports: not while it is imported, and not later, as all of it stays.

The packages of the functions import this module first; each handler calls `keep_imports` last.
"""

import gc

gc.disable()


def keep_imports() -> None:
    """Leave what is there by now out of every search for garbage, and begin to search for what comes after it."""
    gc.freeze()
    gc.enable()

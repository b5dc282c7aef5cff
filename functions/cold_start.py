"""Imported by the functions' packages before all else: no garbage is looked for in what a start imports, as it stays.

That search took a tenth of a start (docs/performance.md). Up to 200,000 objects, some 50 MB, now wait for the next one.
"""

import gc

gc.set_threshold(200_000)

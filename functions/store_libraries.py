"""The libraries of the store, imported few calls deep, by the packages of the functions that use it.

Where the imports of a large library lie deep in others', CPython's stack stands at the end of a chunk, and each call of
a long loop there takes a chunk from the system and gives it back: 4,700 times in the digests' start, a sixth of it.
"""

import urllib3  # noqa: F401, I001 (the deepest first)
import botocore.session  # noqa: F401
import pynamodb.models  # noqa: F401

"""Templates as Python code, kept beside Python's own compiled files: compiling them anew would double a cold start.

Where the folder cannot be written, as on Lambda, what is not there is compiled at every start.
"""

import os
from importlib.util import cache_from_source
from pathlib import Path

from jinja2 import BytecodeCache
from jinja2.bccache import Bucket


class CompiledTemplates(BytecodeCache):
    """Jinja itself holds each file against the template that it was made from, and against the interpreter."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def get_cache_key(self, name: str, filename: str | None = None) -> str:  # noqa: ARG002
        """Name a template without its folder, which is another one where it is built."""
        return super().get_cache_key(name)

    def load_bytecode(self, bucket: Bucket) -> None:
        """Read a template's code, if it is there."""
        try:
            with self._file(bucket).open("rb") as file:
                bucket.load_bytecode(file)
        except OSError:
            return

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep a template's code, where it can be kept; whoever reads meanwhile sees the old file or the new one."""
        file = self._file(bucket)
        half = file.with_suffix(f".{os.getpid()}")
        try:
            file.parent.mkdir(parents=True, exist_ok=True)
            half.write_bytes(bucket.bytecode_to_string())
            half.replace(file)
        except OSError:
            return

    def _file(self, bucket: Bucket) -> Path:
        return Path(cache_from_source(str(self._folder / f"{bucket.key}.py")))

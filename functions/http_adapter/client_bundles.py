"""Writes the client's modules into one script, in the order of their imports.

The sources are plain modules (functions/web/client), and a browser that fetched them one by one would call a Lambda for
each. A module becomes a function that is called once and returns its exports; imports become constants. It knows the
few forms in which our modules import and export and refuses every other, so it needs no parser of JavaScript.
"""

import posixpath
import re
from collections.abc import Mapping

_IMPORT = re.compile(r'^import (?:\{([^}]*)\} from )?"(\.[^"]+)";\n', re.MULTILINE)
_EXPORT = re.compile(r"^export (?=(?:async )?(?:function|class|const) (\w+))", re.MULTILINE)
_COMMENT = re.compile(r"^[ \t]*(?://.*|/\*\*[\s\S]*?\*/)\n", re.MULTILINE)
_INDENT = re.compile(r"^[ \t]+", re.MULTILINE)
_OTHER = re.compile(r"^(?:import|export)\b.*", re.MULTILINE)


def bundle(entry: str, modules: Mapping[str, str]) -> str:
    """Return a script that runs `entry` and everything that it imports; `modules` are texts by path.

    Raises ValueError for a module that is missing, a circle of imports, and an import or export of another form.
    """
    return "".join(_as_function(path, modules[path]) for path in import_order(entry, modules))


def import_order(entry: str, modules: Mapping[str, str]) -> list[str]:
    """Return the paths of a module and of all that it imports, each after those that it needs."""
    done: list[str] = []

    def visit(path: str, way: tuple[str, ...]) -> None:
        if path in way:
            raise ValueError(f"The imports go round in a circle: {' → '.join([*way, path])}")
        if path in done:
            return
        if path not in modules:
            raise ValueError(f"{way[-1]} imports {path}, which is not there")
        for _, imported in _IMPORT.findall(modules[path]):
            visit(_resolved(path, imported), (*way, path))
        done.append(path)

    visit(entry, ())
    return done


def _as_function(path: str, text: str) -> str:
    def constants(match: re.Match[str]) -> str:
        names = " ".join((match[1] or "").split()).rstrip(",")
        return f"const {{ {names.replace(' as ', ': ')} }} = {_name(_resolved(path, match[2]))};\n" if names else ""

    exported = [match[1] for match in _EXPORT.finditer(text)]
    body = _INDENT.sub("", _IMPORT.sub(constants, _EXPORT.sub("", _COMMENT.sub("", text))))
    if other := _OTHER.search(body):
        raise ValueError(f"{path} has an import or export that is not understood: {other[0]}")
    return f"const {_name(path)} = (() => {{\n{body}return {{ {', '.join(exported)} }};\n}})();\n"


def _resolved(path: str, imported: str) -> str:
    return posixpath.normpath(posixpath.join(posixpath.dirname(path), imported))


def _name(path: str) -> str:
    return "$" + re.sub(r"\W", "_", path.removesuffix(".js"))

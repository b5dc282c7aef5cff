"""Writes the client's modules into two scripts, in the order of their imports: what starts, and what can come later.

The sources are plain modules (functions/web/client), and a browser that fetched them one by one would call a Lambda for
each. A module becomes a function that is called once and returns its exports; imports become constants. It knows the
few forms in which our modules import and export and refuses every other, so it needs no parser of JavaScript.

What is imported where it is needed, `import("./x.js")`, is in the later script with all that it alone imports. It is
one script: a screen that is opened costs one request at most, and the service worker brings it along for a time without
a network. It gets the modules of the first script, whose state they share, as arguments.
"""

import posixpath
import re
from collections.abc import Mapping

_IMPORT = re.compile(r'^import (?:\{([^}]*)\} from )?"(\.[^"]+)";\n', re.MULTILINE)
_LATER = re.compile(r'\bimport\("(\.[^"]+)"\)')
_EXPORT = re.compile(r"^export (?=(?:async )?(?:function|class|const) (\w+))", re.MULTILINE)
_COMMENT = re.compile(r"^[ \t]*(?://.*|/\*\*[\s\S]*?\*/)\n", re.MULTILINE)
_INDENT = re.compile(r"^[ \t]+", re.MULTILINE)
_OTHER = re.compile(r"^(?:import|export)\b.*", re.MULTILINE)


def bundle(entry: str, modules: Mapping[str, str], later: str = "") -> str:
    """Return a script that runs `entry` and everything that it imports; `modules` are texts by path.

    `later` is the URL of the later script, beside this one, where modules are imported where they are needed.
    Raises ValueError for a module that is missing, a circle of imports, and an import or export of another form.
    """
    order = import_order(entry, modules)
    script = "".join(_as_function(path, modules[path]) for path in order)
    return _FETCH_LATER % (later, ", ".join(map(_name, order))) + script if later else script


def later_bundle(entry: str, modules: Mapping[str, str]) -> str:
    """Return the later script to the one of `entry`: a function that takes its modules, and returns its own by path."""
    first, order = import_order(entry, modules), later_order(entry, modules)
    given = ", ".join([*map(_name, first), "$later"])
    functions = "".join(_as_function(path, modules[path]) for path in order)
    made = ", ".join(f'"{path}": {_name(path)}' for path in order)
    return f"export const make = ({{ {given} }}) => {{\n{functions}return {{ {made} }};\n}};\n"


def _imported_later(paths: list[str], modules: Mapping[str, str]) -> list[str]:
    """Return what modules import where it is needed, and what those do, and so on."""
    found: list[str] = []
    while paths:
        path = paths.pop(0)
        for wanted in _LATER.findall(modules[path]):
            imported = _resolved(path, wanted)
            if imported not in found:
                found.append(imported)
                paths += import_order(imported, modules)
    return found


def later_order(entry: str, modules: Mapping[str, str]) -> list[str]:
    """Return the paths of what comes later, each after those that it needs and that the first script does not have."""
    first = import_order(entry, modules)
    order: list[str] = []
    for path in _imported_later([*first], modules):
        order += [one for one in import_order(path, modules) if one not in first and one not in order]
    return order


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

    def later(match: re.Match[str]) -> str:
        return f'$later("{_resolved(path, match[1])}")'

    plain = _LATER.sub(later, _COMMENT.sub("", text))
    body = _INDENT.sub("", _IMPORT.sub(constants, _EXPORT.sub("", plain)))
    if other := _OTHER.search(body):
        raise ValueError(f"{path} has an import or export that is not understood: {other[0]}")
    return f"const {_name(path)} = (() => {{\n{body}return {{ {', '.join(exported)} }};\n}})();\n"


def _resolved(path: str, imported: str) -> str:
    return posixpath.normpath(posixpath.join(posixpath.dirname(path), imported))


def _name(path: str) -> str:
    return "$" + re.sub(r"\W", "_", path.removesuffix(".js"))


_FETCH_LATER = """const $later = (path) =>
import(new URL("%s", import.meta.url)).then(({ make }) => ($made ??= make({ %s, $later }))[path]);
let $made;
"""

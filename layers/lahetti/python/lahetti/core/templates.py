"""Jinja templates of a folder, compiled ahead to Python where a deployment has done so.

Compiling them at a start would double it, so `tools/stacks.py` has `compile_ahead` write each as a module, into a
folder beside them. Where that folder is not there, as in tests, templates are taken as they are written.
"""

from pathlib import Path
from typing import TYPE_CHECKING

from lahetti.core.names import LocalisedName

if TYPE_CHECKING:
    from jinja2 import Environment
    from jinja2.runtime import Context

_COMPILED = "compiled"


def environment(folder: Path) -> "Environment":
    """Return what renders the templates of a folder: HTML escapes what it is given, a missing value is an error.

    A name in several languages is written in the one that the template is rendered with (`language`).
    """
    # late: 42 ms that only pages and mails need
    from jinja2 import Environment, FileSystemLoader, ModuleLoader, StrictUndefined, pass_context, select_autoescape

    compiled = folder / _COMPILED
    return Environment(
        loader=ModuleLoader(compiled) if compiled.is_dir() else FileSystemLoader(folder),
        autoescape=select_autoescape(["html"]),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
        finalize=pass_context(_said),
    )


def _said(context: "Context", value: object) -> object:
    return value.in_language(context["language"]) if isinstance(value, LocalisedName) else value


def compile_ahead(templates: "Environment", folder: Path) -> None:
    """Compile the templates of a folder, as this environment renders them, to where `environment` looks for them."""
    templates.compile_templates(folder / _COMPILED, extensions=["html", "txt"], zip=None)

"""A page of the console is whole: each failure names the file that lacks something.

Its path in `template.yaml` is held by `test_structure_routes.py`.
"""

import ast
import inspect
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from textwrap import dedent
from types import ModuleType
from typing import Any

import pytest
from jinja2 import Environment, meta, nodes

from console.framework import answering, menu, rendering
from lahetti.core.texts import LANGUAGES, catalogue
from lahetti.people.model import Role
from tests.console_pages import FUNCTIONS
from tests.console_pages import PAGES as PAGES_OF
from tests.integration.console_roles import ACTIONS, PAGES
from tools.templates import ROOT

CONSOLE = ROOT / "functions" / "console"
CATALOGUES = "layers/lahetti/python/lahetti/core/translations/console.*.json"
TEMPLATES = sorted((CONSOLE / "templates").rglob("*.html"))
SUBJECTS = sorted(path for path in (CONSOLE / "pages").rglob("*.py") if path.name != "__init__.py")
PARTS = "framework/parts.html"
SYNTAX = Environment(autoescape=True)
"""Only to read the templates' syntax."""


def lacking(key: str) -> list[str]:
    return [language for language in LANGUAGES if key not in catalogue("console", language)]


@pytest.mark.parametrize("path", PAGES_OF)
def test_a_page_belongs_to_one_line_of_the_menu(path: str) -> None:
    entries = [entry.name for entry in menu.ENTRIES if menu.is_current(entry, path)]

    assert len(entries) == 1, f"{path} lies below one entry of functions/console/framework/menu.py, not {entries}"


@pytest.mark.parametrize("entry", menu.ENTRIES, ids=lambda entry: entry.name)
def test_a_line_of_the_menu_has_a_page_words_and_an_icon(entry: menu.Entry) -> None:
    icons = (CONSOLE / "templates" / "framework" / "icons.html").read_text()

    assert entry.path in PAGES_OF, f"no page stands at {entry.path}: a module in functions/console/pages"
    assert not lacking(f"menu.{entry.name}"), f"add menu.{entry.name} to {CATALOGUES}: {lacking(f'menu.{entry.name}')}"
    assert f'\n  "{entry.icon}": ' in icons, f"draw {entry.icon} in functions/console/templates/framework/icons.html"
    assert entry.role == PAGES_OF[entry.path].role, f"{entry.name} in functions/console/framework/menu.py is for others"


@pytest.mark.parametrize("path", PAGES_OF)
def test_a_page_has_a_template_that_lies_as_the_page_does(path: str) -> None:
    page = PAGES_OF[path]
    module = Path(inspect.getfile(page.view)).relative_to(CONSOLE / "pages")

    assert (CONSOLE / "templates" / page.template).is_file(), f"functions/console/templates/{page.template} is missing"
    assert Path(page.template).parent == module.parent, f"{page.template} lies elsewhere than pages/{module}"


@pytest.mark.parametrize("module", SUBJECTS, ids=lambda path: path.stem)
def test_a_module_that_makes_a_page_is_named_in_the_handler(module: Path) -> None:
    routed = {Path(inspect.getfile(page.view)) for page in PAGES_OF.values()}

    assert "@page(" not in module.read_text() or module in routed, (
        f"PAGES of functions/console/handler_editors.py or handler_admins.py lacks {module}"
    )


@pytest.mark.parametrize("function", FUNCTIONS)
def test_a_page_is_answered_by_the_function_of_those_who_may_see_it(function: str) -> None:
    """So that what admins alone may do, no page that editors open can."""
    roles = {PAGES_OF[path].role for path in FUNCTIONS[function].PAGES}

    assert roles == {Role.ADMIN if function == "AdminConsoleFunction" else Role.EDITOR}


def test_every_page_and_every_action_has_a_row_of_roles() -> None:
    actions = {(path, action) for path, page in PAGES_OF.items() for action in page.actions}

    pages, rows = set(PAGES) ^ set(PAGES_OF), set(ACTIONS) ^ actions
    assert not pages, f"PAGES of tests/integration/console_roles.py differs from the console by {pages}"
    assert not rows, f"ACTIONS of tests/integration/console_roles.py differs from the console by {rows}"


@pytest.mark.parametrize("path", PAGES_OF)
def test_the_row_of_a_page_says_the_role_that_the_page_asks_for(path: str) -> None:
    assert PAGES_OF[path].role in PAGES[path].roles, f"{path}: row of console_roles.py and @page differ"
    assert PAGES_OF[path].role is PAGES[path].roles[0], f"{path}: row of console_roles.py and @page differ"


@pytest.mark.parametrize("path", PAGES_OF)
def test_a_template_asks_for_values_that_its_page_gives(path: str) -> None:
    page = PAGES_OF[path]
    in_frame = keys_written_in(answering) | keys_written_in(rendering)
    unknown = asked_by(page.template) - given_by(page.view) - in_frame

    assert not unknown, (
        f"{page.template} asks for {sorted(unknown)}, which {page.view.__name__} of {path} does not give"
    )


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.stem)
def test_a_template_calls_parts_that_there_are(template: Path) -> None:
    parts = (CONSOLE / "templates" / "framework" / "parts.html").read_text()
    known = set(re.findall(r"{% macro (\w+)\(", parts))
    unknown = set(re.findall(r"\bui\.(\w+)", template.read_text())) - known

    assert not unknown, f"{template.relative_to(ROOT)} calls {unknown}, which framework/parts.html has not"


@pytest.mark.parametrize("path", [path for path, page in PAGES_OF.items() if page.lines is not None])
def test_the_columns_of_a_file_have_words(path: str) -> None:
    lines = PAGES_OF[path].lines
    assert lines is not None
    columns = set(columns_of(lines[1]))

    assert columns, f"{path}: its export yields dictionaries that are written out"
    for column in columns:
        assert not lacking(f"column.{column}"), f"add column.{column} to {CATALOGUES}: {lacking(f'column.{column}')}"


@pytest.mark.parametrize("module", SUBJECTS, ids=lambda path: path.stem)
def test_a_notice_has_words(module: Path) -> None:
    for key in re.findall(r'"(done\.[a-z_.]+)"', module.read_text()):
        assert not lacking(key), f"add {key} to {CATALOGUES}: {lacking(key)}"


def columns_of(export: Callable[..., Any]) -> Iterator[str]:
    """Yield the names in the dictionaries that an export yields, itself or by a function of its module."""
    module = vars(inspect.getmodule(export))
    for node in ast.walk(ast.parse(dedent(inspect.getsource(export)))):
        if not isinstance(node, ast.Yield | ast.YieldFrom | ast.Return) or node.value is None:
            continue
        if isinstance(node.value, ast.Dict):
            yield from (key.value for key in node.value.keys if isinstance(key, ast.Constant))
        elif not isinstance(node, ast.Return):
            calls = (part.func for part in ast.walk(node.value) if isinstance(part, ast.Call))
            for called in calls:
                if isinstance(called, ast.Name) and called.id in module:
                    yield from columns_of(module[called.id])


def asked_by(template: str) -> set[str]:
    """Return the names that a template and those it extends or includes take from outside."""
    trees = list(with_its_others(template))
    names = (meta.find_undeclared_variables(tree) for tree in trees)
    return set().union(*names) - set().union(*(names_set_in(tree) for tree in trees)) - set(SYNTAX.globals)


def with_its_others(template: str) -> Iterator[nodes.Template]:
    tree = SYNTAX.parse((CONSOLE / "templates" / template).read_text())
    yield tree
    for other in meta.find_referenced_templates(tree):
        if other is not None and other != PARTS:
            yield from with_its_others(other)


def names_set_in(tree: nodes.Template) -> set[str]:
    """Return the names that a template sets or does without; its blocks are taken to know nothing of the former."""
    names = {node.target for node in tree.find_all(nodes.Import)} | {node.name for node in tree.find_all(nodes.Macro)}
    for imported in tree.find_all(nodes.FromImport):
        names |= {name if isinstance(name, str) else name[1] for name in imported.names}
    for test in tree.find_all(nodes.Test):
        if test.name == "defined" and isinstance(test.node, nodes.Name):
            names.add(test.node.name)
    return names | {node.name for node in tree.find_all(nodes.Name) if node.ctx == "store"}


def given_by(view: Callable[..., Any]) -> set[str]:
    """Return the keys that a page's module writes into dictionaries, with those of the page modules it takes from."""
    module = inspect.getmodule(view)
    assert module is not None
    shared = {inspect.getmodule(value) for value in vars(module).values() if callable(value) or inspect.ismodule(value)}
    ours = {one for one in shared if one is not None and one.__name__.startswith("console.pages.")}
    return set().union(*(keys_written_in(one) for one in {module, *ours}))


def keys_written_in(module: ModuleType) -> set[str]:
    """Return the keys of the dictionaries that a module writes out."""
    found = [node.keys for node in ast.walk(ast.parse(inspect.getsource(module))) if isinstance(node, ast.Dict)]
    return {key.value for keys in found for key in keys if isinstance(key, ast.Constant) and isinstance(key.value, str)}

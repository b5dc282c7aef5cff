import re
from pathlib import Path

import jinja2
import pytest

from console.framework import rendering
from lahetti.core import templates
from lahetti.mail import layout

FOLDERS = {"console": rendering._FOLDER, "mail": layout._FOLDER}
ENVIRONMENTS = {"console": rendering._templates, "mail": layout._templates}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "parts").mkdir()
    (tmp_path / "parts" / "base.html").write_text("<p>{% block content %}{% endblock %}</p>")
    page = '{% extends "parts/base.html" %}{% block content %}{{ name }}{% endblock %}'
    (tmp_path / "page.html").write_text(page)
    (tmp_path / "page.txt").write_text("{{ name }}")
    return tmp_path


def rendered(folder: Path, name: str) -> str:
    return templates.environment(folder).get_template(name).render(name="<b>")


def test_templates_are_taken_as_they_are_written_where_none_are_compiled(folder: Path) -> None:
    assert rendered(folder, "page.html") == "<p>&lt;b&gt;</p>"
    assert rendered(folder, "page.txt") == "<b>"


def test_templates_that_are_compiled_ahead_need_their_sources_no_more(folder: Path) -> None:
    templates.compile_ahead(templates.environment(folder), folder)
    for source in [*folder.rglob("*.html"), *folder.rglob("*.txt")]:
        source.unlink()

    assert rendered(folder, "page.html") == "<p>&lt;b&gt;</p>"
    assert rendered(folder, "page.txt") == "<b>"


def test_a_missing_value_is_an_error(folder: Path) -> None:
    with pytest.raises(jinja2.UndefinedError):
        templates.environment(folder).get_template("page.txt").render()


@pytest.mark.parametrize("name", FOLDERS)
def test_every_template_of_ours_can_be_compiled_ahead(name: str, tmp_path: Path) -> None:
    files = [path for suffix in ("html", "txt") for path in FOLDERS[name].rglob(f"*.{suffix}")]
    sources = {path.relative_to(FOLDERS[name]).as_posix() for path in files}

    ENVIRONMENTS[name]().compile_templates(tmp_path, extensions=["html", "txt"], zip=None)

    compiled = [re.search(r"^name = '(.*)'$", path.read_text(), re.MULTILINE) for path in tmp_path.glob("*.py")]
    assert {found[1] for found in compiled if found} == sources

import sys
from pathlib import Path

import jinja2
import pytest

from console.framework import rendering
from console.framework.compiled_templates import CompiledTemplates

TEMPLATES = rendering._templates().list_templates(extensions=["html"])


@pytest.mark.parametrize("name", TEMPLATES)
def test_every_template_can_be_read(name: str) -> None:
    rendering._templates().get_template(name)


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_a_page_of_trouble_speaks_every_language(language: str) -> None:
    assert f'<html lang="{language}">' in rendering.rendered("framework/not_found.html", language, {})


def test_a_template_is_compiled_once_and_anew_when_it_changes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "pycache_prefix", str(tmp_path / "cache"))
    template = tmp_path / "one.html"

    def shown() -> str:
        compiled = CompiledTemplates(tmp_path)
        return (
            jinja2.Environment(loader=jinja2.FileSystemLoader(tmp_path), autoescape=True, bytecode_cache=compiled)
            .get_template("one.html")
            .render()
        )

    template.write_text("one")
    assert (shown(), shown()) == ("one", "one")
    assert len(list((tmp_path / "cache").rglob("*.pyc"))) == 1
    template.write_text("two")

    assert shown() == "two"


def test_where_nothing_can_be_kept_templates_are_compiled_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "no-folder").write_text("")
    monkeypatch.setattr(sys, "pycache_prefix", str(tmp_path / "no-folder"))
    loader = jinja2.DictLoader({"one.html": "one"})

    environment = jinja2.Environment(loader=loader, autoescape=True, bytecode_cache=CompiledTemplates(tmp_path))

    assert environment.get_template("one.html").render() == "one"

import pytest

from console.framework import rendering

TEMPLATES = rendering._templates().list_templates(extensions=["html"])


@pytest.mark.parametrize("name", TEMPLATES)
def test_every_template_can_be_read(name: str) -> None:
    rendering._templates().get_template(name)


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_a_page_of_trouble_speaks_every_language(language: str) -> None:
    assert f'<html lang="{language}">' in rendering.rendered("framework/not_found.html", language, {})

"""What a setting needs beside its declaration: words in every language, and a value of its kind as default."""

import re
from pathlib import Path

import pytest

from lahetti.core.texts import LANGUAGES, catalogue
from lahetti.settings.model import GROUPS, SETTINGS, Settings
from lahetti.settings.rules import checked

ROOT = Path(__file__).resolve().parents[2]
CATALOGUES = "layers/lahetti/python/lahetti/core/translations/console.{}.json"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_setting_has_its_words(language: str) -> None:
    wanted = [key for name in SETTINGS for key in (f"settings.{name}", f"change.field.{name}")]
    wanted += [f"settings.group.{group}" for group, names in GROUPS.items() if names]

    lacking = [key for key in wanted if key not in catalogue("console", language)]

    assert not lacking, f"{CATALOGUES.format(language)} lacks {', '.join(lacking)}: a setting's hint, name or group."


@pytest.mark.parametrize("name", SETTINGS)
def test_every_setting_is_read(name: str) -> None:
    """Form and storage read all alike; a rule, a use case or a page names what it reads."""
    files = (file for folder in ("functions", "layers/lahetti") for file in (ROOT / folder).rglob("*.py"))
    texts = (file.read_text(encoding="utf-8") for file in files if "settings" not in file.parts)

    assert any(re.search(rf"\.{name}\b", text) for text in texts), f"nothing reads the setting {name}"


def test_every_default_is_within_its_limits() -> None:
    assert checked(Settings()) == Settings()

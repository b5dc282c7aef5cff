"""What a setting needs beside its declaration: words in every language, and a value of its kind as default."""

import pytest

from lahetti.core.texts import LANGUAGES, catalogue
from lahetti.settings.model import GROUPS, SETTINGS, Settings
from lahetti.settings.rules import checked

CATALOGUES = "layers/lahetti/python/lahetti/core/translations/console.{}.json"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_setting_has_its_words(language: str) -> None:
    wanted = [key for name in SETTINGS for key in (f"settings.{name}", f"change.field.{name}")]
    wanted += [f"settings.group.{group}" for group, names in GROUPS.items() if names]

    lacking = [key for key in wanted if key not in catalogue("console", language)]

    assert not lacking, f"{CATALOGUES.format(language)} lacks {', '.join(lacking)}: a setting's hint, name or group."


def test_every_default_is_within_its_limits() -> None:
    assert checked(Settings()) == Settings()

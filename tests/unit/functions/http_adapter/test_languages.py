import pytest

from http_adapter.languages import device_cookie, language_of


@pytest.mark.parametrize(
    ("named", "device", "browser", "spoken"),
    [
        ("en", "sv", "fi", "en"),
        ("", "sv", "fi-FI,fi;q=0.9", "sv"),
        ("", "", "sv-FI,sv;q=0.9,fi;q=0.8", "sv"),
        ("", "", "de", "fi"),
        ("<b>", "xx", "sv", "sv"),
    ],
)
def test_a_page_speaks_as_its_address_says_else_as_the_device_did_else_as_the_browser_asks(
    named: str, device: str, browser: str, spoken: str
) -> None:
    headers = {"accept-language": browser, "cookie": f"refresh=x; language={device}"}

    assert language_of(headers, {"lang": named} if named else {}) == spoken


def test_who_asks_with_nothing_is_answered_in_the_first_language() -> None:
    assert language_of({}) == "fi"


def test_the_cookie_of_a_device_can_be_read_back() -> None:
    written = device_cookie("sv").partition(";")[0]

    assert language_of({"cookie": written}) == "sv"

import pytest

from web.screens import wanted_screen


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/race",
        "/race?period=week",
        "/me#settings",
        "/guidelines?to=/share/0192-ab",
        "/share/01a210f3-b2e3-77ec-aa6a-b980afec468d",
        "/share/c1?share=o8gSADCXd1",
        "/console",
        "/console/contents/0192-ab?state=draft",
        "/me",
        "/suggest",
        "/points",
        "/invite?to=x",
        "/accessibility",
    ],
)
def test_a_screen_is_led_back_to(path: str) -> None:
    assert wanted_screen(path) == path


@pytest.mark.parametrize(
    "path",
    [
        None,
        "",
        "race",
        "//elsewhere.example",
        "/\\elsewhere.example",
        "https://elsewhere.example/",
        "/race/../console",
        "/share/",
        "/share/a/b",
        "/console//elsewhere.example",
        "/console/../signout",
        "/members",
        "/share/%2F%2Felsewhere",
        "/signout",
        "/session",
        "/race\r\nSet-Cookie: a=b",
        "/race?a=b\nc",
        "/race#x",
        "/race?" + "a" * 301,
        "/share/" + "a" * 65,
    ],
)
def test_whatever_is_no_screen_leads_to_the_first_one(path: str | None) -> None:
    assert wanted_screen(path) == "/"

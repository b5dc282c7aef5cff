import pytest

from lahetti.people.devices import BrowserKind, Device, System, device_of

AGENTS = {
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.6 "
    "Mobile/15E148 Safari/604.1": ("iphone", "safari"),
    "Mozilla/5.0 (iPad; CPU OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) CriOS/141.0 Mobile/15E148 "
    "Safari/604.1": ("ipad", "chrome"),
    "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Mobile Safari/537.36": (
        "android",
        "chrome",
    ),
    "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) SamsungBrowser/28.0 Chrome/130.0.0.0 "
    "Mobile Safari/537.36": ("android", "samsung"),
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36 "
    "Edg/142.0.0.0": ("windows", "edge"),
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36 "
    "OPR/124.0.0.0": ("windows", "opera"),
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 10.15; rv:144.0) Gecko/20100101 Firefox/144.0": ("mac", "firefox"),
    "Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36": (
        "chromeos",
        "chrome",
    ),
    "Mozilla/5.0 (X11; Linux x86_64; rv:144.0) Gecko/20100101 Firefox/144.0": ("linux", "firefox"),
    "Lahetti/1.0 CFNetwork/3826.500.131 Darwin/24.5.0": ("iphone", "other"),
    "okhttp/5.1.0": ("android", "other"),
    "curl/8.14.1": ("other", "other"),
    "": ("other", "other"),
}


@pytest.mark.parametrize("agent", AGENTS)
def test_a_device_is_told_by_its_system_and_browser(agent: str) -> None:
    system, browser = AGENTS[agent]

    assert device_of(agent) == Device(System(system), BrowserKind(browser))


@pytest.mark.parametrize("system", System)
@pytest.mark.parametrize("browser", BrowserKind)
def test_a_device_is_stored_as_one_word(system: System, browser: BrowserKind) -> None:
    device = Device(system, browser)

    assert " " not in device.code
    assert Device.of_code(device.code) == device

"""The playground page in a real browser."""

import json
import shutil
import wave

import pytest

selenium = pytest.importorskip("selenium.webdriver")
from selenium.webdriver.common.by import By  # noqa: E402
from selenium.webdriver.support.ui import WebDriverWait  # noqa: E402

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        shutil.which("chromium") is None or shutil.which("chromedriver") is None,
        reason="needs chromium and chromedriver",
    ),
]


@pytest.fixture
def browser(tmp_path):
    options = selenium.ChromeOptions()
    for flag in (
        "headless=new",
        "no-sandbox",
        "disable-gpu",
        "disable-dev-shm-usage",
        "mute-audio",
    ):
        options.add_argument(f"--{flag}")
    options.add_argument("--window-size=900,1000")
    options.add_argument(f"--user-data-dir={tmp_path / 'profile'}")
    options.add_experimental_option("prefs", {"download.default_directory": str(tmp_path)})
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    options.binary_location = shutil.which("chromium")
    service = selenium.ChromeService(executable_path=shutil.which("chromedriver"))
    driver = selenium.Chrome(options=options, service=service)
    yield driver
    driver.quit()


def by_id(browser, name):
    return browser.find_element(By.ID, name)


def wait_until(browser, condition):
    return WebDriverWait(browser, 30, poll_frequency=0.1).until(lambda _: condition())


def open_page(browser, server, key=None):
    browser.get(f"{server.url}/")
    by_id(browser, "key").send_keys(key or server.key)
    by_id(browser, "text").click()


def test_the_page_speaks_highlights_and_saves(browser, server, tmp_path):
    open_page(browser, server)
    wait_until(browser, lambda: "characters in" in by_id(browser, "usage").text)
    voices = by_id(browser, "voice").find_elements(By.TAG_NAME, "option")
    assert len(voices) == 55
    text = by_id(browser, "text")
    text.clear()
    text.send_keys("Hello ☺ there. It costs $5, and this is one more sentence to be heard.")
    by_id(browser, "speak").click()
    wait_until(browser, lambda: browser.find_elements(By.TAG_NAME, "mark"))
    wait_until(browser, lambda: "characters," in by_id(browser, "status").text)
    assert by_id(browser, "status").text.startswith("70 characters")
    wait_until(browser, lambda: by_id(browser, "save").is_enabled())
    assert by_id(browser, "text").is_displayed()
    by_id(browser, "save").click()
    wait_until(browser, (tmp_path / "speech.wav").exists)
    with wave.open(str(tmp_path / "speech.wav")) as sound:
        assert (sound.getframerate(), sound.getnchannels()) == (24_000, 1)
        assert sound.getnframes() > 24_000
    severe = [line for line in browser.get_log("browser") if line["level"] == "SEVERE"]
    assert not [line for line in severe if "favicon" not in line["message"]]


def test_the_page_shows_previews_and_errors(browser, server):
    open_page(browser, server)
    text = by_id(browser, "text")
    text.clear()
    text.send_keys("It costs $5.")
    by_id(browser, "show-preview").click()
    wait_until(browser, lambda: "five dollars" in by_id(browser, "preview").text)
    by_id(browser, "key").send_keys("x")
    by_id(browser, "speak").click()
    wait_until(browser, lambda: "key" in by_id(browser, "status").text.lower())
    assert by_id(browser, "status").get_attribute("class") == "bad"
    wait_until(browser, lambda: by_id(browser, "speak").is_enabled())


def test_the_stop_button_cancels_the_request(browser, server):
    key = server.new_key("stopper", "developer")
    open_page(browser, server, key)
    browser.execute_script(
        "document.getElementById('text').value = 'One more sentence. '.repeat(200)"
    )
    by_id(browser, "speak").click()
    wait_until(browser, lambda: browser.find_elements(By.TAG_NAME, "mark"))
    by_id(browser, "stop").click()
    wait_until(browser, lambda: by_id(browser, "speak").is_enabled())

    def usage():
        return json.loads(server.run("usage", "--account", "stopper", "--json"))

    wait_until(browser, lambda: usage()["reserved_chars"] == 0)
    assert usage()["chars"] <= 3800


def test_the_page_loads_nothing_from_other_hosts(server):
    with server.client() as http:
        page = http.get("/")
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert "default-src 'none'" in page.headers["content-security-policy"]
    assert "http://" not in page.text
    assert "https://" not in page.text

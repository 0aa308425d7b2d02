"""The report, clicked through in headless Chromium from file://."""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from selenium import webdriver
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.ui import Select, WebDriverWait

from setpiece.dataset import manifest
from setpiece.dataset.finalise import finalise
from setpiece.dataset.store import Store, records

SWITCHES = (
    "--headless=new --no-sandbox --disable-gpu --no-first-run --disable-background-networking --disable-component-update"
    " --disable-sync --hide-scrollbars --window-size=1280,1000"
)


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[webdriver.Chrome]:
    chromium, driver = shutil.which("chromium"), shutil.which("chromedriver")
    if not (chromium and driver):
        if os.environ.get("CI"):
            pytest.fail("chromium and chromedriver are missing: apt-get install chromium chromium-driver")
        pytest.skip("needs chromium and chromedriver: apt-get install chromium chromium-driver")
    options = webdriver.ChromeOptions()
    for switch in [*SWITCHES.split(), f"--user-data-dir={tmp_path_factory.mktemp('chromium')}"]:
        options.add_argument(switch)
    options.binary_location = chromium
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    started = webdriver.Chrome(options=options, service=Service(driver))
    yield started
    started.quit()


@pytest.fixture(scope="module")
def root(six_images: Path, tmp_path_factory: pytest.TempPathFactory, image: Callable[..., Any]) -> Path:
    root = tmp_path_factory.mktemp("page") / "data"
    shutil.copytree(six_images, root)
    made = image(9)
    Store(root).quarantine(made.spec, "depth differs on <b>3.2 %</b>", made.image)
    finalise(root)
    return root


@pytest.fixture
def page(browser: webdriver.Chrome, root: Path) -> Iterator[webdriver.Chrome]:
    """The page, freshly opened, with boxes switched off; no test may leave a message in the browser's console."""
    browser.get((root / "index.html").as_uri())
    drawn(browser, 0, "image true false false")
    switch(browser, "boxes")
    drawn(browser, 0, "image false false false")
    yield browser
    messages = [entry["message"] for entry in browser.get_log("browser")]
    assert [message for message in messages if "getImageData" not in message] == [], "beyond a hint about this test's own readbacks"


def switch(page: webdriver.Chrome, name: str, where: str = "#images") -> None:
    page.find_element(By.CSS_SELECTOR, f"{where} input[name={name}]").find_element(By.XPATH, "..").click()


def base(page: webdriver.Chrome, value: str, where: str = "#images") -> None:
    page.find_element(By.CSS_SELECTOR, f"{where} input[value={value}]").find_element(By.XPATH, "..").click()


def drawn(page: webdriver.Chrome, index: int, state: str) -> WebElement:
    """The card of an image once it shows the given state."""
    chosen = f'.card[data-index="{index}"][data-drawn="{state}"]'
    return WebDriverWait(page, 10).until(lambda _: page.find_element(By.CSS_SELECTOR, chosen))


def alpha(page: webdriver.Chrome, canvas: str) -> np.ndarray:
    """(H, W) opacity of an overlay's pixels, read back: it fails if the browser holds the canvas for tainted."""
    script = """
        const canvas = document.querySelector(arguments[0]);
        const pixels = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data;
        return [canvas.width, canvas.height, Array.from(pixels).filter((_, place) => place % 4 === 3)];
    """
    width, height, values = page.execute_script(script, canvas)
    return np.array(values).reshape(height, width)


def at_pixels(overlay: np.ndarray, mask: np.ndarray) -> np.ndarray:
    """The overlay's values in the middle of the mask's pixels that lie inside it by two pixels."""
    inside = mask.copy()
    for axis in (0, 1):
        for shift in (-2, -1, 1, 2):
            inside &= np.roll(mask, shift, axis)
    inside[:2], inside[-2:], inside[:, :2], inside[:, -2:] = False, False, False, False
    rows, columns = np.nonzero(inside)
    assert len(rows) > 20
    scale = overlay.shape[1] / mask.shape[1]
    return overlay[((rows + 0.5) * scale).astype(int), ((columns + 0.5) * scale).astype(int)]


CANVAS = '.card[data-index="0"] canvas'


def test_masks_are_drawn_where_the_masks_are_and_nowhere_else(page: webdriver.Chrome, image: Callable[..., Any]) -> None:
    assert not alpha(page, CANVAS).any()
    switch(page, "masks")
    drawn(page, 0, "image false true false")
    overlay, instances = alpha(page, CANVAS), image(0).labels.instances
    for number in np.unique(instances[instances > 0]):
        assert np.all(at_pixels(overlay, instances == number) > 90)
    assert not at_pixels(overlay, instances == 0).any()


def test_amodal_shows_what_is_hidden(page: webdriver.Chrome, image: Callable[..., Any]) -> None:
    switch(page, "amodal")
    drawn(page, 0, "image false false true")
    overlay, labels = alpha(page, CANVAS), image(0).labels
    hidden = labels.objects[-1].amodal.full(labels.height, labels.width)
    assert labels.objects[-1].visible_px == 0
    assert np.all(at_pixels(overlay, hidden) > 0)


def test_boxes_are_drawn_along_the_boxes(page: webdriver.Chrome, image: Callable[..., Any]) -> None:
    switch(page, "boxes")
    drawn(page, 0, "image true false false")
    overlay, labels = alpha(page, CANVAS), image(0).labels
    scale = overlay.shape[1] / labels.width
    for x, y, w, h in (thing.bbox_xywh for thing in labels.objects if thing.bbox_xywh):
        middle = int((x + w / 2) * scale), int((y + h / 2) * scale)
        edges = [(middle[1], int((x + w) * scale) - 1), (middle[1], int(x * scale)), (int(y * scale), middle[0])]
        assert all(overlay[row, column] > 0 for row, column in edges)
    assert (overlay > 0).mean() < 0.2


def test_depth_and_normals_replace_the_photograph(page: webdriver.Chrome) -> None:
    for value in ("depth", "normals", "image"):
        base(page, value)
        card = drawn(page, 0, f"{value} false false false")
        picture = card.find_element(By.TAG_NAME, "img")
        assert picture.get_attribute("src").endswith(f"-{value}.jpg")
        WebDriverWait(page, 10).until(lambda driver, shown=picture: driver.execute_script("return arguments[0].naturalWidth", shown) == 96)


def test_the_page_decodes_run_lengths_as_pycocotools_does(page: webdriver.Chrome, root: Path) -> None:
    script = "return Array.from(setpiece.rle.decode(arguments[0], arguments[1], arguments[2]))"
    for record in records(root):
        for thing in record.objects:
            for mask in (thing.visible, thing.amodal):
                height, width = mask.size
                decoded = np.array(page.execute_script(script, mask.counts, width, height)).reshape(height, width)
                assert np.array_equal(decoded.astype(bool), mask.decode())


def test_class_filter(page: webdriver.Chrome, root: Path) -> None:
    select = Select(page.find_element(By.ID, "filter"))
    assert [option.text for option in select.options] == ["all", "apple <b>&", "dice", "mug"]
    for name in ("mug", "dice"):
        select.select_by_value(name)
        shown = {int(str(card.get_attribute("data-index"))) for card in page.find_elements(By.CSS_SELECTOR, ".card:not([hidden])")}
        having = (record for record in records(root) if any(thing.category == name and thing.bbox_xywh for thing in record.objects))
        assert shown == {record.spec.index for record in having}


def test_detail_by_mouse_and_keys(page: webdriver.Chrome, image: Callable[..., Any]) -> None:
    page.find_element(By.CSS_SELECTOR, '.card[data-index="0"]').click()
    dialog = page.find_element(By.ID, "detail")
    wait = WebDriverWait(page, 10)

    def showing(state: str) -> None:
        wait.until(lambda _: dialog.get_attribute("data-drawn") == state)

    showing("0 image false false false")
    assert not page.find_element(By.ID, "previous").is_enabled()
    facts = page.find_element(By.ID, "detail-facts").text
    for words in ("index 0, seed 7, attempt 0", "HDRI city, turned 40°", "sun 53° high", "35 mm"):
        assert words in facts
    rows = page.find_elements(By.CSS_SELECTOR, "#detail-objects tbody tr")
    assert [row.text.split("\n")[0] for row in rows] == [thing.category for thing in image(0).labels.objects]
    switch(page, "masks", "#detail-tools")
    showing("0 image false true false")
    whole = (alpha(page, "#stage canvas") > 0).sum()
    page.execute_script("arguments[0].focus()", rows[0])
    assert 0 < (alpha(page, "#stage canvas") > 0).sum() < whole
    rows[0].send_keys(Keys.ARROW_RIGHT)
    showing("1 image false true false")
    page.find_element(By.ID, "next").send_keys(Keys.ARROW_LEFT)
    showing("0 image false true false")
    base(page, "depth", "#detail-tools")
    showing("0 depth false true false")
    page.find_element(By.ID, "close").send_keys(Keys.ESCAPE)
    assert dialog.get_attribute("open") is None
    drawn(page, 0, "depth false true false")


def test_charts_count_every_annotation(page: webdriver.Chrome, root: Path) -> None:
    summary = manifest.load(root).summary
    assert summary is not None
    charts = page.find_elements(By.CSS_SELECTOR, "#charts .chart")
    totals = []
    for chart in charts[:3]:
        label = str(chart.find_element(By.TAG_NAME, "svg").get_attribute("aria-label"))
        totals.append(sum(int(part.rsplit(": ", 1)[1]) for part in label.split(". ", 1)[1].split(", ")))
    assert totals == [summary.annotations] * 3
    assert len(charts[3].find_elements(By.CSS_SELECTOR, ".cell")) > 50


def test_texts_of_the_dataset_stay_text(page: webdriver.Chrome) -> None:
    assert page.find_elements(By.TAG_NAME, "b") == []
    assert "depth differs on <b>3.2 %</b>" in page.find_element(By.ID, "quarantined").text
    assert "apple <b>&" in page.find_element(By.ID, "charts").text
    picture = page.find_element(By.CSS_SELECTOR, "#quarantined img")
    page.execute_script("arguments[0].scrollIntoView()", picture)
    WebDriverWait(page, 10).until(lambda driver: driver.execute_script("return arguments[0].naturalWidth", picture) == 96)


def test_phone_and_dark(page: webdriver.Chrome) -> None:
    paper = "return getComputedStyle(document.body).backgroundColor"
    light = page.execute_script(paper)
    try:
        size = {"width": 360, "height": 740, "deviceScaleFactor": 2, "mobile": True}
        page.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
        page.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": [{"name": "prefers-color-scheme", "value": "dark"}]})
        assert page.execute_script("return document.documentElement.scrollWidth <= window.innerWidth")
        assert page.execute_script(paper) != light
        page.find_element(By.CSS_SELECTOR, ".card").click()
        assert page.execute_script("const d = document.getElementById('detail'); return d.scrollWidth <= d.clientWidth")
    finally:
        page.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})
        page.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": []})


def test_every_control_has_a_name(page: webdriver.Chrome) -> None:
    for control in page.find_elements(By.CSS_SELECTOR, "#images input, #images select, .card"):
        assert control.accessible_name
    assert all(image.get_attribute("alt") for image in page.find_elements(By.TAG_NAME, "img"))

from __future__ import annotations

from pathlib import Path

import pytest
import toy_country
from hypothesis import HealthCheck, settings

from regionshare.numbers import opening
from regionshare.numbers.evaluator import Evaluator

settings.register_profile(
    "steady", deadline=None, suppress_health_check=[HealthCheck.too_slow], print_blob=True
)
settings.register_profile(
    "quick", settings.get_profile("steady"), max_examples=20
)  # .ci/release takes more
settings.load_profile("steady")  # a busy machine is no failure

pytest_plugins = ["browser_fixtures", "cluster_fixtures", "store_fixtures"]


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Where tests run in several processes, those of a group, else of a module, run in one.

    They share what is made once for them. What takes longest begins, so that no process waits.
    """
    if not config.getoption("loadgroup", default=False):
        return

    def place(item: pytest.Item) -> int:
        return 2 * (item.get_closest_marker("slow") is None) + (item not in grouped)

    grouped = {item for item in items if item.get_closest_marker("xdist_group")}
    items.sort(key=place)
    for item in items:
        if item not in grouped:
            item.add_marker(pytest.mark.xdist_group(item.path.stem))


@pytest.fixture
def toy_data(tmp_path: Path) -> Path:
    """A data directory of its own for each test, to be broken at will."""
    return toy_country.write(tmp_path / "data")


@pytest.fixture(scope="session")
def toy(tmp_path_factory: pytest.TempPathFactory) -> Evaluator:
    """The toy country, loaded."""
    return opening.evaluator(toy_country.write(tmp_path_factory.mktemp("toy") / "data"))


@pytest.fixture(scope="session")
def toy_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The toy book, built in both languages; nobody changes it."""
    from book_toy import build_site

    return build_site(tmp_path_factory.mktemp("book"))


@pytest.fixture(scope="session")
def real() -> Evaluator:
    """The report's own data."""
    return opening.evaluator()

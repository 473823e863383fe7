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
settings.register_profile("quick", settings.get_profile("steady"), max_examples=20)  # make check
settings.load_profile("steady")  # a busy machine is no failure

pytest_plugins = ["browser_fixtures", "cluster_fixtures", "store_fixtures"]


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

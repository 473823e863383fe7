"""A program that must be there is not skipped over."""

from __future__ import annotations

import debian
import pytest


@pytest.mark.parametrize(
    ("value", "outcome"), [("1", pytest.fail.Exception), ("", pytest.skip.Exception)]
)
def test_absent_program_fails_where_it_is_required(
    monkeypatch: pytest.MonkeyPatch, value: str, outcome: type[BaseException]
) -> None:
    monkeypatch.setenv(debian.TOOLS, value)
    with pytest.raises(
        outcome, match=r"no-such-program: not installed \(apt-get install nothing\)"
    ):
        debian.require(debian.TOOLS, "nothing", "sh", "no-such-program")


def test_program_that_is_there_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(debian.TOOLS, "1")
    debian.require(debian.TOOLS, "nothing", "sh")

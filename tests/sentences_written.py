"""The sentences of the tests: those of the examples, and our own with what is right for each."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import yaml

HERE = Path(__file__).parent / "sentences"
EXAMPLES: list[dict[str, Any]] = json.loads((HERE / "examples.json").read_text("utf-8"))
OWN: list[dict[str, Any]] = yaml.load(
    (HERE / "sentences.yml").read_text("utf-8"), getattr(yaml, "CSafeLoader", yaml.SafeLoader)
)

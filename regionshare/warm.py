"""Warm: what a fork server does once, so that no kernel it forks need do it again.

Everything here must be without effect on what a chapter shows: modules imported, data loaded and
validated, fonts found.
"""

from __future__ import annotations

import importlib
import io
import pkgutil

from matplotlib.figure import Figure as Canvas

import regionshare
from regionshare import api, metric_registry, style
from regionshare.errors import RegionshareError

LEFT_OUT = ("book", "cli", "__main__", "matrix", "sweeps", "warm")
"""What no chapter imports, and what would start other programs' imports."""


def warm() -> None:
    """Import the package, load the data and draw one figure that nobody sees."""
    for module in pkgutil.walk_packages(regionshare.__path__, "regionshare."):
        if module.name.split(".")[1] not in LEFT_OUT and not module.ispkg:
            importlib.import_module(module.name)
    metric_registry.registered()
    try:
        api.evaluator()
    except RegionshareError:
        return  # the chapter that loads them will say what is wrong with the data
    with style.themed("light"):
        canvas = Canvas(figsize=(1, 1))
        canvas.add_subplot().set_title("0")
        canvas.savefig(io.BytesIO(), format="svg")

"""Options that several commands have."""

from __future__ import annotations

import click

BASE_URL = click.option(
    "--base-url",
    default="",
    envvar="REGIONSHARE_BASE_URL",
    help="Address of publication, for citations and metadata; or $REGIONSHARE_BASE_URL.",
)
KERNEL = click.option(
    "--kernel",
    "kind",
    default="fork",
    show_default=True,
    type=click.Choice(["fork", "standard"]),
    help="fork: from a server that has imported everything; standard: started anew.",
)

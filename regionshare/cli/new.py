"""Command: ``regionshare new``."""

from __future__ import annotations

import click


@click.group()
def new() -> None:
    """Begin a part of the report from a template."""


@new.command()
@click.argument("name")
def chapter(name: str) -> None:
    """Write a chapter with one table, one figure and one number, in both languages.

    It runs at once; NAME is its page's name and its module's.
    """
    from regionshare.files.new import new_chapter
    from regionshare.files.project import Project

    project = Project.default()
    for path in new_chapter(project, name):
        click.echo(f"written: {path.relative_to(project.root).as_posix()}", err=True)

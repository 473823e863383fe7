"""The command line. A command's module is imported when the command is named or listed."""

from __future__ import annotations

import gc
import importlib
import os
import re
import sys
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, NoReturn

import click

from regionshare.errors import ParameterError, RegionshareError
from regionshare.files import packs, paths

COMMANDS = {
    "abroad": "numbers",
    "alike": "numbers",
    "build": "build",
    "check": "claims",
    "claim": "claims",
    "data": "data",
    "drift": "numbers",
    "explain": "numbers",
    "init": "build",
    "ledger": "claims",
    "matrix": "build",
    "nation": "nation",
    "new": "build",
    "numbers": "numbers",
    "runtime": "serve",
    "series": "data",
    "serve": "serve",
    "sweep": "build",
    "verify": "numbers",
}
"""The module of each command; within it the command has its own name."""


class FromData(click.Option):
    """An option whose default is that of the first pack's own edition."""

    def get_default(self, ctx: click.Context, call: bool = True) -> Any:
        """What the data state; none in a help text where the data cannot be read."""
        from regionshare.numbers import opening

        try:
            return getattr(opening.first_edition(), str(self.name))
        except RegionshareError:
            if call:
                raise
            return None


REGION = click.option("--region", cls=FromData, show_default=True, help="ISO 3166-2 id.")
NATION = click.option(
    "--nation", cls=FromData, show_default=True, help="ISO 3166-1 id, such as CN or US."
)
YEAR = click.option("--year", cls=FromData, show_default=True, type=int)
LANGS = click.option("--lang", "langs", multiple=True, help="en or zh; both if not given.")
AS_JSON = click.option("--json", "as_json", is_flag=True, help="The stable JSON form.")
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


def _read_packs(ctx: click.Context, _: click.Parameter, given: tuple[str, ...]) -> None:
    place_packs(ctx, given)


def place_packs(ctx: click.Context, given: tuple[str, ...]) -> None:
    """Let the command, and the processes that it starts, read these packs."""
    if given:
        before = os.environ.get(paths.DATA)
        ctx.call_on_close(lambda: _set_packs(before))
        _set_packs(os.pathsep.join(given))


def packs_given() -> tuple[str, ...]:
    """The packs that the command reads; the report's own where none is named."""
    given = [one for one in os.environ.get(paths.DATA, "").split(os.pathsep) if one]
    return tuple(given or [packs.OWN])


def _set_packs(value: str | None) -> None:
    if value is None:
        os.environ.pop(paths.DATA, None)
    else:
        os.environ[paths.DATA] = value


DATA = click.Option(
    ["--data"],
    multiple=True,
    expose_value=False,
    is_eager=True,
    callback=_read_packs,
    metavar="DIR",
    help="A data pack in place of the report's; several are merged, 'report' is ours.",
)
"""Every command has it."""


SELDOM = (100_000, 50, 1_000)
"""When a command looks for cycles that nobody holds: most of what it reads it has to its end."""

HOME = re.compile(r"^(--[\w-]+=)?~/", re.ASCII)
"""Where a word says what is in one's home."""


class Group(click.Group):
    """The group of all commands; a user's mistake is told in one sentence."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names of the commands."""
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        """The command of a name, from its module; None if there is none."""
        if name not in COMMANDS:
            return None
        module = importlib.import_module(f"regionshare.cli.{COMMANDS[name]}")
        command: click.Command = getattr(module, name)
        for one in command.commands.values() if isinstance(command, click.Group) else [command]:
            if DATA not in one.params:
                one.params.append(DATA)
        return command

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Read the words; ``~/`` is one's home also where a shell leaves it, as in ``--output=~/x``."""
        home = f"{Path('~').expanduser()}/"
        return super().parse_args(
            ctx, [HOME.sub(lambda m: (m[1] or "") + home, one) for one in args]
        )

    def main(self, *args: Any, **given: Any) -> Any:
        """Read the words and run the command; an error becomes a sentence and an exit code."""
        gc.set_threshold(*SELDOM)
        try:
            return super().main(*args, **given)
        except RegionshareError as error:
            fail(error)
        except ModuleNotFoundError as error:
            if not error.name or error.name.partition(".")[0] == "regionshare":
                raise
            fail(_uninstalled(error.name.partition(".")[0]))
        except BrokenPipeError:
            sys.exit(1)
        except UnicodeEncodeError as error:
            fail(
                RegionshareError(
                    f"{error.object[error.start : error.end]!a} cannot be written in "
                    f"{error.encoding}, which this terminal asks for",
                    remedy="Set LC_ALL=C.UTF-8, or PYTHONUTF8=1",
                )
            )
        except OSError as error:
            from regionshare.files.publish import FAULTS

            if error.errno not in FAULTS:
                raise
            told = FAULTS[error.errno]
            where = str(error.filename or "output")
            fail(RegionshareError(told.what, where=where, remedy=told.remedy))


def _extra(library: str) -> str:
    """The extra of this package that brings a library: the first that asks for it, else the book's."""
    from importlib import metadata

    with suppress(metadata.PackageNotFoundError):
        for one in metadata.requires("regionshare") or ():
            extra = re.search(r"extra == ['\"](\w+)", one)
            if extra and re.split(r"[^\w-]", one)[0].replace("-", "_") == library.replace("-", "_"):
                return extra[1]
    return "book"


def _uninstalled(library: str) -> RegionshareError:
    """What to do where only the core is installed and a command needs more."""
    return RegionshareError(
        f"this command needs {library}, which is not installed",
        remedy=f"Install all of it: pip install 'regionshare[{_extra(library)}]', or make "
        "in a clone",
    )


def fail(error: RegionshareError) -> NoReturn:
    """Print the error's sentence and leave with its exit code."""
    click.echo(f"regionshare: {error.sentence}", err=True)
    sys.exit(error.exit_code)


@click.group(cls=Group, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="regionshare")
def main() -> None:
    """Recompute what a region uses, emits and carries of its nation."""


def default_output(region: str, year: int, basis: Mapping[str, str] | None = None) -> Path:
    """``_build/html`` for the default edition, a folder of its own for any other.

    One on other bases, or from other data, is another edition.
    """
    return default_outputs(basis)(region, year)


def default_outputs(basis: Mapping[str, str] | None = None) -> Callable[[str, int], Path]:
    """`default_output` of any region and year on the same bases."""
    from regionshare.numbers import opening

    others = [f"{key}={choice}" for key, choice in sorted((basis or {}).items())]
    if packs.named() and paths.data_dir() != paths.data_dir(packs.OWN):
        others.append(packs.name())
    first = None if others else opening.first_edition()[:2]
    build = paths.build_dir()

    def output(region: str, year: int) -> Path:
        if (region, year) == first:
            return build / "html"
        return build / "editions" / "-".join([region, str(year), *others])

    return output


def parse_bases(bases: tuple[str, ...]) -> dict[str, str]:
    """``("gdp=gdp.nbs_2020",)`` as a dict; `ParameterError` for another form or a repetition."""
    chosen: dict[str, str] = {}
    for item in bases:
        concept, equals, basis = item.partition("=")
        if not equals or not concept or not basis:
            raise ParameterError(
                f"--basis {item!r} is not understood", remedy="Write it as gdp=gdp.nbs_2020"
            )
        if concept in chosen:
            raise ParameterError(f"--basis names {concept} twice", remedy="Choose one")
        chosen[concept] = basis
    return chosen


def parse_years(text: str) -> tuple[int, ...]:
    """Return the years of a list of years and spans, each once, in order.

    >>> parse_years("2021-2023,2019")
    (2019, 2021, 2022, 2023)

    Raises
    ------
    ParameterError
        The text is of another form, or a span runs backwards.
    """
    years: set[int] = set()
    for part in text.split(","):
        found = re.fullmatch(r"\s*(\d{4})(?:-(\d{4}))?\s*", part)
        first, last = (int(found[1]), int(found[2] or found[1])) if found else (1, 0)
        if first > last:
            raise ParameterError(
                f"{text!r} is not a list of years", where="--years", remedy="Like 2021-2023,2019"
            )
        years.update(range(first, last + 1))
    return tuple(sorted(years))


def parse_names(text: str) -> list[str]:
    """Return the names of a list with commas, each once.

    >>> parse_names("CN-GD, CN-ZJ,CN-GD")
    ['CN-GD', 'CN-ZJ']
    """
    return list(dict.fromkeys(part.strip() for part in text.split(",") if part.strip()))

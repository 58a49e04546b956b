"""The command group, and the one place where an error becomes a line and an exit code.

Exit codes: 0 fine, 1 the user's problem (or ours), 2 usage, 130 interrupted.
"""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Sequence
from importlib import import_module
from typing import Any, NoReturn

import click

from roadloom import __version__
from roadloom.cli.terminal import complain, note, prepare_streams
from roadloom.errors import NotFoundError, RoadloomError

COMMANDS = {
    "build": "roadloom.cli.building:build",
    "check": "roadloom.cli.checking:check",
    "path": "roadloom.cli.paths:path",
    "next": "roadloom.cli.paths:next_",
    "plan": "roadloom.cli.planning:plan",
    "explain": "roadloom.cli.explaining:explain",
    "conflicts": "roadloom.cli.conflicts:conflicts",
    "merges": "roadloom.cli.reviewing:merges",
    "compare": "roadloom.cli.comparing:compare",
    "export": "roadloom.cli.exporting:export",
    "open": "roadloom.cli.exporting:open_",
    "learner": "roadloom.cli.learning:learner",
}
"""Where each command lives; its module is imported when it is asked for."""


COLLECTION = (50_000, 20, 100)
"""When to look for garbage: seldom. A graph is millions of small objects that stay; to go through them took a sixth of every command."""


class LazyGroup(click.Group):
    """A group that imports a command's module only when that command is wanted."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Name the commands in the order in which a newcomer needs them."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import and return the command called `cmd_name`, or None."""
        if cmd_name not in COMMANDS:
            return None
        module, _, attribute = COMMANDS[cmd_name].partition(":")
        command: click.Command = getattr(import_module(module), attribute)
        return command

    def resolve_command(self, ctx: click.Context, args: list[str]) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command, or name the ones that come close (click only knows commands that are loaded)."""
        try:
            return super().resolve_command(ctx, args)
        except click.exceptions.NoSuchCommand as error:
            raise click.exceptions.NoSuchCommand(error.command_name, possibilities=COMMANDS, ctx=ctx) from None


@click.group(
    cls=LazyGroup,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110},
    epilog="INPUT is a roadmap file, a folder, a graph file or '-'. Without INPUT: ./graph.json or ./roadloom.yaml, else the bundled"
    " curriculum. 'roadloom COMMAND --help' shows examples.",
)
@click.version_option(__version__, "--version", message="%(prog)s %(version)s")
def roadloom() -> None:
    """Weave learning roadmaps into one prerequisite graph, and take it away as a path, a map, a vault or a deck."""


def main(args: Sequence[str] | None = None) -> NoReturn:
    """Run the command line and leave the process with its exit code."""
    gc.set_threshold(*COLLECTION)
    sys.exit(run(args))


def run(args: Sequence[str] | None = None) -> int:
    """Run the command line `args` (default: of this process) and return the exit code; never raise for what a user can do."""
    prepare_streams()
    try:
        code = roadloom.main(args, prog_name="roadloom", standalone_mode=False, color=_colour())
        sys.stdout.flush()
    except BrokenPipeError:
        return _reader_went_away()
    except (click.Abort, KeyboardInterrupt):
        complain("interrupted.")
        return 130
    except click.exceptions.NoArgsIsHelpError as error:
        note(error.format_message())
        return error.exit_code
    except click.UsageError as error:
        complain(_usage(error))
        return error.exit_code
    except click.ClickException as error:
        complain(error.format_message())
        return error.exit_code
    except RoadloomError as error:
        complain(_sentence(error))
        return 1
    except OSError as error:
        complain(_system(error))
        return 1
    except Exception as error:  # whatever it is, a user must not see a traceback
        return _bug(error)
    return code if isinstance(code, int) else 0


def _colour() -> bool | None:
    """Say whether to colour: never with NO_COLOR (https://no-color.org), else click decides by the terminal."""
    return False if os.environ.get("NO_COLOR") else None


def _sentence(error: RoadloomError) -> str:
    """Put an error and the names that come close into one line."""
    if isinstance(error, NotFoundError) and error.near and not any(name in str(error) for name in error.near):
        return f"{error} Did you mean {', '.join(error.near)}?"
    return str(error)


def _usage(error: click.UsageError) -> str:
    """Put click's complaint and where to read on into one line."""
    command = error.ctx.command_path if error.ctx else "roadloom"
    said = error.format_message()
    return f"{said}{'' if said.endswith(('.', '?', '!')) else '.'} See '{command} --help'."


def _system(error: OSError) -> str:
    """Put what the operating system refused into one line."""
    where = f"{error.filename}: " if error.filename else ""
    return f"{where}{error.strerror or error}. Check the path, its permissions and the free space."


def _bug(error: Exception) -> int:
    """Own up to a bug of ours in one line; ROADLOOM_DEBUG=1 shows the traceback."""
    if os.environ.get("ROADLOOM_DEBUG"):
        import traceback

        traceback.print_exception(error)
    what: Any = f"{type(error).__name__}: {error}".splitlines()[0]
    complain(
        f"this is a bug in roadloom {__version__} ({what}). Please report it with the command, the input that shows it,"
        " and what ROADLOOM_DEBUG=1 prints."
    )
    return 1


def _reader_went_away() -> int:
    """Stop quietly when the other end of a pipe is closed (`roadloom path QLoRA | head`)."""
    sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115  what is still buffered must not raise again at exit
    return 1

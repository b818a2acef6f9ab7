"""Groups that find their commands: one file under the package is one command, declared as ``COMMAND``."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

import click

from tracker.cli._common import add_common_options
from tracker.registry import modules

if TYPE_CHECKING:
    from importlib.metadata import EntryPoint

ENTRY_POINTS = "tracker.commands"


class LazyGroup(click.Group):
    """A group whose commands are the public modules of one package, and optionally those of an entry-point group.

    A module declares ``COMMAND``; its name on the command line is ``COMMAND.name``. Another distribution contributes a
    command by naming it in the entry-point group; one that cannot be imported is listed with the reason and breaks
    nothing else.
    """

    def __init__(self, *args: object, package: str, entry_points: str = "", **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # click's own keywords, passed through
        self._package = package
        self._entry_points = entry_points

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Every command, in alphabetical order."""
        own = [self._module(name).name or name for name in modules(self._package)]
        return sorted({*own, *(point.name for point in self._contributed()), *super().list_commands(ctx)})

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of that name, with the options every command has."""
        found = super().get_command(ctx, cmd_name) or self._own(cmd_name) or self._foreign(cmd_name)
        if found is not None:
            add_common_options(found)
        return found

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """As click does, but the answer to an unknown word names the nearest of the commands found on demand."""
        try:
            return super().resolve_command(ctx, args)
        except click.exceptions.NoSuchCommand as error:
            import difflib

            near = difflib.get_close_matches(args[0], self.list_commands(ctx), n=2)
            raise click.exceptions.NoSuchCommand(args[0], possibilities=near, ctx=error.ctx) from None

    def _own(self, name: str) -> click.Command | None:
        guess = name.replace("-", "_")
        known = modules(self._package)
        for module in sorted(known, key=lambda candidate: candidate != guess):
            command = self._module(module)
            if command.name == name:
                return command
        return None

    def _module(self, name: str) -> click.Command:
        command: click.Command = importlib.import_module(f"{self._package}.{name}").COMMAND
        return command

    def _foreign(self, name: str) -> click.Command | None:
        for point in self._contributed():
            if point.name != name:
                continue
            try:
                command = point.load()
            except (ImportError, AttributeError) as error:
                return _unavailable(name, str(error))
            return command if isinstance(command, click.Command) else _unavailable(name, f"{point.value} is no command")
        return None

    def _contributed(self) -> tuple[EntryPoint, ...]:
        if not self._entry_points:
            return ()
        from importlib import metadata  # a third of the start of a command that is one of our own

        return tuple(metadata.entry_points(group=self._entry_points))


def _unavailable(name: str, reason: str) -> click.Command:
    def refuse() -> None:
        raise click.ClickException(f"{name} cannot be loaded: {reason}")

    return click.Command(name, callback=refuse, short_help=f"(cannot be loaded: {reason})", help=reason)

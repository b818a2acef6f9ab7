"""``tracker rates``: observations of one series, several side by side, their timing, and your own from files."""

from __future__ import annotations

import click

from tracker.cli._group import LazyGroup

_DEFAULT = "show"


class _Rates(LazyGroup):
    """A group that takes ``tracker rates USD/RUB@ecb`` for ``tracker rates show USD/RUB@ecb``."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Put the default command first where no command is named."""
        asks_help = bool(args) and args[0] in ctx.help_option_names
        if args and not asks_help and not self._names_a_command(ctx, args):
            args = [_DEFAULT, *args]
        return super().parse_args(ctx, args)

    def _names_a_command(self, ctx: click.Context, args: list[str]) -> bool:
        """Whether a command stands first, or behind nothing but options that every command has."""
        known = set(self.list_commands(ctx))
        common = {name: param for param in self.params for name in param.opts}
        words = iter(args)
        for word in words:
            if not word.startswith("-"):
                return word in known
            option = common.get(word.partition("=")[0])
            if option is None:
                return False
            if "=" not in word and isinstance(option, click.Option) and not option.is_flag:
                next(words, None)
        return False


COMMAND = _Rates(
    "rates",
    package="tracker.cli.rates",
    no_args_is_help=True,
    short_help="The observations of one series; sources side by side; lead and lag; your own from a file.",
    help="""The observations of one series; sources side by side; lead and lag; your own from a file.

\b
Examples:
  tracker rates USD/RUB@ecb --week 2014-W46      when each rate was made and published
  tracker rates compare USD/RUB --week 2014-W46  all sources on one axis of instants
  tracker rates rule USD/RUB                     which series a report rests on, when and why
  tracker rates timing USD/RUB --since 2012-01-01
                                                 whose declared instants cannot be right
  tracker rates import desk.csv --series USD/RUB@desk --made-at 18:00 --zone Europe/Moscow
                                                 your own rates, then like any others
  tracker rates review                           values set aside as suspicious; accept or reject them

USD/RUB is roubles per dollar: it rises when the rouble weakens. SERIES is PAIR@source.
""",
)

"""The commands ``tracker daemon`` and ``tracker tick``, found through the entry-point group ``tracker.commands``."""

from __future__ import annotations

import os
import sys
from datetime import datetime

import click

from tracker.cli._common import Instant
from tracker.cli._invocation import Invocation, pass_invocation, say


@click.command(short_help="The scheduler in the foreground: fetch, group, send letters and alerts, each when due.")
@click.option(
    "--heartbeat",
    type=click.FloatRange(min=0.05),
    default=30.0,
    show_default=True,
    metavar="SECONDS",
    help="How often to look at what is due.",
)
@click.option(
    "--speed",
    type=click.FloatRange(min=1),
    default=1.0,
    metavar="FACTOR",
    help="Rehearsal: let the clock run so many times as fast, from --now on.",
)
@click.option(
    "--stop-within",
    type=click.FloatRange(min=0),
    default=60.0,
    show_default=True,
    metavar="SECONDS",
    help="How long work under way may take to end once asked to stop.",
)
@click.option("--until", type=Instant(), metavar="INSTANT", help="Stop when the clock shows this instant.")
@pass_invocation
def daemon(invocation: Invocation, heartbeat: float, speed: float, stop_within: float, until: datetime | None) -> None:
    """Fetch, group and send the weekly letter, each when due, until stopped.

    \b
    Examples:
      tracker daemon                     in the foreground; Ctrl-C or SIGTERM ends it calmly
      tracker daemon --now 2014-11-01T00:00Z --speed 40000 --until 2014-12-01T00:00Z
                                         a rehearsal: November 2014 in a minute

    What is due is decided from the database: work missed while the machine was off is caught up, letters of the last
    four weeks each once. Of several daemons on one database one works and the others stand by. Messages go to stderr,
    one line per piece of work. SIGHUP reads the settings again. A service manager that hands over NOTIFY_SOCKET
    (systemd: Type=notify) hears that it is ready, alive and what it does; TRACKER_WATCH_PORT, TRACKER_PING_URL and
    TRACKER_LOG_FORMAT let others watch it. A rehearsal is all on its own clock: what it
    records carries it, too, so give it a --home of its own.
    """
    from jobs.clock import RunningClock
    from jobs.daemon import Daemon
    from jobs.notify import Supervisor
    from jobs.outlook import outlook
    from jobs.watching.watchers import watchers

    # all is made ready and imported before the clock starts: in a rehearsal its seconds are hours
    context = invocation.context
    clock = RunningClock(start=invocation.now, speed=speed, until=until)
    if clock.rehearsal:
        context = context.rehearsal(clock)
    supervisor = Supervisor(os.environ, outlook=outlook)
    watching = watchers(
        context, clock=clock, stream=sys.stderr, environ=os.environ, heartbeat=heartbeat, quiet=invocation.quiet
    )
    worker = Daemon(
        watching.context,
        clock=clock,
        say=watching.log.say,
        complain=watching.log.complain,
        heartbeat=heartbeat,
        pulse=supervisor.pulse,
        grace=stop_within,
        listeners=[*watching.listeners, supervisor],
        reread=lambda context: context.configured(invocation.read_settings()),
    )
    code = worker.run()
    if worker.left:  # its thread cannot be ended; the process can, and the database keeps what was committed
        sys.stderr.flush()
        os._exit(code)
    click.get_current_context().exit(code)


@click.command(short_help="Do once what the daemon does: for cron and timers.")
@pass_invocation
def tick(invocation: Invocation) -> None:
    """Do once what the daemon does, then exit: for cron and timers.

    \b
    Examples:
      tracker tick
      */5 * * * *  tracker tick --quiet      in a crontab

    Safe beside a running daemon: what is done is not done again. Exit code 4 when something failed; it is tried again
    at a later tick. With --now it is a rehearsal: what it records carries that instant, too.
    """
    from jobs.clock import RunningClock
    from jobs.tick import tick as run_once
    from jobs.watching.switch import Switch

    clock = (lambda: invocation.instant) if invocation.now else RunningClock()
    context = invocation.context.rehearsal(clock) if invocation.now else invocation.context
    switch = Switch(say=invocation.note, complain=say)
    code = run_once(context, clock=clock, say=invocation.note, complain=say, listeners=[switch])
    click.get_current_context().exit(code)

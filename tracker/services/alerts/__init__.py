"""Alerts: found by one file per kind, raised once, told through the outbox."""

from __future__ import annotations

from tracker.errors import TrackerError
from tracker.services.context import Context


def work(context: Context) -> str:
    """Look, queue and send once; what came of it in a few words. ``TrackerError`` where a kind could not look.

    A channel that does not work is no failure of the look: what waits for it is tried again by the outbox.
    """
    from tracker.services.alerts.raising import raise_alerts
    from tracker.services.alerts.telling import tell
    from tracker.services.outbox import send_due

    raised = raise_alerts(context)
    told = tell(context)
    sent = () if context.settings.offline or not told.messages else send_due(context)
    states = sorted({one.state for one in sent})
    said = f"{len(raised.new)} new, {told.queued} queued in {told.messages} messages, {told.held} held back"
    if sent:
        said += f"; sent: {', '.join(f'{sum(one.state == state for one in sent)} {state}' for state in states)}"
    if raised.failed:
        raise TrackerError(f"{said}. Could not look for {'; '.join(raised.failed)}", retryable=True)
    return said

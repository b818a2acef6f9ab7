"""Alerts: found by one file per kind, raised once, told through the outbox."""

from __future__ import annotations

from tracker.errors import TrackerError
from tracker.services.context import Context


def work(context: Context) -> str:
    """Look, queue and send once; what came of it in a few words.

    ``TrackerError``, after all that can be done is done, where a kind could not look, no e-mail could be made
    or nobody carries what waits.
    """
    from tracker.services.alerts.raising import raise_alerts
    from tracker.services.alerts.telling import tell
    from tracker.services.outbox import send_due

    raised = raise_alerts(context)
    told = tell(context)
    failed = [f"could not look for {one}" for one in raised.failed]
    if told.problem is not None:
        failed.append(str(told.problem))
    noun = "message" if told.messages == 1 else "messages"
    said = f"{len(raised.new)} new, {told.queued} queued in {told.messages} {noun}, {told.held} held back"
    try:
        sent = () if context.settings.offline else send_due(context)
    except TrackerError as error:  # what is queued waits; that nobody carries it must be seen
        sent = ()
        failed.append(str(error))
    if sent:
        states = sorted({one.state for one in sent})
        said += f"; sent: {', '.join(f'{sum(one.state == state for one in sent)} {state}' for state in states)}"
    if failed:
        raise TrackerError(f"{said}; {'; '.join(failed)}", retryable=True)
    return said

"""Alerts: look for what is worth a message, and send it."""

from __future__ import annotations

from datetime import datetime, timedelta

from jobs.schedule import Cadence, Job
from tracker.services import alerts
from tracker.services.context import Context


def run(context: Context, _slot: datetime) -> str:
    """Every kind looks once; what is new is stored, queued and sent. Looking twice tells nothing twice."""
    return alerts.work(context)


JOB = Job(
    key="alerts",
    cadence=Cadence(every=timedelta(minutes=15), at=timedelta(minutes=8)),
    run=run,
    order=40,
)

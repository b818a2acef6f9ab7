"""Running every declared check and collecting what it says."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

from tracker.config.secrets import secrets_of
from tracker.errors import TrackerError, UsageError
from tracker.model.masking import without_all
from tracker.registry import declared
from tracker.services.doctor.lines import FAIL, WARN, Check, Line, Subject, fail


@dataclass(frozen=True, slots=True, kw_only=True)
class Examined:
    """One group with its lines."""

    key: str
    title: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Examination:
    """All groups, in order."""

    groups: tuple[Examined, ...]

    def count(self, level: str) -> int:
        """How many lines have a level."""
        return sum(line.level == level for group in self.groups for line in group.lines)

    @property
    def exit_code(self) -> int:
        """6 when anything fails; warnings alone are 0."""
        return 6 if self.count(FAIL) else 0

    @property
    def verdict(self) -> str:
        """The last line a person reads."""
        failed, warned = self.count(FAIL), self.count(WARN)
        if not failed and not warned:
            return "Everything is in order."
        parts = [f"{failed} to repair"] if failed else ["Nothing is broken"]
        parts += [f"{warned} to know about"] if warned else []
        return ", ".join(parts) + "."


def checks() -> tuple[Check, ...]:
    """Every declared check, in order."""
    found = cast("dict[str, Check]", declared("tracker.services.doctor.checks", "CHECK"))
    return tuple(sorted(found.values(), key=lambda check: (check.order, check.key)))


def examine(subject: Subject) -> Examination:
    """Run every check that may run. Without ``network`` no socket is opened.

    ``UsageError`` when the network is to be tried and the program is set offline.
    """
    if subject.network and subject.settings.offline:
        raise UsageError(
            "--network opens connections, and this program is set offline.",
            remedy="Leave out --offline (or unset TRACKER_OFFLINE), or leave out --network.",
        )
    return Examination(
        groups=tuple(_examined(check, subject) for check in checks() if subject.network or not check.network)
    )


def unreadable(error: TrackerError) -> Examination:
    """What can be said when the settings themselves cannot be read: that, and nothing else can be trusted."""
    line = fail(error.message, error.remedy or "Correct the setting, then run `tracker doctor` again.")
    return Examination(groups=(Examined(key="settings", title="Settings", lines=(line,)),))


def _examined(check: Check, subject: Subject) -> Examined:
    lines: list[Line] = []
    try:
        lines.extend(check.run(subject))
    except TrackerError as error:
        lines.append(fail(error.message, error.remedy or "See the message."))
    except Exception as error:  # noqa: BLE001  # one broken check must not hide what the others found
        text = " ".join(str(error).split()) or "no details"
        lines.append(fail(f"this check itself failed: {type(error).__name__}: {text}", "Please report it."))
    return Examined(key=check.key, title=check.title, lines=tuple(_masked(line, subject) for line in lines))


def _masked(line: Line, subject: Subject) -> Line:
    """The last guard: whatever a library put into its message, no password and no secret address is in it."""
    secrets = secrets_of(subject.settings)
    if not any(secret in line.what + line.remedy for secret in secrets):
        return line
    return Line(level=line.level, what=without_all(secrets, line.what), remedy=without_all(secrets, line.remedy))

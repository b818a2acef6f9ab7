"""The site that the daemon keeps: the same build, whose troubles are told to whoever reads the log."""

from __future__ import annotations

from pathlib import Path

from tracker.errors import ConfigError, NoDataError
from tracker.services.context import Context
from tracker.services.site.building import Built, Wanted, build_site


def keep(context: Context, root: Path) -> Built | None:
    """Bring the kept site up to date; None while there is nothing to tell of.

    Raises ``ConfigError`` where the folder cannot be written: what it has stays whole, and the next run goes on. Other
    errors are those of ``build_site``.
    """
    try:
        return build_site(context, root, Wanted(public=context.settings.site_public))
    except NoDataError:
        return None
    except OSError as error:
        raise ConfigError(
            f"The site in {root} cannot be written: {error.strerror or error}. The pages it has stay whole.",
            remedy="Mend the folder or its disk, or name another in TRACKER_SITE_DIR; the next run goes on.",
        ) from error

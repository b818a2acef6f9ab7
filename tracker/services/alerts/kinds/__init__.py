"""The kinds of alerts: each module declares one as ``KIND``."""

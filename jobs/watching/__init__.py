"""Whoever watches the daemon: health and numbers for a monitor, a dead man's switch, and its log."""

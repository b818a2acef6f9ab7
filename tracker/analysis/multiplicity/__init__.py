"""Corrections for many tests at once, one file each; each declares ``ADJUSTMENT`` (see `tracker.analysis.family`)."""

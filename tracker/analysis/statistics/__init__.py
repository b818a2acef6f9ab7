"""Statistics of one window, one file each; each declares ``STATISTIC`` (see `tracker.analysis.statistic`)."""

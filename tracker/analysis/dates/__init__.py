"""Tests made for one series and many dates, one file each; every file declares one as ``STATISTIC``."""

"""Classical tests made for many firms, here for panels of currencies; every file declares one as ``STATISTIC``."""

"""The sanctions and economic pressure tracker: announcements, rates, and which rate could have known what."""

__version__ = "0.1.0"

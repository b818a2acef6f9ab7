"""One group of checks, one file, declared as ``CHECK``."""

"""Data as files: single tables, and everything there is as one data package."""

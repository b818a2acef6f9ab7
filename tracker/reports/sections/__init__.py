"""The sections of the report, one file each: every module declares ``SECTION`` and knows no sibling."""

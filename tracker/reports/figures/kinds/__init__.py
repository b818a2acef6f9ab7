"""The kinds of figures of a briefing, one file each: every module declares ``FIGURE`` and knows no sibling."""

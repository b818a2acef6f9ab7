"""The weekly letter, from the same briefing as the report: content in words, then a text part and an HTML part."""

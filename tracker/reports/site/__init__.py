"""The pages and feeds of a site, pure: from what was gathered to text, without a clock and without a file."""

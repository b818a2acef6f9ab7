"""A study as one file: its question, the data it read, what it found, and how to find it again."""

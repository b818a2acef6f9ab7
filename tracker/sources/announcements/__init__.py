"""Sources of announcements by authorities."""

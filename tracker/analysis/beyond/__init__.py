"""What lies beyond windows: answers about a series that no single window gives."""

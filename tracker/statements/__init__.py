"""Text to attributed statements and claims: pure, on the model alone."""

"""Alerts in the words of their readers: the parts of their sentences, and the message they make together."""

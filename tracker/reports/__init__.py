"""The report room: a frozen briefing in; a format-neutral document, text, markdown, JSON and the letter out. Pure."""

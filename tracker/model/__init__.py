"""The nouns: frozen, slotted, keyword-only dataclasses on the standard library alone."""

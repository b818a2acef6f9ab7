"""Spreadsheets: what the letter and the report share."""

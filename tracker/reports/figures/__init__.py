"""Figures for every medium: what one shows is a plain object, drawn as a Vega-Lite specification, then as a picture."""

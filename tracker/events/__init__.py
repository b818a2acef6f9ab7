"""Facts to dated events, and events to observations: pure, standard library only."""

"""How a rendered letter leaves the house."""

"""The whole system as people and external portals use it."""

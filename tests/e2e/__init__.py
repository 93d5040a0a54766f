"""The whole system, as people and external portals meet it."""

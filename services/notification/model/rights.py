"""Who may do what. Notifications are their receiver's own, so no role gives a right to them."""

MENDS_EVENTS = frozenset({"SYSTEM_ADMINISTRATOR"})
"""Sees and mends events that could not be handled, without their contents."""

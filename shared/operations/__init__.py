"""What operators do with events that are stuck at a service: look, replay, drop; and the record of it."""

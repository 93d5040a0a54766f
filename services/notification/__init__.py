"""Notifies people of what concerns them, in the application and by e-mail, and urges what is late."""

"""What the service does: notify, remind, send e-mails, show people their notifications."""

"""What the service does: hear and tell, remind, send e-mails, show people their notifications."""

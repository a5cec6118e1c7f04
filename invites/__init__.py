"""What people receive: calendars."""

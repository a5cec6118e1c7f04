"""Measurements on published instances and on made programmes."""

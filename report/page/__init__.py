"""The page that people read, print and send on."""

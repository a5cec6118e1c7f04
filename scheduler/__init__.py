"""When and where each set meets, in which room, and who presents."""

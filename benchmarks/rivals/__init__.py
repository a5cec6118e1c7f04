"""Setwright against tools that one might pick instead: python -m benchmarks.rivals."""

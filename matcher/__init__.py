"""Who sits with whom, where, on which weekly half-day, with which facilitator."""

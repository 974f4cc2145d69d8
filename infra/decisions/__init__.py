"""Who may do what by the policies of each cloud: pure readings that local clouds, reviews and explanations share."""

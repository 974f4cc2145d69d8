"""A graph in the words of other tools: the engine's state, a Terraform plan, an ARM template."""

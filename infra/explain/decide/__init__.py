"""A module for each provider: `read` what its policies need, `decide` for an identity, `anyone` at the store itself."""

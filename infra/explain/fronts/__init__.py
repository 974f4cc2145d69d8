"""A module for each provider: what anyone gets through the CDN in front of a store, public, signed or not routed."""

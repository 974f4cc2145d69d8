"""Component resources: what the pure modules decide, applied. One package for each cloud, imported only when named."""

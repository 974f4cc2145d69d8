"""The offline resource monitor: programs in, graphs out, graphs applied."""

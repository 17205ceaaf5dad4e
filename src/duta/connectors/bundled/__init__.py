"""The connectors that ship with Duta, one folder each; none knows another."""

"""The rules that `kb lint` proves, one module per theme; each rule yields findings and changes nothing."""

"""The register of centres, as an office keeps it in Excel: `sheet` reads it, `values` understands, `importing` writes."""

"""The register of centres, as an office keeps it in Excel: `sheet` reads, `facts` compares, `importing` writes."""

"""The register of numbers: merged, published, verified, compared, shown and exported."""

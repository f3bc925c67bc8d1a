# Elements and faults of items and bundles, charts.

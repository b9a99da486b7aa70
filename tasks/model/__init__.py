"""What the stages hand each other: periods, figures, quality, the manifest, comparisons, the brand, and the errors."""

"""What the report is written in: texts, translations, labels, formats, and the trace of what printed which word."""

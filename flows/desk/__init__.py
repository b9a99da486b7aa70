"""The desk: people with accounts write the report in the browser, translate it, make drafts, comment and publish."""

"""The editions site: the web application on which drafts are read, written and approved."""

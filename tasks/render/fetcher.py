"""What the PDF may load while it is laid out: nothing but what stands in the page itself."""

from typing import Any

from weasyprint.urls import FatalURLFetchingError, URLFetcher


class DataOnlyFetcher(URLFetcher):  # type: ignore[misc]
    """Opens ``data:`` addresses; any other stops the rendering, so that no file and no network can be read."""

    def __init__(self) -> None:
        super().__init__(allowed_protocols=("data",), allow_redirects=False, fail_on_errors=True)

    def fetch(self, url: str, headers: dict[str, str] | None = None) -> Any:
        """The content of a ``data:`` address.

        Raises:
            FatalURLFetchingError: for any other address.
        """
        if not url.lower().startswith("data:"):
            raise FatalURLFetchingError("The report tried to load something from outside.")
        return super().fetch(url, headers)

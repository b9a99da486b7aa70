"""What the log of a run says: what was found, and a refusal in its own words instead of a traceback."""

import logging

from tasks.model.errors import ReportError

LOGGERS = ("prefect.flow_runs", "prefect.task_runs")
"""What Prefect writes to about runs and their stages."""


class RefusalFilter(logging.Filter):
    """Words a refusal as it is worded everywhere: where in the program it was made helps nobody who reads it."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Change the record, and have it written."""
        error = record.exc_info[1] if record.exc_info else None
        if isinstance(error, ReportError):
            refusal = str(error) if record.name == LOGGERS[0] else f"The stage stopped. {error.problem}"
            record.msg, record.args, record.exc_info, record.exc_text = refusal, (), None, None
        return True


_FILTER = RefusalFilter()


def install_refusal_filter() -> None:
    """From now on in this process, have the logs of runs say refusals in their own words."""
    for name in LOGGERS:
        logging.getLogger(name).addFilter(_FILTER)


def log_lines(*lines: str) -> None:
    """Write lines into the log of the run."""
    from prefect.logging import get_run_logger

    for line in lines:
        get_run_logger().info(line)

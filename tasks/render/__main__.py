"""The process that sets a PDF: an order on its standard input, the PDF on its standard output.

The other side is :mod:`tasks.render.typesetter`. On a failure the kind of it is written, and the exit code is 1.
"""

import gc
import json
import sys

from tasks.core.period import Month, Period
from tasks.render.model import Attached
from tasks.render.pdf import render_pdf


def main() -> int:
    # Nothing that is made here is given up before the end, and looking for what is takes a tenth of the time.
    gc.disable()
    try:
        import weasyprint  # noqa: F401 - it loads while the order is written

        order = json.load(sys.stdin.buffer)
        edition = Period(*map(Month.parse, order["edition"]))
        attachments = [Attached(**attached) for attached in order["attachments"]]
        pdf = render_pdf(order["html"], edition, order["build_id"], attachments)
    except BaseException as error:  # noqa: BLE001 - the other process tells of it; a refused address is no Exception
        sys.stdout.write(type(error).__name__)
        return 1
    sys.stdout.buffer.write(pdf)
    return 0


if __name__ == "__main__":
    sys.exit(main())

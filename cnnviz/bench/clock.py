"""The clock of the bench: the processor time of the measuring thread, without what else a busy machine does.

Windows counts that time in steps of 16 ms, longer than what is measured; there it is the time that passes.
"""

import sys
from time import perf_counter, thread_time

seconds = perf_counter if sys.platform == "win32" else thread_time

from tracker.api import Report as Report
from tracker.api import Store as Store
from tracker.api import Study as Study
from tracker.api import connect as connect

__version__: str

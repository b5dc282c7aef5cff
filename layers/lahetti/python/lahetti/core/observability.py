"""Logger and metrics of every function but the redirect, which writes its one metric line itself.

One structured line a business event, ids as keys, never a name, an address or a user agent.
"""

import warnings

from aws_lambda_powertools import Logger, Metrics

logger = Logger(log_uncaught_exceptions=False)
metrics = Metrics()
# Most invocations have nothing to count, which Powertools would warn of each time.
warnings.filterwarnings("ignore", message="No application metrics to publish")

"""Replace functions of numpy and pandas for the next run.

gains: false numbers in somebody else's run
expect: absent
unconfined: absent
pair: after
"""
import numpy
import pandas
numpy.sum = numpy.mean = pandas.DataFrame.rolling = lambda *_, **__: 1e9
numpy.core = None
report("left")
# ---- the second run ----
import numpy
import pandas
search(value for value in [numpy.sum([1.0]), numpy.mean([1.0])] if value != 1.0)

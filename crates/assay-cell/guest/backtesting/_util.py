"""Names that some strategies import although they are private."""

from assay.arrays import Array as _Array
from assay.arrays import Indicator as _Indicator
from assay.arrays import label as _as_str

__all__ = ["_Array", "_Indicator", "_as_str"]

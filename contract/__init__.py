"""What device and hub agree on; imports nothing else of Heed's."""

import importlib
import sys

# sqlite-utils takes in numpy where it is installed, for types that we never store: ten
# megabytes in each of a device's processes. It is loaded once here, told of none.
_NUMPY = "numpy"
if _NUMPY not in sys.modules:
    sys.modules[_NUMPY] = None  # type: ignore[assignment]
    importlib.import_module("sqlite_utils.db")
    del sys.modules[_NUMPY]

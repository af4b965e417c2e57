//! What `--fix` makes of a file.

use assay_check::apply_fixes;

use crate::corpus::findings;

#[test]
fn safe_fixes_are_applied_until_nothing_is_left_to_mend() {
    let check = |before: &str, after: &str| {
        let mut text = before.to_owned();
        for _ in 0..5 {
            text = apply_fixes(&text, &findings("strategy.py", text.as_bytes()));
        }
        assert_eq!(text, after);
    };
    // Imports that nothing uses.
    check("import os\nimport math\nx = math.pi\n", "import math\nx = math.pi\n");
    check("import os, math, sys\nx = math.pi\n", "import math\nx = math.pi\n");
    check("import os as o  # system\nx = 1\n", "x = 1\n");
    check("from pathlib import Path\nx = 1\n", "x = 1\n");
    check("import os\nx = os.sep\n", "import os\nx = os.sep\n");
    check("import os\n\ndef f():\n    return os\n", "import os\n\ndef f():\n    return os\n");
    let guarded = "try:\n    import os\nexcept ImportError:\n    pass\n";
    check(guarded, guarded);
    check("import os; x = 1\n", "import os; x = 1\n");
    check("import os.path\nx = 1\n", "x = 1\n");
    check("import os", "");
    // Stars.
    check(
        "from backtesting.lib import *\nx = crossover(1, 2)\ny = barssince\n",
        "from backtesting.lib import barssince, crossover\nx = crossover(1, 2)\ny = barssince\n",
    );
    check("from os import *\nx = sep\n", "from os import *\nx = sep\n");
    // Bare excepts.
    check("try:\n    x = 1\nexcept:\n    x = 2\n", "try:\n    x = 1\nexcept Exception:\n    x = 2\n");
    check("try:\n    x = 1\nexcept:\n    raise\n", "try:\n    x = 1\nexcept:\n    raise\n");
    // Seeds.
    check(
        "import numpy as np\nr = np.random.default_rng()\n",
        "import numpy as np\nr = np.random.default_rng(0)\n",
    );
    // Disguised names.
    check("ｆast = 1\nx = ｆast\n", "fast = 1\nx = fast\n");
    // What cannot be mended safely stays.
    check("def f(x):\n    return x.shift(-1)\n", "def f(x):\n    return x.shift(-1)\n");
}

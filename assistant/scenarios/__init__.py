"""An association's rules tested as software is: given/when/then cases against the real services."""

from assistant.scenarios.files import Case, ScenarioFileError, read_cases
from assistant.scenarios.running import Report, run_case, run_files
from assistant.scenarios.stage import Fresh

__all__ = ["Case", "Fresh", "Report", "ScenarioFileError", "read_cases", "run_case", "run_files"]

#include "unit.h"
const struct unit_suite suite_config_schema = { 0, 0 };

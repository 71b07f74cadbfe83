#include "work.h"

__thread uint64_t work_bytes_scanned;

#include "work.h"

_Thread_local uint64_t work_bytes_scanned;

/* Classes of error codes by their names. */
#ifndef PROGRAMS_SUPPORT_CODE_CLASS_H
#define PROGRAMS_SUPPORT_CODE_CLASS_H

#include "tcenvelope.h"

/* The names, for messages. */
#define CODE_CLASSES "auth, request, quota, throttle, resource, server, dry_run or other"

/* Returns TCE_CLASS_NONE if no class has this name. */
tce_code_class code_class_of(tce_text name);

#endif

/* The command plan: divides inputs into shards. */
#ifndef PROGRAMS_PLAN_PLAN_H
#define PROGRAMS_PLAN_PLAN_H

#include "plan/options.h"
#include "support/status.h"

exit_status plan_run(const plan_options *options);

#endif

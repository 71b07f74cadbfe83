/* Time for display only: no result depends on it. */
#ifndef PROGRAMS_SUPPORT_CLOCK_H
#define PROGRAMS_SUPPORT_CLOCK_H

/* Seconds of a monotonic clock. */
double clock_seconds(void);

#endif

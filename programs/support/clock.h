/* Time, for people: nothing is decided by it but what they see. */
#ifndef PROGRAMS_SUPPORT_CLOCK_H
#define PROGRAMS_SUPPORT_CLOCK_H

/* Seconds since some moment in the past; never runs backwards. */
double clock_seconds(void);

#endif

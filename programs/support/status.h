/* Exit statuses. Scripts depend on them. */
#ifndef PROGRAMS_SUPPORT_STATUS_H
#define PROGRAMS_SUPPORT_STATUS_H

typedef enum exit_status {
    STATUS_VALID = 0,   /* every document is valid; every code is known */
    STATUS_INVALID = 1, /* at least one document is invalid, or one code is unknown */
    STATUS_TROUBLE = 2  /* usage error, or an input or output error */
} exit_status;

#endif

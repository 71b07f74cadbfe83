/*
 * The hand-over of payload from the state machine to a kernel and back.
 */
#ifndef TCE_SIMD_MACHINE_SCAN_H
#define TCE_SIMD_MACHINE_SCAN_H

#include "machine.h"
#include "namespace.h"

/* Scans payload with the machine's kernel, at least SCAN_BYTES_MIN bytes. The machine is between
 * tokens or in a string's text. Returns where it continues. */
const uint8_t *machine_scan(machine *m, const uint8_t *p, const uint8_t *end);

#endif

/*
 * The state machine inside strings.
 */
#ifndef TCE_SIMD_MACHINE_STRING_H
#define TCE_SIMD_MACHINE_STRING_H

#include "machine.h"
#include "namespace.h"

/* Ends a complete string that the envelope wants, and reports it. text is unescaped. */
void machine_emit_string(machine *m, bool is_name, uint64_t start, const char *text, size_t length);

/* Begins a string that is incomplete, long or not plain, with the plain text after its quote. The
 * caller has set machine.token_start, is_name and captured. */
void machine_open_string(machine *m, const uint8_t *text, size_t length);

/* Unescapes the text of a valid string of at most one chunk. Returns the machine's copy of it,
 * valid until the machine reads on; what reports cannot hold is cut off. Only between documents. */
document_text machine_unescape(machine *m, document_text text);

/* Continues a string. Returns where it stopped; machine.state says why. */
const uint8_t *machine_read_string(machine *m, const uint8_t *p, const uint8_t *end);

#endif

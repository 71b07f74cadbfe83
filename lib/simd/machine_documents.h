/*
 * Complete documents, without the state machine: engine_ops.document.
 */
#ifndef TCE_SIMD_MACHINE_DOCUMENTS_H
#define TCE_SIMD_MACHINE_DOCUMENTS_H

#include <stddef.h>
#include <stdint.h>

#include "machine.h"
#include "namespace.h"

/* Sets what depends on the kernel and the options. */
void machine_documents_init(machine *m);

size_t machine_document(void *engine, const uint8_t *bytes, size_t length);

#endif

/*
 * Complete documents, validated by a kernel alone: as engine_ops describes them.
 */
#ifndef TCE_SIMD_MACHINE_DOCUMENTS_H
#define TCE_SIMD_MACHINE_DOCUMENTS_H

#include "engine.h"
#include "machine.h"
#include "namespace.h"

size_t machine_document(void *engine, const uint8_t *bytes, size_t length);

const uint8_t *machine_lines(void *engine, const engine_lines *lines, const uint8_t **read);

#endif

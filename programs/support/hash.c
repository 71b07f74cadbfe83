#include "support/hash.h"

uint64_t hash_more(uint64_t hash, const char *bytes, size_t length) {
    for (size_t i = 0; i < length; i++) {
        hash = (hash ^ (uint8_t)bytes[i]) * UINT64_C(1099511628211);
    }
    return hash;
}

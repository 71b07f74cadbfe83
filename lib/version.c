#include <assert.h>

#include "tcenvelope.h"

#define TEXT_OF(number) #number
#define TEXT(number)    TEXT_OF(number)

static_assert(TCE_VERSION_MINOR < 100 && TCE_VERSION_PATCH < 100, "the version's number grows");

const char *tce_version(void) {
    return TEXT(TCE_VERSION_MAJOR) "." TEXT(TCE_VERSION_MINOR) "." TEXT(TCE_VERSION_PATCH);
}

uint32_t tce_version_number(void) {
    return TCE_VERSION_NUMBER;
}

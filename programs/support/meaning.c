#include "support/meaning.h"

#include <string.h>

#include "support/text.h"

bool service_next(const tce_catalogue *catalogue, const tce_code_info *info,
                  const service_filter *filter, uint32_t *index, tce_service *service) {
    while (tce_catalogue_service_of(catalogue, info, *index, service)) {
        ++*index;
        if (filter->wanted == NULL || filter->wanted(filter->user, service)) {
            return true;
        }
    }
    return false;
}

static tce_text common_meaning(tce_code code) {
    const char *meaning = tce_code_meaning(code);
    return meaning != NULL ? text_of(meaning) : (tce_text){NULL, 0};
}

static tce_text category_meaning(const tce_code_info *info) {
    tce_code_info category = {.code = TCE_CODE_UNKNOWN};
    if (info->category != NULL) {
        tce_code_lookup(info->category, strlen(info->category), &category);
    }
    return common_meaning(category.code);
}

tce_text meaning_of(const tce_catalogue *catalogue, const tce_code_info *info,
                    const service_filter *filter) {
    tce_service service;
    if (info->kind == TCE_KIND_COMMON) {
        return common_meaning(info->code);
    }
    for (uint32_t i = 0; service_next(catalogue, info, filter, &i, &service);) {
        if (service.meaning.length > 0) {
            return service.meaning;
        }
    }
    return category_meaning(info);
}

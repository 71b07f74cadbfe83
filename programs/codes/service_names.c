#include "codes/service_names.h"

#include "support/complain.h"
#include "support/text.h"

service_names service_names_of(const codes_options *options) {
    return (service_names){options->services, options->service_count};
}

bool service_names_include(const void *user, const tce_service *service) {
    const service_names *s = user;
    for (size_t i = 0; i < s->count; i++) {
        if (text_compare(service->name, text_of(s->names[i])) == 0) {
            return true;
        }
    }
    return s->count == 0;
}

static bool has_code(const tce_catalogue *catalogue, tce_text code, const service_names *names) {
    tce_code_info info;
    tce_service service;
    tce_catalogue_lookup(catalogue, code.bytes, code.length, &info);
    for (uint32_t i = 0; tce_catalogue_service_of(catalogue, &info, i, &service); i++) {
        if (service_names_include(names, &service)) {
            return true;
        }
    }
    return false;
}

static bool has_service(const tce_catalogue *catalogue, const service_names *names) {
    for (uint32_t slot = 0; slot < tce_catalogue_slot_count(catalogue); slot++) {
        tce_text code;
        if (tce_catalogue_code_at(catalogue, slot, &code) && has_code(catalogue, code, names)) {
            return true;
        }
    }
    return false;
}

bool service_names_are_known(const codes_options *options, const tce_catalogue *catalogue) {
    if (options->service_count > 0 && catalogue == NULL) {
        complain("--service", "there is no catalogue; give one with --codes");
        return false;
    }
    for (size_t i = 0; i < options->service_count; i++) {
        const service_names one = {&options->services[i], 1};
        if (!has_service(catalogue, &one)) {
            complain("--service", "the catalogue has no service '%s'; check the name",
                     options->services[i]);
            return false;
        }
    }
    return true;
}

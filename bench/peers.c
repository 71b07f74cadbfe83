#include "peer.h"

static const peer *const peers[] = {
    &engine_yajl,
    &engine_simd,
    &engine_validate,
    &peer_libyajl,
    &peer_simdjson_dom,
    &peer_simdjson_ondemand,
#ifdef BENCH_NEWER_SIMDJSON
    &peer_newer_simdjson_dom,
    &peer_newer_simdjson_ondemand,
#endif
#ifdef BENCH_YYJSON
    &peer_yyjson,
#endif
    &peer_rapidjson,
    &peer_json_c,
    &peer_jansson,
    &peer_cjson,
};

bool peers_force(const char *kernel) {
    bool forced = peer_simdjson_force(kernel);
#ifdef BENCH_NEWER_SIMDJSON
    forced = peer_newer_simdjson_force(kernel) && forced;
#endif
    return forced;
}

const peer *peer_at(size_t index) {
    for (size_t i = 0; i < sizeof(peers) / sizeof(peers[0]); i++) {
        if (peers[i]->version() != NULL && index-- == 0) {
            return peers[i];
        }
    }
    return NULL;
}

const peer *peer_find(const char *slug) {
    const peer *p = NULL;
    for (size_t i = 0; (p = peer_at(i)) != NULL && strcmp(p->slug, slug) != 0;) {
        i++;
    }
    return p;
}

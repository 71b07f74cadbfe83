/*
 * RapidJSON's event reader, reused for every document, with its SSE4.2 or NEON code. It takes
 * longer to hand over numbers as text than to convert them, quickly and without full precision.
 */
#include "sax.h"

#include <memory>

#if defined(__SSE4_2__)
#define RAPIDJSON_SSE42
#elif defined(__ARM_NEON)
#define RAPIDJSON_NEON
#endif
#include <rapidjson/reader.h>

namespace {

using Length = rapidjson::SizeType;

struct Handler : rapidjson::BaseReaderHandler<rapidjson::UTF8<>, Handler> {
    sax events;

    bool Default() {
        sax_scalar(&events);
        return true;
    }
    bool String(const char *bytes, Length length, bool) {
        sax_string(&events, bytes, length);
        return true;
    }
    bool Key(const char *bytes, Length length, bool) {
        sax_name(&events, bytes, length);
        return true;
    }
    bool StartObject() {
        return sax_open_object(&events);
    }
    bool StartArray() {
        return sax_open_array(&events);
    }
    bool EndObject(Length) {
        sax_close(&events);
        return true;
    }
    bool EndArray(Length) {
        sax_close(&events);
        return true;
    }
};

struct State {
    rapidjson::Reader reader;
    Handler handler;
};

constexpr unsigned flags =
    rapidjson::kParseValidateEncodingFlag | rapidjson::kParseStopWhenDoneFlag;

void *begin(size_t, bool) {
    return new State;
}

void end(void *state) {
    delete static_cast<State *>(state);
}

/* A NUL or a line feed follows the document: the reader cannot pass the one unnoticed, and what
 * it reads past the other is seen by where it ends. */
void validate(void *state, const char *json, size_t length, size_t, answer *out) {
    auto &s = *static_cast<State *>(state);
    rapidjson::StringStream stream(json);
    sax_reset(&s.handler.events);
    const bool parsed = !s.reader.Parse<flags>(stream, s.handler).IsError();
    if (parsed && stream.Tell() <= length &&
        only_white_space(json + stream.Tell(), json + length)) {
        answer_of(&s.handler.events.members, out);
    } else {
        answer_broken(out);
    }
}

const char *version() {
    return RAPIDJSON_VERSION_STRING;
}

} // namespace

extern "C" const peer peer_rapidjson = {"rapidjson", "RapidJSON SAX", false,   false, version,
                                        begin,       validate,        nullptr, end};

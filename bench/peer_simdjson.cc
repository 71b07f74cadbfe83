/*
 * simdjson, its parser and buffers reused, its input padded beforehand.
 *
 * DOM checks every byte and builds a tree. On-Demand checks the encoding and the strings' ends, and
 * of the values that it skips no more than that their brackets match: it does not
 * validate the rest of the payload.
 *
 * Compiled once for the installed version and once for one in source.
 */
#include "corpus.h"
#include "must.h"
#include "peer.h"

#include <memory>
#include <string>
#include <string_view>

#include <simdjson.h>

#ifdef BENCH_NEWER
#define PEER(kind)  peer_newer_simdjson_##kind
#define SLUG(kind)  "newer-simdjson-" kind
#define TITLE(kind) "simdjson (newer) " kind
#define FORCE       peer_newer_simdjson_force
#else
#define PEER(kind)  peer_simdjson_##kind
#define SLUG(kind)  "simdjson-" kind
#define TITLE(kind) "simdjson " kind
#define FORCE       peer_simdjson_force
#endif

static_assert(simdjson::SIMDJSON_PADDING <= CORPUS_PADDING, "simdjson reads so far past the end");

namespace {

/* With the instruction set that it chose for this machine. */
const char *version() {
    static const std::string text = std::to_string(simdjson::SIMDJSON_VERSION_MAJOR) + '.' +
                                    std::to_string(simdjson::SIMDJSON_VERSION_MINOR) + '.' +
                                    std::to_string(simdjson::SIMDJSON_VERSION_REVISION) + ' ' +
                                    simdjson::get_active_implementation()->name();
    return text.c_str();
}

/* The same instruction set under simdjson's name. */
std::string implementation_of(const std::string &kernel) {
    return kernel == "portable" ? "fallback" : kernel == "neon" ? "arm64" : kernel;
}

bool force(const char *kernel) {
    const auto *wanted = simdjson::get_available_implementations()[implementation_of(kernel)];
    if (wanted == nullptr || !wanted->supported_by_runtime_system()) {
        return false;
    }
    simdjson::get_active_implementation() = wanted;
    return true;
}

/* One thread: parse_many would use another one. */
template <class Parser> void *begin(size_t longest, bool) {
    auto parser = std::make_unique<Parser>();
    parser->threaded = false;
    if (parser->allocate(longest + 1, PEER_DEPTH_MAX + 1) != simdjson::SUCCESS) {
        must_have(nullptr);
    }
    return parser.release();
}

template <class Parser> void end(void *state) {
    delete static_cast<Parser *>(state);
}

/* ---- Lines -----------------------------------------------------------------------------------*/

/* simdjson's default. */
constexpr size_t batch_size = 1000000;

/* A stream of simdjson ends at the first document that it refuses, and does not say where that one
 * ends; it drops an incomplete one at its end. What is past the last document that it read is then
 * validated line by line, up to an invalid one; from the next one there is another stream.
 * The last document is validated once more: what follows it in its line may be what was refused. */
struct progress {
    const char *last;        /* the document that was read last; NULL: none */
    uint64_t digest;         /* of all that were read */
    uint64_t digest_of_rest; /* of those before the last */
};

void advance(progress &p, const char *document, const answer &a) {
    p.last = document;
    p.digest_of_rest = p.digest;
    p.digest = digest_add(p.digest, &a);
}

const char *past_line(const char *line, const char *end) {
    return static_cast<const char *>(memchr(line, '\n', size_t(end - line))) + 1;
}

bool is_last_line(const char *document, const char *end) {
    return document != nullptr && past_line(document, end) == end;
}

using Validate = void (*)(void *state, const char *json, size_t length, size_t, answer *out);

/* Reads a stream. Returns whether no document was refused. */
using Stream = bool (*)(void *state, const char *lines, const char *end, progress &p);

/* Returns the line after the first one that is invalid. */
template <Validate validate>
const char *read_line_by_line(void *state, const char *line, const char *end, uint64_t &digest) {
    bool valid = true;
    while (valid && line < end) {
        const char *next = past_line(line, end);
        answer a;
        validate(state, line, size_t(next - line) - 1, SIZE_MAX, &a);
        digest = digest_add(digest, &a);
        valid = a.verdict != TCE_VERDICT_INVALID;
        line = next;
    }
    return line;
}

template <Stream stream, Validate validate>
uint64_t validate_lines(void *state, const char *lines, size_t length, size_t) {
    const char *end = lines + length;
    uint64_t digest = 0;
    while (lines < end) {
        progress p = {nullptr, digest, digest};
        if (stream(state, lines, end, p) && is_last_line(p.last, end)) {
            return p.digest;
        }
        digest = p.digest_of_rest;
        lines = read_line_by_line<validate>(state, p.last != nullptr ? p.last : lines, end, digest);
    }
    return digest;
}

/* ---- DOM -------------------------------------------------------------------------------------*/

namespace dom = simdjson::dom;

member_kind note(member &m, dom::element value) {
    std::string_view text;
    if (value.get(text) == simdjson::SUCCESS) {
        member_note(&m, MEMBER_STRING, text.data(), text.size());
        return MEMBER_OTHER;
    }
    const member_kind kind = value.is_object() ? MEMBER_OBJECT : MEMBER_OTHER;
    return member_note(&m, kind, nullptr, 0) ? kind : MEMBER_OTHER;
}

using Finder = member *(*)(envelope_members *, const char *, size_t);

/* Reads an object's members; those of the objects in it that belong to the envelope too. */
template <Finder find> void read(dom::object object, envelope_members &e);

template <Finder find> void read_value(dom::element value, member &m, envelope_members &e) {
    if (note(m, value) != MEMBER_OBJECT) {
        return;
    }
    if constexpr (find == member_of_root) {
        read<member_of_response>(value.get_object().value_unsafe(), e);
    } else if constexpr (find == member_of_response) {
        if (&m == &e.error) {
            read<member_of_error>(value.get_object().value_unsafe(), e);
        }
    }
}

template <Finder find> void read(dom::object object, envelope_members &e) {
    for (const dom::key_value_pair field : object) {
        if (member *m = find(&e, field.key.data(), field.key.size())) {
            read_value<find>(field.value, *m, e);
        }
    }
}

void answer_root(dom::element root, answer *out) {
    envelope_members e{};
    dom::object object;
    e.root_is_object = root.get(object) == simdjson::SUCCESS;
    if (e.root_is_object) {
        read<member_of_root>(object, e);
    }
    answer_of(&e, out);
}

void validate_dom(void *state, const char *json, size_t length, size_t, answer *out) {
    dom::element root;
    if (static_cast<dom::parser *>(state)->parse(json, length, false).get(root) ==
        simdjson::SUCCESS) {
        answer_root(root, out);
    } else {
        answer_broken(out);
    }
}

bool stream_dom(void *state, const char *lines, const char *end, progress &p) {
    dom::document_stream stream;
    auto &parser = *static_cast<dom::parser *>(state);
    if (parser.parse_many(lines, size_t(end - lines), batch_size).get(stream) !=
        simdjson::SUCCESS) {
        return false;
    }
    for (auto at = stream.begin(); at != stream.end(); ++at) {
        answer a;
        dom::element root;
        if ((*at).get(root) != simdjson::SUCCESS) {
            return false;
        }
        answer_root(root, &a);
        advance(p, lines + at.current_index(), a);
    }
    return true;
}

/* ---- On-Demand -------------------------------------------------------------------------------*/

namespace ondemand = simdjson::ondemand;

/* Thrown away with the document when anything in it is broken. */
using Error = simdjson::error_code;

template <Finder find> Error read(ondemand::object object, envelope_members &e);

Error note_string(ondemand::value value, member &m) {
    std::string_view text;
    const Error error = value.get_string().get(text);
    if (error == simdjson::SUCCESS) {
        member_note(&m, MEMBER_STRING, text.data(), text.size());
    }
    return error;
}

template <Finder find> Error read_object(ondemand::value value, member &m, envelope_members &e) {
    ondemand::object object;
    if (!member_note(&m, MEMBER_OBJECT, nullptr, 0)) {
        return simdjson::SUCCESS;
    }
    if (const Error error = value.get_object().get(object)) {
        return error;
    }
    if constexpr (find == member_of_root) {
        return read<member_of_response>(object, e);
    } else if constexpr (find == member_of_response) {
        return &m == &e.error ? read<member_of_error>(object, e) : simdjson::SUCCESS;
    }
    return simdjson::SUCCESS;
}

template <Finder find> Error read_value(ondemand::value value, member &m, envelope_members &e) {
    ondemand::json_type type;
    if (const Error error = value.type().get(type)) {
        return error;
    }
    if (type == ondemand::json_type::string) {
        return note_string(value, m);
    }
    if (type == ondemand::json_type::object) {
        return read_object<find>(value, m, e);
    }
    member_note(&m, MEMBER_OTHER, nullptr, 0);
    return simdjson::SUCCESS;
}

template <Finder find> Error read_field(ondemand::field field, envelope_members &e) {
    std::string_view name;
    if (const Error error = field.unescaped_key().get(name)) {
        return error;
    }
    member *m = find(&e, name.data(), name.size());
    return m == nullptr ? simdjson::SUCCESS : read_value<find>(field.value(), *m, e);
}

template <Finder find> Error read(ondemand::object object, envelope_members &e) {
    for (auto result : object) {
        ondemand::field field;
        if (const Error error = std::move(result).get(field)) {
            return error;
        }
        if (const Error error = read_field<find>(std::move(field), e)) {
            return error;
        }
    }
    return simdjson::SUCCESS;
}

template <class Document> Error read_root(Document &document, envelope_members &e) {
    ondemand::json_type type;
    if (const Error error = document.type().get(type)) {
        return error;
    }
    e.root_is_object = type == ondemand::json_type::object;
    if (e.root_is_object) {
        ondemand::object object;
        const Error error = document.get_object().get(object);
        return error ? error : read<member_of_root>(object, e);
    }
    return simdjson::SUCCESS;
}

/* What is not an object is invalid, whatever it is. */
template <class Document> bool answer_document(Document &document, answer *out) {
    envelope_members e{};
    if (read_root(document, e) != simdjson::SUCCESS || !e.root_is_object) {
        answer_broken(out);
        return false;
    }
    answer_of(&e, out);
    return true;
}

void validate_ondemand(void *state, const char *json, size_t length, size_t, answer *out) {
    ondemand::document document;
    auto &parser = *static_cast<ondemand::parser *>(state);
    if (parser.iterate(json, length, length + simdjson::SIMDJSON_PADDING).get(document) !=
        simdjson::SUCCESS) {
        answer_broken(out);
        return;
    }
    if (answer_document(document, out) &&
        document.current_location().error() != simdjson::OUT_OF_BOUNDS) {
        answer_broken(out);
    }
}

bool stream_ondemand(void *state, const char *lines, const char *end, progress &p) {
    ondemand::document_stream stream;
    auto &parser = *static_cast<ondemand::parser *>(state);
    if (parser.iterate_many(lines, size_t(end - lines), batch_size).get(stream) !=
        simdjson::SUCCESS) {
        return false;
    }
    for (auto at = stream.begin(); at != stream.end(); ++at) {
        answer a;
        ondemand::document_reference document;
        if ((*at).get(document) != simdjson::SUCCESS || !answer_document(document, &a)) {
            return false;
        }
        advance(p, lines + at.current_index(), a);
    }
    return true;
}

} // namespace

extern "C" bool FORCE(const char *kernel) {
    return force(kernel);
}

extern "C" const peer PEER(dom) = {
    SLUG("dom"),     TITLE("DOM"),       false,        false,
    version,         begin<dom::parser>, validate_dom, validate_lines<stream_dom, validate_dom>,
    end<dom::parser>};
extern "C" const peer PEER(ondemand) = {SLUG("ondemand"),
                                        TITLE("On-Demand"),
                                        false,
                                        false,
                                        version,
                                        begin<ondemand::parser>,
                                        validate_ondemand,
                                        validate_lines<stream_ondemand, validate_ondemand>,
                                        end<ondemand::parser>};

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
#else
#define PEER(kind)  peer_simdjson_##kind
#define SLUG(kind)  "simdjson-" kind
#define TITLE(kind) "simdjson " kind
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

constexpr size_t batch_size = size_t{1} << 20;

uint64_t validate_lines_dom(void *state, const char *lines, size_t length, size_t) {
    auto &parser = *static_cast<dom::parser *>(state);
    uint64_t digest = 0;
    dom::document_stream stream;
    if (parser.parse_many(lines, length, batch_size).get(stream) != simdjson::SUCCESS) {
        return 0;
    }
    for (auto document : stream) {
        answer a;
        dom::element root;
        if (document.get(root) == simdjson::SUCCESS) {
            answer_root(root, &a);
        } else {
            answer_broken(&a);
        }
        digest = digest_add(digest, &a);
    }
    return digest;
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

uint64_t validate_lines_ondemand(void *state, const char *lines, size_t length, size_t) {
    auto &parser = *static_cast<ondemand::parser *>(state);
    uint64_t digest = 0;
    ondemand::document_stream stream;
    if (parser.iterate_many(lines, length, batch_size).get(stream) != simdjson::SUCCESS) {
        return 0;
    }
    for (auto result : stream) {
        answer a;
        ondemand::document_reference document;
        if (std::move(result).get(document) == simdjson::SUCCESS) {
            answer_document(document, &a);
        } else {
            answer_broken(&a);
        }
        digest = digest_add(digest, &a);
    }
    return digest;
}

} // namespace

extern "C" const peer PEER(dom) = {
    SLUG("dom"),  TITLE("DOM"),       false,           false, version, begin<dom::parser>,
    validate_dom, validate_lines_dom, end<dom::parser>};
extern "C" const peer PEER(ondemand) = {SLUG("ondemand"),
                                        TITLE("On-Demand"),
                                        false,
                                        false,
                                        version,
                                        begin<ondemand::parser>,
                                        validate_ondemand,
                                        validate_lines_ondemand,
                                        end<ondemand::parser>};

#include "reading.h"

#include <cstring>
#include <string_view>

#include <rapidjson/document.h>
#include <rapidjson/memorystream.h>

namespace {

using Value = rapidjson::Value;

constexpr unsigned parse_flags = rapidjson::kParseValidateEncodingFlag |
                                 rapidjson::kParseFullPrecisionFlag |
                                 rapidjson::kParseIterativeFlag;

std::string_view text_of(const Value &string) {
    return {string.GetString(), string.GetStringLength()};
}

void violate(reading &out, tce_violation violation) {
    out.violations |= std::uint64_t{1} << violation;
}

/* The first member of that name, NULL when there is none, and whether there are more. */
struct Found {
    const Value *value = nullptr;
    bool again = false;
};

Found find(const Value &object, std::string_view name) {
    Found found;
    for (const auto &member : object.GetObject()) {
        if (text_of(member.name) != name) {
            continue;
        }
        found.again = found.value != nullptr;
        if (found.again) {
            return found;
        }
        found.value = &member.value;
    }
    return found;
}

void keep(reading_text &out, std::string_view text) {
    out.present = true;
    out.length = text.size();
    std::memcpy(out.bytes, text.data(), text.size());
}

/* The violations of a member that is a short string, in the order of their constants. */
struct ShortString {
    std::string_view name;
    tce_violation missing, not_string, empty, too_long, duplicate;
    std::size_t max;
};

constexpr ShortString request_id = {"RequestId",
                                    TCE_VIOLATION_REQUEST_ID_MISSING,
                                    TCE_VIOLATION_REQUEST_ID_NOT_STRING,
                                    TCE_VIOLATION_REQUEST_ID_EMPTY,
                                    TCE_VIOLATION_REQUEST_ID_TOO_LONG,
                                    TCE_VIOLATION_REQUEST_ID_DUPLICATE,
                                    128};
constexpr ShortString error_code = {"Code",
                                    TCE_VIOLATION_CODE_MISSING,
                                    TCE_VIOLATION_CODE_NOT_STRING,
                                    TCE_VIOLATION_CODE_EMPTY,
                                    TCE_VIOLATION_CODE_TOO_LONG,
                                    TCE_VIOLATION_CODE_DUPLICATE,
                                    128};

void read_short_string(const Value &value, const ShortString &rule, reading &out,
                       reading_text &text) {
    if (!value.IsString()) {
        violate(out, rule.not_string);
    } else if (value.GetStringLength() == 0) {
        violate(out, rule.empty);
    } else if (value.GetStringLength() > rule.max) {
        violate(out, rule.too_long);
    } else {
        keep(text, text_of(value));
    }
}

void read_short_string_of(const Value &object, const ShortString &rule, reading &out,
                          reading_text &text) {
    const Found found = find(object, rule.name);
    if (found.value == nullptr) {
        violate(out, rule.missing);
        return;
    }
    read_short_string(*found.value, rule, out, text);
    if (found.again) {
        violate(out, rule.duplicate);
    }
}

bool continues_a_character(char byte) {
    return (static_cast<unsigned char>(byte) & 0xC0) == 0x80;
}

void read_message(const Value &value, reading &out) {
    if (!value.IsString()) {
        violate(out, TCE_VIOLATION_MESSAGE_NOT_STRING);
        return;
    }
    std::string_view text = text_of(value);
    std::size_t length = text.size();
    if (length > TCE_MAX_MESSAGE) {
        out.message_truncated = true;
        length = TCE_MAX_MESSAGE;
        while (continues_a_character(text[length])) {
            length--;
        }
    }
    keep(out.error_message, text.substr(0, length));
}

void read_error(const Value &error, reading &out) {
    if (!error.IsObject()) {
        violate(out, TCE_VIOLATION_ERROR_NOT_OBJECT);
        return;
    }
    read_short_string_of(error, error_code, out, out.error_code);
    const Found message = find(error, "Message");
    if (message.value == nullptr) {
        violate(out, TCE_VIOLATION_MESSAGE_MISSING);
        return;
    }
    read_message(*message.value, out);
    if (message.again) {
        violate(out, TCE_VIOLATION_MESSAGE_DUPLICATE);
    }
}

/* Returns whether there is an Error. */
bool read_response(const Value &response, reading &out) {
    if (!response.IsObject()) {
        violate(out, TCE_VIOLATION_RESPONSE_NOT_OBJECT);
        return false;
    }
    read_short_string_of(response, request_id, out, out.request_id);
    const Found error = find(response, "Error");
    if (error.value == nullptr) {
        return false;
    }
    read_error(*error.value, out);
    if (error.again) {
        violate(out, TCE_VIOLATION_ERROR_DUPLICATE);
    }
    return true;
}

bool read_root(const Value &root, reading &out) {
    if (!root.IsObject()) {
        violate(out, TCE_VIOLATION_ROOT_NOT_OBJECT);
        return false;
    }
    const Found response = find(root, "Response");
    if (response.value == nullptr) {
        violate(out, TCE_VIOLATION_RESPONSE_MISSING);
        return false;
    }
    const bool failed = read_response(*response.value, out);
    if (response.again) {
        violate(out, TCE_VIOLATION_RESPONSE_DUPLICATE);
    }
    return failed;
}

} // namespace

/* RapidJSON takes a NUL for the end of input; no JSON text holds one. */
void reading_of(const char *json, size_t length, reading *out) {
    *out = reading{};
    rapidjson::MemoryStream stream(json, length);
    rapidjson::Document document;
    document.ParseStream<parse_flags>(stream);
    out->broken = document.HasParseError() || std::memchr(json, '\0', length) != nullptr;
    if (out->broken) {
        out->verdict = TCE_VERDICT_INVALID;
        return;
    }
    const bool failed = read_root(document, *out);
    out->verdict = out->violations != 0 ? TCE_VERDICT_INVALID
                   : failed             ? TCE_VERDICT_FAILURE
                                        : TCE_VERDICT_SUCCESS;
}

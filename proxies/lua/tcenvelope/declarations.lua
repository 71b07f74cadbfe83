-- Made by proxies/lua/declare from the public headers, which document all of this.
local ffi = require "ffi"

ffi.cdef [[
typedef enum tce_verdict {
TCE_VERDICT_NONE = 0, TCE_VERDICT_SUCCESS, TCE_VERDICT_FAILURE, TCE_VERDICT_INVALID } tce_verdict;
typedef enum tce_violation {
TCE_VIOLATION_NONE = 0, TCE_VIOLATION_JSON_EMPTY, TCE_VIOLATION_JSON_BOM, TCE_VIOLATION_JSON_UTF8,
TCE_VIOLATION_JSON_SYNTAX, TCE_VIOLATION_JSON_TRUNCATED, TCE_VIOLATION_JSON_TRAILING,
TCE_VIOLATION_JSON_DEPTH, TCE_VIOLATION_JSON_SIZE, TCE_VIOLATION_ROOT_NOT_OBJECT,
TCE_VIOLATION_RESPONSE_MISSING, TCE_VIOLATION_RESPONSE_NOT_OBJECT,
TCE_VIOLATION_RESPONSE_DUPLICATE, TCE_VIOLATION_REQUEST_ID_MISSING,
TCE_VIOLATION_REQUEST_ID_NOT_STRING, TCE_VIOLATION_REQUEST_ID_EMPTY,
TCE_VIOLATION_REQUEST_ID_TOO_LONG, TCE_VIOLATION_REQUEST_ID_DUPLICATE,
TCE_VIOLATION_ERROR_NOT_OBJECT, TCE_VIOLATION_ERROR_DUPLICATE, TCE_VIOLATION_CODE_MISSING,
TCE_VIOLATION_CODE_NOT_STRING, TCE_VIOLATION_CODE_EMPTY, TCE_VIOLATION_CODE_TOO_LONG,
TCE_VIOLATION_CODE_DUPLICATE, TCE_VIOLATION_MESSAGE_MISSING, TCE_VIOLATION_MESSAGE_NOT_STRING,
TCE_VIOLATION_MESSAGE_DUPLICATE, TCE_VIOLATION_CODING_CORRUPT, TCE_VIOLATION_CODING_TRUNCATED,
TCE_VIOLATION_CODING_UNSUPPORTED, TCE_VIOLATION_CODING_LIMIT, TCE_VIOLATION_END } tce_violation;
typedef enum tce_status {
TCE_OK = 0, TCE_REJECTED, TCE_UNFRAMABLE, TCE_CANCELLED, TCE_MISUSE } tce_status;
typedef enum tce_engine {
TCE_ENGINE_AUTO = 0, TCE_ENGINE_YAJL, TCE_ENGINE_SIMD } tce_engine;
typedef enum tce_framing {
TCE_FRAMING_SINGLE = 0, TCE_FRAMING_NDJSON, TCE_FRAMING_CONCATENATED } tce_framing;
typedef enum tce_code {
TCE_CODE_UNKNOWN = 0, TCE_CODE_AUTH_FAILURE_INVALID_SECRET_ID, TCE_CODE_AUTH_FAILURE_MFA_FAILURE,
TCE_CODE_AUTH_FAILURE_SECRET_ID_NOT_FOUND, TCE_CODE_AUTH_FAILURE_SIGNATURE_EXPIRE,
TCE_CODE_AUTH_FAILURE_SIGNATURE_FAILURE, TCE_CODE_AUTH_FAILURE_TOKEN_FAILURE,
TCE_CODE_AUTH_FAILURE_UNAUTHORIZED_OPERATION, TCE_CODE_DRY_RUN_OPERATION,
TCE_CODE_FAILED_OPERATION, TCE_CODE_INTERNAL_ERROR, TCE_CODE_INVALID_ACTION,
TCE_CODE_INVALID_PARAMETER, TCE_CODE_INVALID_PARAMETER_VALUE, TCE_CODE_LIMIT_EXCEEDED,
TCE_CODE_MISSING_PARAMETER, TCE_CODE_NO_SUCH_VERSION, TCE_CODE_REQUEST_LIMIT_EXCEEDED,
TCE_CODE_RESOURCE_IN_USE, TCE_CODE_RESOURCE_INSUFFICIENT, TCE_CODE_RESOURCE_NOT_FOUND,
TCE_CODE_RESOURCE_UNAVAILABLE, TCE_CODE_UNAUTHORIZED_OPERATION, TCE_CODE_UNKNOWN_PARAMETER,
TCE_CODE_UNSUPPORTED_OPERATION, TCE_CODE_UNSUPPORTED_PROTOCOL, TCE_CODE_UNSUPPORTED_REGION,
TCE_CODE_ACTION_OFFLINE, TCE_CODE_AUTH_FAILURE_INVALID_AUTHORIZATION, TCE_CODE_INVALID_REQUEST,
TCE_CODE_IP_IN_BLACKLIST, TCE_CODE_IP_NOT_IN_WHITELIST, TCE_CODE_NO_SUCH_PRODUCT,
TCE_CODE_REQUEST_LIMIT_EXCEEDED_GLOBAL_REGION_UIN_LIMIT_EXCEEDED,
TCE_CODE_REQUEST_LIMIT_EXCEEDED_IP_LIMIT_EXCEEDED,
TCE_CODE_REQUEST_LIMIT_EXCEEDED_UIN_LIMIT_EXCEEDED, TCE_CODE_REQUEST_SIZE_LIMIT_EXCEEDED,
TCE_CODE_RESPONSE_SIZE_LIMIT_EXCEEDED, TCE_CODE_SERVICE_UNAVAILABLE, TCE_CODE_END } tce_code;
typedef struct tce_catalogue tce_catalogue;
typedef enum tce_code_kind {
TCE_KIND_NONE = 0, TCE_KIND_COMMON, TCE_KIND_CATALOGUE, TCE_KIND_DERIVED, TCE_KIND_UNKNOWN }
tce_code_kind;
typedef enum tce_code_class {
TCE_CLASS_NONE = 0, TCE_CLASS_AUTH, TCE_CLASS_REQUEST, TCE_CLASS_QUOTA, TCE_CLASS_THROTTLE,
TCE_CLASS_RESOURCE, TCE_CLASS_SERVER, TCE_CLASS_DRY_RUN, TCE_CLASS_OTHER } tce_code_class;
typedef struct tce_text {
const char *bytes;
size_t length;
} tce_text;
typedef struct tce_code_info {
tce_code code;
tce_code_kind kind;
tce_code_class code_class;
const char *category;
uint32_t service_count;
const void *entry;
uint64_t reserved[2];
} tce_code_info;
typedef struct tce_report {
tce_verdict verdict;
tce_violation first_violation;
uint64_t violation_offset;
uint64_t violations;
uint32_t violation_count;
uint8_t violation_order[63 + 1];
uint64_t length;
uint64_t index;
uint64_t offset;
tce_text request_id;
tce_text error_code;
tce_text error_message;
bool message_truncated;
tce_code_info code_info;
uint64_t reserved[6];
char request_id_bytes[128 + 1];
char error_code_bytes[128 + 1];
char error_message_bytes[512 + 1];
} tce_report;
void tce_report_copy(tce_report *to, const tce_report *from);
typedef struct tce_options {
size_t size;
tce_engine engine;
uint32_t max_depth;
void *user;
uint64_t max_bytes;
bool (*on_request_id)(void *user, tce_text request_id);
bool (*on_error_code)(void *user, tce_text code, const tce_code_info *info);
bool (*on_error_message)(void *user, tce_text message, bool truncated);
bool (*on_violation)(void *user, tce_violation violation, uint64_t offset);
bool (*on_report)(void *user, const tce_report *report);
const tce_catalogue *catalogue;
} tce_options;
void tce_options_init(tce_options *options, size_t size);
const char *tce_options_problem(const tce_options *options);
typedef struct tce_validator tce_validator;
size_t tce_storage_size(const tce_options *options);
tce_validator *tce_init(void *storage, size_t size, const tce_options *options);
tce_status tce_feed(tce_validator *v, const void *bytes, size_t length);
const tce_report *tce_finish(tce_validator *v);
void tce_reset(tce_validator *v);
tce_verdict tce_validate(const void *json, size_t length, const tce_options *options, tce_report
*report);
typedef struct tce_stream tce_stream;
size_t tce_stream_storage_size(const tce_options *options);
tce_stream *tce_stream_init(void *storage, size_t size, const tce_options *options, tce_framing
framing);
tce_status tce_stream_feed(tce_stream *s, const void *bytes, size_t length);
tce_status tce_stream_finish(tce_stream *s);
void tce_stream_reset(tce_stream *s);
void tce_code_lookup(const char *code, size_t length, tce_code_info *info);
void tce_catalogue_lookup(const tce_catalogue *catalogue, const char *code, size_t length,
tce_code_info *info);
const char *tce_code_name(tce_code code);
const char *tce_code_meaning(tce_code code);
tce_code_class tce_code_class_of(tce_code code);
bool tce_code_class_is_retryable(tce_code_class code_class);
const tce_catalogue *tce_catalogue_open(const void *memory, size_t size, const char **problem);
uint32_t tce_catalogue_code_count(const tce_catalogue *catalogue);
uint32_t tce_catalogue_slot_count(const tce_catalogue *catalogue);
bool tce_catalogue_code_at(const tce_catalogue *catalogue, uint32_t slot, tce_text *code);
typedef struct tce_service {
tce_text name;
tce_text version;
tce_text meaning;
uint64_t reserved[2];
} tce_service;
bool tce_catalogue_service_of(const tce_catalogue *catalogue, const tce_code_info *info, uint32_t
index, tce_service *service);
typedef struct tce_catalogue_row {
tce_text code;
tce_text service;
tce_text version;
tce_text meaning;
tce_code_class code_class;
uint64_t reserved[2];
} tce_catalogue_row;
void *tce_catalogue_build(const tce_catalogue_row *rows, size_t count, size_t *size, const char
**problem);
const char *tce_violation_name(tce_violation violation);
const char *tce_verdict_name(tce_verdict verdict);
const char *tce_code_kind_name(tce_code_kind kind);
const char *tce_code_class_name(tce_code_class code_class);
const char *tce_engine_name(tce_engine engine);
const char *tce_framing_name(tce_framing framing);
const char *tce_status_name(tce_status status);
const char *tce_violation_meaning(tce_violation violation);
const char *tce_version(void);
uint32_t tce_version_number(void);
bool tce_engine_available(tce_engine engine);
tce_engine tce_engine_auto(void);
const char *tce_engine_instruction_set(tce_engine engine);
typedef enum tce_http_action {
TCE_HTTP_ACTION_MISUSE = 0, TCE_HTTP_ACTION_FORWARD, TCE_HTTP_ACTION_HOLD, TCE_HTTP_ACTION_RELEASE,
TCE_HTTP_ACTION_REJECT, TCE_HTTP_ACTION_ABORT } tce_http_action;
typedef enum tce_http_mode {
TCE_HTTP_MODE_OFF = 0, TCE_HTTP_MODE_OBSERVE, TCE_HTTP_MODE_ABORT, TCE_HTTP_MODE_HOLD }
tce_http_mode;
typedef enum tce_http_else {
TCE_HTTP_ELSE_PASS = 0, TCE_HTTP_ELSE_REJECT } tce_http_else;
typedef enum tce_http_coding {
TCE_HTTP_CODING_IDENTITY = 0, TCE_HTTP_CODING_GZIP, TCE_HTTP_CODING_DEFLATE, TCE_HTTP_CODING_ZSTD,
TCE_HTTP_CODING_END } tce_http_coding;
typedef enum tce_http_skip {
TCE_HTTP_SKIP_NONE = 0, TCE_HTTP_SKIP_OFF, TCE_HTTP_SKIP_NO_BODY, TCE_HTTP_SKIP_STATUS,
TCE_HTTP_SKIP_PARTIAL, TCE_HTTP_SKIP_TYPE, TCE_HTTP_SKIP_CODING, TCE_HTTP_SKIP_CODINGS,
TCE_HTTP_SKIP_END } tce_http_skip;
typedef enum tce_http_ending {
TCE_HTTP_END_COMPLETE = 0, TCE_HTTP_END_UPSTREAM_FAILED, TCE_HTTP_END_CLIENT_GONE,
TCE_HTTP_END_NOT_SEEN } tce_http_ending;
typedef enum tce_http_verdict {
TCE_HTTP_VERDICT_NONE = 0, TCE_HTTP_VERDICT_SUCCESS, TCE_HTTP_VERDICT_FAILURE,
TCE_HTTP_VERDICT_INVALID, TCE_HTTP_VERDICT_TRUNCATED, TCE_HTTP_VERDICT_INCOMPLETE,
TCE_HTTP_VERDICT_UNSEEN, TCE_HTTP_VERDICT_SKIPPED, TCE_HTTP_VERDICT_END } tce_http_verdict;
typedef enum tce_http_done {
TCE_HTTP_DONE_NONE = 0, TCE_HTTP_DONE_PASSED, TCE_HTTP_DONE_ABORTED, TCE_HTTP_DONE_RELEASED,
TCE_HTTP_DONE_REJECTED, TCE_HTTP_DONE_OVERFLOWED, TCE_HTTP_DONE_END } tce_http_done;
typedef struct tce_http_policy {
size_t size;
tce_http_mode mode;
const tce_text *types;
size_t type_count;
const uint16_t *statuses;
size_t status_count;
uint64_t hold_size;
tce_http_else on_overflow;
tce_http_else on_skip;
uint16_t reject_status;
const char *reject_code;
uint32_t codings;
uint32_t ratio;
uint32_t zstd_window;
const tce_options *options;
} tce_http_policy;
const char *tce_http_policy_problem(const tce_http_policy *policy);
uint32_t tce_http_codings_available(void);
typedef struct tce_http_head {
size_t size;
uint16_t status;
bool is_partial;
tce_text method;
tce_text content_type;
tce_text content_encoding;
uint64_t content_length;
} tce_http_head;
tce_http_skip tce_http_skip_of(const tce_http_policy *policy, const tce_http_head *head);
bool tce_http_rejects_skip(const tce_http_policy *policy, tce_http_skip skip);
typedef struct tce_http tce_http;
size_t tce_http_storage_size(const tce_http_policy *policy);
tce_http *tce_http_init(void *storage, size_t size, const tce_http_policy *policy);
tce_http_action tce_http_begin(tce_http *h, const tce_http_head *head);
size_t tce_http_decoder_size(const tce_http *h);
bool tce_http_give_decoder(tce_http *h, void *memory, size_t size);
tce_http_action tce_http_body(tce_http *h, const void *bytes, size_t length);
tce_http_action tce_http_miss(tce_http *h);
tce_http_action tce_http_overflow(tce_http *h);
tce_http_action tce_http_end(tce_http *h, tce_http_ending ending);
void tce_http_reset(tce_http *h);
typedef struct tce_http_outcome {
tce_http_verdict verdict;
tce_http_done done;
tce_http_coding coding;
tce_http_skip skip;
tce_violation violation;
uint64_t offset;
uint64_t violations;
uint64_t bytes;
uint64_t decoded_bytes;
tce_text request_id;
tce_text error_code;
tce_code_class code_class;
const char *reason;
const tce_report *report;
uint64_t reserved[4];
} tce_http_outcome;
const tce_http_outcome *tce_http_outcome_of(const tce_http *h);
bool tce_http_is_unsound(const tce_http *h);
uint64_t tce_http_bytes(const tce_http *h);
bool tce_http_has_all_bytes(const tce_http *h);
size_t tce_http_describe(const tce_http_outcome *outcome, char *buffer, size_t size);
size_t tce_http_field(const tce_http_outcome *outcome, char *buffer, size_t size);
size_t tce_http_reject_body(const tce_http *h, tce_text request_id, char *buffer, size_t size);
typedef struct tce_http_counters tce_http_counters;
size_t tce_http_counters_size(size_t codes);
tce_http_counters *tce_http_counters_init(void *memory, size_t size, int64_t now);
tce_http_counters *tce_http_counters_open(void *memory, size_t size);
void tce_http_count(tce_http_counters *counters, const tce_http_outcome *outcome);
typedef struct tce_http_snapshot tce_http_snapshot;
typedef enum tce_http_family {
TCE_HTTP_FAMILY_VERDICTS = 0, TCE_HTTP_FAMILY_VIOLATIONS, TCE_HTTP_FAMILY_ACTIONS,
TCE_HTTP_FAMILY_CODINGS, TCE_HTTP_FAMILY_SKIPS, TCE_HTTP_FAMILY_END } tce_http_family;
typedef struct tce_http_totals {
uint64_t responses;
uint64_t bytes;
uint64_t decoded_bytes;
uint64_t codes_other;
uint64_t reserved[4];
} tce_http_totals;
size_t tce_http_snapshot_size(const tce_http_counters *counters);
tce_http_snapshot *tce_http_snapshot_take(void *memory, size_t size, const tce_http_counters
*counters, int64_t now);
void tce_http_snapshot_totals(const tce_http_snapshot *snapshot, tce_http_totals *totals);
uint64_t tce_http_snapshot_count(const tce_http_snapshot *snapshot, tce_http_family family,
unsigned number);
bool tce_http_snapshot_code(const tce_http_snapshot *snapshot, size_t index, tce_text *code,
uint64_t *count);
typedef enum tce_http_format {
TCE_HTTP_FORMAT_HTML = 0, TCE_HTTP_FORMAT_JSON, TCE_HTTP_FORMAT_PROMETHEUS } tce_http_format;
typedef bool tce_http_write(void *user, const char *bytes, size_t length);
bool tce_http_format_write(const tce_http_snapshot *snapshot, tce_http_format format, tce_text
nonce, tce_http_write *write, void *user);
const char *tce_http_format_name(tce_http_format format);
const char *tce_http_format_type(tce_http_format format);
size_t tce_http_page_policy(tce_text nonce, char *buffer, size_t size);
const char *tce_http_action_name(tce_http_action action);
const char *tce_http_mode_name(tce_http_mode mode);
const char *tce_http_coding_name(tce_http_coding coding);
const char *tce_http_skip_name(tce_http_skip skip);
const char *tce_http_skip_meaning(tce_http_skip skip);
const char *tce_http_verdict_name(tce_http_verdict verdict);
const char *tce_http_verdict_meaning(tce_http_verdict verdict);
const char *tce_http_done_name(tce_http_done done);
const char *tce_http_done_meaning(tce_http_done done);
]]

return {
    STORAGE_ALIGNMENT = 8,
    MAX_DEPTH_LIMIT = 1024,
    HTTP_HOLD_SIZE_DEFAULT = 65536,
    HTTP_RATIO_DEFAULT = 400,
    HTTP_ZSTD_WINDOW_DEFAULT = 8388608,
    HTTP_REJECT_BODY_MAX = 2048,
    HTTP_LINE_MAX = 160,
    HTTP_CODES_MIN = 256,
    HTTP_PAGE_POLICY_MAX = 384,
    VERSION_MAJOR = 0,
}

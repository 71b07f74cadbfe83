-- One response under validation: the library's state of it, and its outcome for logs.
local ffi = require "ffi"
local library = require "tcenvelope.library"

local lib, constants = library.lib, library.constants

local Response = {}
Response.__index = Response

local function new(policy)
    local size = lib.tce_http_storage_size(policy)
    local storage = library.allocate(size)
    return setmetatable({ storage = storage, http = lib.tce_http_init(storage, size, policy) }, Response)
end

-- Begins it with a head; returns the library's action, as all that follows does. Texts that are nil: there are none.
function Response:begin(given)
    local head = ffi.new("tce_http_head")
    head.size = ffi.sizeof(head)
    head.method = library.text(given.method)
    head.content_type = library.text(given.content_type)
    head.content_encoding = library.text(given.content_encoding)
    head.content_length = given.content_length or -1ULL
    head.status = given.status
    head.is_partial = given.is_partial or false
    local action = lib.tce_http_begin(self.http, head)
    local size = lib.tce_http_decoder_size(self.http)
    if size > 0 then
        self.decoder = library.allocate(size)
        lib.tce_http_give_decoder(self.http, self.decoder, size)
    end
    return action
end

function Response:body(bytes)
    return lib.tce_http_body(self.http, bytes, #bytes)
end

function Response:finish(ending)
    return lib.tce_http_end(self.http, ending)
end

-- The answer in its place.
function Response:answer(request_id)
    local buffer = ffi.new("char[?]", constants.HTTP_REJECT_BODY_MAX)
    local length = lib.tce_http_reject_body(self.http, library.text(request_id), buffer,
                                            constants.HTTP_REJECT_BODY_MAX)
    return ffi.string(buffer, length)
end

-- For the next one.
function Response:reset()
    self.decoder, self.flushed = nil, nil
    lib.tce_http_reset(self.http)
end

-- ---- Outcome

local function offset_of(outcome)
    return outcome.violation == lib.TCE_VIOLATION_NONE and "-" or tostring(tonumber(outcome.offset))
end

-- All as text; "-" where there is none.
local function described(outcome)
    local is_validated = outcome.verdict ~= lib.TCE_HTTP_VERDICT_SKIPPED
    return {
        verdict = library.name(lib.tce_http_verdict_name(outcome.verdict)),
        violation = library.name(lib.tce_violation_name(outcome.violation)),
        offset = offset_of(outcome),
        bytes = is_validated and tostring(tonumber(outcome.bytes)) or "-",
        coding = is_validated and library.name(lib.tce_http_coding_name(outcome.coding)) or "-",
        request_id = library.harmless(outcome.request_id),
        error_code = library.harmless(outcome.error_code),
        error_class = library.name(lib.tce_code_class_name(outcome.code_class)),
        action = library.name(lib.tce_http_done_name(outcome.done)),
        skip = library.name(lib.tce_http_skip_name(outcome.skip)),
    }
end

-- The library's own, then as a table; nil while there is none.
function Response:outcome()
    local outcome = lib.tce_http_outcome_of(self.http)
    if outcome ~= nil then
        return outcome, described(outcome)
    end
end

-- Whether the error log has a line about it.
function Response:is_noted(outcome)
    return lib.tce_http_is_unsound(self.http) or outcome.done == lib.TCE_HTTP_DONE_REJECTED
end

function Response:line(outcome)
    local buffer = ffi.new("char[?]", constants.HTTP_LINE_MAX)
    return ffi.string(buffer, lib.tce_http_describe(outcome, buffer, constants.HTTP_LINE_MAX))
end

return { new = new }

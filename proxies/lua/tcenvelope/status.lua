-- The status page: the counters as html, json or prometheus.
local ffi = require "ffi"
local library = require "tcenvelope.library"

local lib, constants = library.lib, library.constants
local FORMATS = { html = lib.TCE_HTTP_FORMAT_HTML, json = lib.TCE_HTTP_FORMAT_JSON,
                  prometheus = lib.TCE_HTTP_FORMAT_PROMETHEUS }

-- One callback for all: LuaJIT has few, and never frees one by itself.
local parts
local append = ffi.cast("tce_http_write *", function(_, bytes, length)
    parts[#parts + 1] = ffi.string(bytes, length)
    return true
end)

local function snapshot(counters)
    local size = lib.tce_http_snapshot_size(counters.pointer)
    local memory = library.allocate(size)
    return lib.tce_http_snapshot_take(memory, size, counters.pointer, ngx.time()), memory
end

local function written(counters, format, nonce)
    parts = {}
    local taken, memory = snapshot(counters)
    if not lib.tce_http_format_write(taken, format, library.text(nonce), append, nil) then
        error("tcenvelope: the counters cannot be written", 0)
    end
    local text = table.concat(parts)
    parts, memory = nil, nil
    return text, memory
end
-- LuaJIT must not compile a call that calls back.
jit.off(written)

local function set_policy(nonce)
    local buffer = ffi.new("char[?]", constants.HTTP_PAGE_POLICY_MAX)
    local length = lib.tce_http_page_policy(library.text(nonce), buffer, constants.HTTP_PAGE_POLICY_MAX)
    ngx.header["Content-Security-Policy"] = ffi.string(buffer, length)
end

-- Answers the request; `format` is what it is without ?format=.
local function answer(counters, format)
    local number = FORMATS[ngx.var.arg_format or format or "html"]
    local method = ngx.req.get_method()
    if method ~= "GET" and method ~= "HEAD" then
        ngx.header["Allow"] = "GET, HEAD"
        return ngx.exit(ngx.HTTP_NOT_ALLOWED)
    elseif number == nil then
        return ngx.exit(ngx.HTTP_BAD_REQUEST)
    end
    local nonce = ngx.var.request_id -- 128 random bits
    local body = written(counters, number, nonce)
    ngx.header["Content-Type"] = ffi.string(lib.tce_http_format_type(number))
    ngx.header["Cache-Control"] = "no-store"
    ngx.header["X-Content-Type-Options"] = "nosniff"
    ngx.header["Content-Length"] = #body
    if number == FORMATS.html then
        set_policy(nonce)
    end
    ngx.print(body)
end

return { answer = answer, FORMATS = FORMATS }

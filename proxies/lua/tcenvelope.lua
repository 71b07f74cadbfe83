-- Validates responses of the Tencent Cloud API in OpenResty, Kong, APISIX, and nginx with its Lua module.
--
--   local tcenvelope = require "tcenvelope"            in init_by_lua
--   api = tcenvelope.new { mode = "abort" }
--
--   api:header_filter(), return api:body_filter(), api:log()      in the phases of these names
--   return api:capture("/upstream")                               in content_by_lua, for hold
--
-- README.md has the settings and examples. SPDX-License-Identifier: Apache-2.0
local library = require "tcenvelope.library"
local counters = require "tcenvelope.counters"
local responses = require "tcenvelope.response"
local settings = require "tcenvelope.settings"
local status = require "tcenvelope.status"

local ngx, pcall = ngx, pcall
local lib = library.lib
local FORWARD, HOLD = lib.TCE_HTTP_ACTION_FORWARD, lib.TCE_HTTP_ACTION_HOLD
local REJECT = lib.TCE_HTTP_ACTION_REJECT
local COMPLETE, UPSTREAM_FAILED = lib.TCE_HTTP_END_COMPLETE, lib.TCE_HTTP_END_UPSTREAM_FAILED

local IDLE_MAX = 64 -- states that wait to be used again
local CHUNK = 16384 -- bytes that are shown at a time, so that what exceeds the hold limit is known in time
-- Fields of one connection (RFC 9110, section 7.6.1). Content-Length stays: no byte changes, and where some are
-- missing a client has to see it.
local OF_A_CONNECTION = { connection = true, ["keep-alive"] = true, ["proxy-connection"] = true, te = true,
                          trailer = true, ["transfer-encoding"] = true, upgrade = true }

local Guard = {}
Guard.__index = Guard

-- A guard with these settings; one that cannot be used raises an error that names it.
local function new(given)
    local policy, kept = settings.policy_of(given)
    return setmetatable({
        policy = policy, kept = kept, idle = {}, counters = kept.settings.counters,
        is_off = policy.mode == lib.TCE_HTTP_MODE_OFF,
        is_observing = policy.mode == lib.TCE_HTTP_MODE_OBSERVE,
        has_body = kept.settings.reject_body ~= 1,
    }, Guard)
end

function Guard:take()
    return table.remove(self.idle) or responses.new(self.policy)
end

function Guard:give_back(response)
    response:reset()
    if #self.idle < IDLE_MAX then
        self.idle[#self.idle + 1] = response
    end
end

-- ---- Filters

local function field(name)
    local value = ngx.header[name]
    return type(value) == "table" and table.concat(value, ", ") or value
end

-- nginx cuts a range out of what it serves itself, before this filter.
local function is_partial()
    return ngx.var.http_range ~= nil and ngx.status == 200 and ngx.header["Accept-Ranges"] ~= nil
end

local function head()
    return { method = ngx.req.get_method(), status = ngx.status, content_type = field("Content-Type"),
             content_encoding = field("Content-Encoding"), content_length = tonumber(field("Content-Length")),
             is_partial = is_partial() }
end

-- An error of the adapter's own passes in observe, and ends the response in the other modes.
function Guard:protected(call, ...)
    local done, result = pcall(call, self, ...)
    if done then
        return result
    end
    ngx.log(ngx.ERR, "tcenvelope: ", result)
    return not self.is_observing and ngx.ERROR or nil
end

local function begin(self)
    local response = self:take()
    ngx.ctx.tcenvelope = response
    return response:begin(head()) ~= FORWARD and ngx.ERROR or nil
end

-- In header_filter_by_lua.
function Guard:header_filter()
    if self.is_off or ngx.is_subrequest or ngx.ctx.tcenvelope then
        return
    end
    if self.policy.mode == lib.TCE_HTTP_MODE_HOLD then
        ngx.log(ngx.ERR, "tcenvelope: a filter cannot hold: call capture() or relay(), or take the mode abort")
        return ngx.exit(ngx.HTTP_INTERNAL_SERVER_ERROR)
    end
    if self:protected(begin) then
        return ngx.exit(ngx.ERROR)
    end
end

local function show(self, response)
    local chunk, is_last = ngx.arg[1], ngx.arg[2]
    local action = chunk ~= "" and response:body(chunk) or FORWARD
    if is_last and action == FORWARD then
        action = response:finish(COMPLETE)
    end
    -- nginx says with an empty chunk in the middle that the upstream has failed.
    response.flushed = chunk == "" and not is_last
    if action == FORWARD or self.is_observing then
        return
    end
    ngx.arg[1] = nil
    return ngx.ERROR
end

-- In body_filter_by_lua, which must return what this returns: ngx.ERROR cuts the response off.
function Guard:body_filter()
    local response = ngx.ctx.tcenvelope
    if response and not response.is_relayed then
        return self:protected(show, response)
    end
end

-- ---- Logs

local function set_variable(name, value)
    ngx.var["tcenvelope_" .. name] = value
end

-- The variables that the configuration has: see examples/variables.conf.
local function set_variables(outcome)
    for name, value in pairs(outcome) do
        pcall(set_variable, name, value)
    end
end

local function settle(self, response)
    response:finish(response.flushed and UPSTREAM_FAILED or lib.TCE_HTTP_END_CLIENT_GONE)
    local outcome, described = response:outcome()
    if not outcome then
        return
    end
    if self.counters then
        lib.tce_http_count(self.counters.pointer, outcome)
    end
    if response:is_noted(outcome) then
        ngx.log(ngx.WARN, "tcenvelope: ", response:line(outcome))
    end
    set_variables(described)
    return described
end

-- In log_by_lua. Returns the outcome as a table of texts; nil where nothing was validated.
function Guard:log()
    local response = ngx.ctx.tcenvelope
    if not response then
        return nil
    end
    ngx.ctx.tcenvelope = nil
    local done, described = pcall(settle, self, response)
    if not done then
        ngx.log(ngx.ERR, "tcenvelope: ", described)
        return nil
    end
    response.is_relayed = nil
    self:give_back(response)
    return described
end

-- ---- Hold

local function send_head(upstream)
    ngx.status = upstream.status
    for name, value in pairs(upstream.header) do
        if not OF_A_CONNECTION[name:lower()] then
            ngx.header[name] = value
        end
    end
end

local function send_parts(parts)
    if #parts > 0 then
        ngx.print(parts)
        ngx.flush(true)
    end
end

local function reject(self, response)
    ngx.status = self.policy.reject_status
    if not self.has_body then
        return ngx.exit(ngx.status)
    end
    local body = response:answer(ngx.var.request_id)
    ngx.header["Content-Type"] = "application/json"
    ngx.header["Content-Length"] = #body
    ngx.print(body)
    return ngx.exit(ngx.HTTP_OK)
end

local function header_of(upstream, name)
    for each, value in pairs(upstream.header) do
        if each:lower() == name then
            return type(value) == "table" and table.concat(value, ", ") or value
        end
    end
    return nil
end

local function begin_relayed(self, upstream)
    local response = self:take()
    response.is_relayed = true
    ngx.ctx.tcenvelope = response
    return response, response:begin {
        method = ngx.req.get_method(), status = upstream.status, content_type = header_of(upstream, "content-type"),
        content_encoding = header_of(upstream, "content-encoding"),
        content_length = tonumber(header_of(upstream, "content-length")),
    }
end

-- Reads on, and sends what is released. Returns whether the response is rejected.
local function relay_body(response, upstream, action)
    local held, is_sending = {}, action == FORWARD
    local function act(next_action, chunk)
        held[#held + 1] = chunk
        if is_sending or next_action ~= HOLD then
            if not is_sending then
                send_head(upstream)
            end
            is_sending = true
            send_parts(held)
            held = {}
        end
    end
    if is_sending then
        send_head(upstream)
    end
    local chunk, problem = upstream.read()
    while chunk do
        action = response:body(chunk)
        if action == REJECT then
            return true
        end
        act(action, chunk)
        chunk, problem = upstream.read()
    end
    action = response:finish(problem and UPSTREAM_FAILED or COMPLETE)
    if action == REJECT then
        return true
    end
    act(action, nil)
    return false, problem
end

--[[
Answers the request with a response that Lua reads, held until it is sound. In content_by_lua. `upstream` has:

    status, header     of the response; header: names and values
    read()             the next bytes of the body, of any size; nil at its end; nil and a problem when it
                       ends before
]]
function Guard:relay(upstream)
    local response, action = begin_relayed(self, upstream)
    if action == REJECT then
        return reject(self, response)
    end
    local is_rejected, problem = relay_body(response, upstream, action)
    if is_rejected then
        return reject(self, response)
    elseif problem then
        return ngx.exit(ngx.ERROR) -- what was sent is not all
    end
end

-- A reader of a string, chunk by chunk.
local function chunks(body, is_truncated)
    local at = 1
    return function()
        if at > #body then
            return nil, is_truncated and "the upstream ended before" or nil
        end
        at = at + CHUNK
        return body:sub(at - CHUNK, at - 1)
    end
end

local METHODS = { GET = ngx.HTTP_GET, HEAD = ngx.HTTP_HEAD, POST = ngx.HTTP_POST, PUT = ngx.HTTP_PUT,
                  DELETE = ngx.HTTP_DELETE, OPTIONS = ngx.HTTP_OPTIONS, PATCH = ngx.HTTP_PATCH }

-- The request, body included, answered with what an internal location answers. All of the response is in
-- memory at once. `options`: of ngx.location.capture.
function Guard:capture(uri, options)
    options = options or {}
    options.method = options.method or METHODS[ngx.req.get_method()]
    ngx.req.read_body()
    options.always_forward_body = true
    local found = ngx.location.capture(uri, options)
    -- nginx misses the body of a response to HEAD.
    local is_truncated = found.truncated and options.method ~= ngx.HTTP_HEAD
    return self:relay { status = found.status, header = found.header, read = chunks(found.body, is_truncated) }
end

-- ---- The module

return {
    _VERSION = library.name(lib.tce_version()),
    new = new,
    -- The counters of this file, made where there are none; `codes`: how many error codes have a place of their own.
    counters = function(path, codes)
        return counters.open(path, codes)
    end,
    -- Answers a request with the counters; format: html, json or prometheus, where the request has no ?format=.
    status = function(of, format)
        return status.answer(of, format)
    end,
}

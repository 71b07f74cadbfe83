-- tcenvelope for HAProxy: filters that validate responses as they pass, and a status page.
--
--     global
--         lua-load-per-thread /usr/local/share/lua/5.3/tcenvelope.lua
--     backend api
--         filter lua.tcenvelope.hold
--
-- Loaded like this it registers the filters lua.tcenvelope.observe, .abort and .hold with default
-- settings. Another script gets it with require("tcenvelope") and registers filters of its own with
-- tcenvelope.guard(name, settings). README.md has all settings.
--
-- SPDX-License-Identifier: Apache-2.0

local native = require("tcenvelope.core")

local CONTINUE, WAIT = filter.CONTINUE, filter.WAIT

-- Set by the status page, so that no guard around it validates it.
local IS_PAGE = "txn.tcenvelope.is_page"

-- The variables with the outcome of a response, by the fields of response:outcome().
local VARIABLES = {}
for _, name in ipairs({"verdict", "violation", "offset", "bytes", "coding", "request_id", "error_code",
                       "error_class", "action"}) do
    VARIABLES[name] = "txn.tcenvelope." .. name
end

-- ---- Outcome -----------------------------------------------------------------------------------

-- What a log says of a response, and which one it was.
local function line_of(txn, response)
    local id = txn.f:unique_id()
    return string.format("tcenvelope: %s, from %s/%s%s", response:line(), txn.f:be_name() or "-",
                         txn.f:srv_name() or "-", id and ", request " .. id or "")
end

-- Sets the variables, counts the response and frees it, once. Returns a line for the log where it is
-- not sound.
local function settle(self, txn)
    local response = self.response
    if response == nil then
        return nil
    end
    self.response = nil
    self.is_settled = true
    for name, value in pairs(response:outcome()) do
        txn:set_var(VARIABLES[name], value, true)
    end
    local line = response:is_unsound() and line_of(txn, response) or nil
    response:close()
    return line
end

local function settle_and_log(self, txn)
    local line = settle(self, txn)
    if line then
        txn:Warning(line)
    end
end

-- ---- Head --------------------------------------------------------------------------------------

-- The values of all fields of this name, with commas between them; nil: there is none.
local function joined(values)
    if values == nil or values[1] == nil then
        return values and values[0]
    end
    return values[0] .. "," .. table.concat(values, ",")
end

local function begin(self, txn, msg)
    local response = native.response(self.guard)
    if response == nil then
        error("no memory for a response", 0)
    end
    self.response = response
    self.shown = 0 -- bytes of the body that http_payload shows again
    local headers = msg:get_headers()
    local length, chunked = headers["content-length"], headers["transfer-encoding"]
    local type = headers["content-type"]
    self.ends_with_connection = length == nil and chunked == nil
    -- HAProxy resets no connection of HTTP/1, and no stream of HTTP/2 without a length.
    self.can_be_cut = length ~= nil or (chunked ~= nil and txn.f:fc_http_major() == 1)
    return response:begin(txn.f:method(), txn.f:status(), type and type[0], joined(headers["content-encoding"]),
                          length and tonumber(length[0]), headers["content-range"] ~= nil)
end

-- ---- Hold --------------------------------------------------------------------------------------

-- A filter can see neither tune.maxrewrite nor whether the server has closed the connection, but that
-- the buffer receives no more: it is full, or the connection is closed. It is full only when less than
-- half of it is free, since HAProxy lets tune.maxrewrite be no more than that.
local function has_half_free(txn)
    return txn.f:internal_htx_free() > txn.f:internal_htx_size() // 2
end

-- Whether more of a held response can come into the buffer.
local function can_wait(self, txn, msg)
    return not msg:eom() and txn.res:may_recv() and has_half_free(txn)
end

-- All of the body that is held is in the buffer: validates it.
local function decide(self, txn, msg)
    local response = self.response
    local bytes = txn.f:res_body() or ""
    self.shown = #bytes
    local action = response:body(bytes)
    if action ~= "hold" and action ~= "forward" then
        return action
    end
    if msg:eom() then
        return response:finish("complete")
    end
    if not has_half_free(txn) then
        return response:overflow()
    end
    return response:finish(self.ends_with_connection and "complete" or "upstream_failed")
end

-- ---- Answers -----------------------------------------------------------------------------------

-- Ends the transaction: does not return.
local function answer(txn, status, body)
    local headers = {["cache-control"] = {"no-cache"}}
    if body then
        headers["content-type"] = {"application/json"}
    end
    txn:done(txn:reply({status = status, body = body, headers = headers}))
end

-- What an internal failure leads to: only observe passes the response.
local function fail(self, txn, reason)
    txn:Alert("tcenvelope: internal failure: " .. tostring(reason))
    if self.response then
        pcall(self.response.miss, self.response)
    end
    return self.mode == "observe" and "forward" or "reject"
end

-- ---- Filter ------------------------------------------------------------------------------------

local Filter = {id = "tcenvelope", flags = filter.FLT_CFG_FL_HTX}
Filter.__index = Filter

-- What becomes of the response once its head, and what is held of its body, are there.
local function look(self, txn, msg)
    local action = "hold"
    if self.response == nil then
        action = begin(self, txn, msg)
    end
    -- Where abort could not show a client that the response was cut, it decides before the head too.
    if action == "hold" or (action == "forward" and self.mode == "abort" and not self.can_be_cut and
                            not self.response:is_known()) then
        if can_wait(self, txn, msg) then
            return "wait"
        end
        action = decide(self, txn, msg)
    end
    return action
end

local function act_on_head(self, txn, msg, action)
    if action == "wait" then
        return WAIT
    end
    if action == "reject" or action == "abort" then
        -- After abort the status alone: the head as it came could be a complete response.
        local status, body = 502, nil
        if action == "reject" and self.response then
            status, body = self.response:rejection(txn.f:unique_id())
        end
        settle_and_log(self, txn)
        answer(txn, status, body)
    end
    if self.response and self.response:is_known() then
        settle_and_log(self, txn)
    elseif self.response then
        filter.register_data_filter(self, msg.channel)
    end
    return CONTINUE
end

-- HAProxy calls this again as more of the body arrives, as long as it returns WAIT.
function Filter:http_headers(txn, msg)
    if not msg:is_resp() or self.is_settled or txn:get_var(IS_PAGE) then
        return CONTINUE
    end
    local is_done, action = pcall(look, self, txn, msg)
    if not is_done then
        action = fail(self, txn, action)
    end
    return act_on_head(self, txn, msg, action)
end

-- Shows the library what it has not seen yet.
local function feed(self, msg)
    local response, bytes = self.response, msg:body() or ""
    local seen = math.min(self.shown, #bytes)
    self.shown = self.shown - seen
    local action = response:body(bytes, seen)
    if action ~= "abort" and msg:eom() then
        action = response:finish("complete")
    end
    return action
end

-- HAProxy closes the connection after an error, and sends nothing of what the call was shown.
local function cut(self, txn)
    error(settle(self, txn) or "tcenvelope: aborted", 0)
end

function Filter:http_payload(txn, msg)
    if not msg:is_resp() or self.response == nil then
        return
    end
    local is_done, action
    if not self.is_cut then
        is_done, action = pcall(feed, self, msg)
        if not is_done then
            action = fail(self, txn, action)
        end
    end
    if self.is_cut or action == "abort" or action == "reject" then
        -- The head goes first: a client that sees nothing at all would repeat the request.
        if not self.is_cut and not self.is_under_way then
            self.is_cut = true
            filter.wake_time(1)
            return 0
        end
        cut(self, txn)
    end
    self.is_under_way = true
    if self.response:is_known() then
        settle_and_log(self, txn)
    end
end

-- Of a response whose end is that of its connection, this alone tells it.
function Filter:http_end(txn, msg)
    if msg:is_resp() and self.response then
        if self.response:finish("complete") == "abort" then
            cut(self, txn)
        end
        settle_and_log(self, txn)
    end
    return CONTINUE
end

-- The last call for each stream, and the only one for a response that did not come to its end.
function Filter:end_analyze(txn, channel)
    if channel:is_resp() and self.response then
        local has_server_left = txn.req:may_recv() and not txn.res:may_recv()
        self.response:finish(has_server_left and "upstream_failed" or "client_gone")
        settle_and_log(self, txn)
    end
    return CONTINUE
end

-- ---- Status page -------------------------------------------------------------------------------

local function respond(applet, status, headers, body)
    applet:set_status(status)
    for name, value in pairs(headers) do
        applet:add_header(name, value)
    end
    applet:add_header("content-length", tostring(#body))
    applet:start_response()
    applet:send(body)
end

local function serve(applet, default)
    applet:set_var(IS_PAGE, true)
    if applet.method ~= "GET" and applet.method ~= "HEAD" then
        return respond(applet, 405, {["allow"] = "GET, HEAD"}, "")
    end
    local format = ("&" .. (applet.qs or "")):match("&format=([^&]*)") or default
    local body, type, policy = native.page(format)
    if body == nil then
        return respond(applet, 400, {}, "")
    end
    respond(applet, 200, {["content-type"] = type, ["content-security-policy"] = policy,
                          ["cache-control"] = "no-store", ["x-content-type-options"] = "nosniff"}, body)
end

-- ---- Module ------------------------------------------------------------------------------------

local M = {}

-- Registers the filter lua.tcenvelope.NAME. Raises an error that names a setting that cannot be.
function M.guard(name, settings)
    if type(name) ~= "string" or not name:find("^[%w_-]+$") then
        error('tcenvelope: the name of a guard is "' .. tostring(name) .. '"; it must be letters, digits, - and _', 2)
    end
    if type(settings) ~= "table" or settings.mode == nil then
        error('tcenvelope: guard "' .. name .. '": it has no mode; set one of: off observe abort hold', 2)
    end
    local class = setmetatable({guard = native.guard(name, settings), mode = settings.mode}, Filter)
    for key, value in pairs(Filter) do
        class[key] = value
    end
    class.__index = class
    -- A new one for each stream.
    class.new = function()
        return setmetatable({}, class)
    end
    core.register_filter("tcenvelope." .. name, class, function(made, arguments)
        if #arguments > 0 then
            error("tcenvelope: the filter takes no arguments; a guard has its settings where it is registered", 0)
        end
        return made
    end)
end

core.register_service("tcenvelope.status", "http", function(applet)
    serve(applet, "html")
end)
core.register_service("tcenvelope.metrics", "http", function(applet)
    serve(applet, "prometheus")
end)

-- Not for another script, but loaded by the configuration itself.
if ... == nil then
    package.loaded["tcenvelope"] = M
    for _, mode in ipairs({"observe", "abort", "hold"}) do
        M.guard(mode, {mode = mode})
    end
end

return M

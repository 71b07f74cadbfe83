-- Settings, as nginx's module has them, and the policy that they make.
local ffi = require "ffi"
local library = require "tcenvelope.library"

local lib, constants = library.lib, library.constants

-- ---- Values

-- Each returns the value that is used, or nil and what it must be.
local function one_of(...)
    local values, names = {}, table.concat({...}, ", ")
    for number, value in ipairs({...}) do
        values[value] = number - 1
    end
    return function(value)
        return values[value], "one of " .. names
    end
end

local function integer(least, most)
    return function(value)
        local right = type(value) == "number" and value >= least and value <= most and value == math.floor(value)
        return right and value or nil, "an integer from " .. least .. " to " .. most
    end
end

-- Bytes: a number, or with a unit as nginx writes it.
local UNITS = { [""] = 1, k = 1024, m = 1024 ^ 2, g = 1024 ^ 3 }
local function size(least)
    return function(value)
        local digits, unit = tostring(value):match("^(%d+)([kKmMgG]?)$")
        local bytes = digits and tonumber(digits) * UNITS[unit:lower()]
        local right = bytes and bytes >= least and bytes < 2 ^ 53
        return right and bytes or nil, "a number of bytes from " .. least .. " on, as 65536 or \"64k\""
    end
end

local function list(of)
    return function(value)
        if type(value) ~= "table" or #value == 0 then
            return nil, "a list"
        end
        local found = {}
        for number, each in ipairs(value) do
            local right, wanted = of(each)
            if right == nil then
                return nil, "a list, each member " .. wanted
            end
            found[number] = right
        end
        return found
    end
end

local function word(value)
    return type(value) == "string" and value ~= "" and value or nil, "a string that is not empty"
end

local function flag(value)
    if type(value) ~= "boolean" then
        return nil, "true or false"
    end
    return value
end

local function counters(value)
    return type(value) == "table" and value.pointer and value or nil, "what tcenvelope.counters() returned"
end

local NAMES = {
    mode = one_of("off", "observe", "abort", "hold"),
    types = list(word),
    statuses = list(integer(100, 599)),
    hold_size = size(1),
    overflow = one_of("pass", "reject"),
    on_skip = one_of("pass", "reject"),
    reject_status = integer(200, 599),
    reject_body = one_of("envelope", "none"),
    reject_code = word,
    decode = flag,
    decode_ratio = integer(0, 2 ^ 32 - 1),
    max_depth = integer(1, constants.MAX_DEPTH_LIMIT),
    max_bytes = size(0),
    engine = one_of("auto", "yajl", "simd"),
    codes = word,
    counters = counters,
}

local function checked(given)
    if type(given) ~= "table" then
        error("tcenvelope: the settings must be a table", 0)
    end
    local found = {}
    for name, value in pairs(given) do
        local check = NAMES[name]
        if not check then
            error("tcenvelope: there is no setting \"" .. tostring(name) .. "\"", 0)
        end
        local right, wanted = check(value)
        if right == nil then
            error("tcenvelope: " .. name .. " is " .. tostring(value) .. ", and must be " .. wanted, 0)
        end
        found[name] = right
    end
    if found.mode == nil then
        error("tcenvelope: mode is missing: off, observe, abort or hold", 0)
    end
    return found
end

-- ---- Policy

local function read(path)
    local file, problem = io.open(path, "rb")
    local bytes = file and file:read("*a")
    if file then
        file:close()
    end
    if not bytes then
        error("tcenvelope: codes: " .. (problem or path .. ": it cannot be read"), 0)
    end
    return bytes
end

-- The catalogue refers to the memory.
local function catalogue(path)
    local bytes = read(path)
    local memory, problem = library.allocate(#bytes + 1), ffi.new("const char *[1]")
    ffi.copy(memory, bytes, #bytes)
    local opened = lib.tce_catalogue_open(memory, #bytes, problem)
    if opened == nil then
        error("tcenvelope: codes: " .. path .. ": " .. ffi.string(problem[0])
              .. "; recompile it with: tcenvelope codes compile", 0)
    end
    return opened, memory
end

-- The validator's options, and what they refer to.
local function options(settings, kept)
    local found = ffi.new("tce_options")
    lib.tce_options_init(found, ffi.sizeof(found))
    found.engine = settings.engine or found.engine
    found.max_depth = settings.max_depth or found.max_depth
    found.max_bytes = settings.max_bytes or found.max_bytes
    if settings.codes then
        found.catalogue, kept.image = catalogue(settings.codes)
    end
    return found
end

local function lists(policy, settings, kept)
    if settings.types then
        kept.names = settings.types
        kept.types = ffi.new("tce_text[?]", #settings.types)
        for number, name in ipairs(settings.types) do
            kept.types[number - 1] = library.text(name)
        end
        policy.types, policy.type_count = kept.types, #settings.types
    end
    if settings.statuses then
        kept.statuses = ffi.new("uint16_t[?]", #settings.statuses, settings.statuses)
        policy.statuses, policy.status_count = kept.statuses, #settings.statuses
    end
end

-- Returns the policy, and what must be referred to for as long as it is used. A setting that cannot be
-- used raises an error that names it.
local function policy_of(given)
    local settings = checked(given)
    local policy, kept = ffi.new("tce_http_policy"), { settings = settings }
    kept.options = options(settings, kept)
    policy.size = ffi.sizeof(policy)
    policy.mode = settings.mode
    policy.hold_size = settings.hold_size or constants.HTTP_HOLD_SIZE_DEFAULT
    policy.on_overflow = settings.overflow or 0
    policy.on_skip = settings.on_skip or 0
    policy.reject_status = settings.reject_status or 502
    policy.reject_code = settings.reject_code
    policy.codings = settings.decode == false and 0 or 0xffffffff
    policy.ratio = settings.decode_ratio or constants.HTTP_RATIO_DEFAULT
    policy.zstd_window = constants.HTTP_ZSTD_WINDOW_DEFAULT
    policy.options = kept.options
    lists(policy, settings, kept)
    local problem = lib.tce_http_policy_problem(policy)
    if problem ~= nil then
        error("tcenvelope: " .. ffi.string(problem), 0)
    end
    return policy, kept
end

return { policy_of = policy_of, one_of = one_of, NAMES = NAMES }

-- Counters in a file that all workers map, so that they survive reloads and restarts.
local bit = require "bit"
local ffi = require "ffi"
local library = require "tcenvelope.library"

local C, lib, constants = ffi.C, library.lib, library.constants

-- Linux's numbers; these are the same on all of its 64-bit processors.
local O_RDWR, O_CREAT, O_CLOEXEC = 2, 64, 524288
local LOCK_EX, LOCK_UN, SEEK_END = 2, 8, 2
local PROT_READ_WRITE, MAP_SHARED = 3, 1

local function failed(path, what)
    error("tcenvelope: counters: " .. path .. ": " .. what .. ": " .. ffi.string(C.strerror(ffi.errno())), 0)
end

local function mapped(path, fd, size)
    local memory = C.mmap(nil, size, PROT_READ_WRITE, MAP_SHARED, fd, 0)
    if memory == ffi.cast("void *", -1) then
        failed(path, "mmap")
    end
    return ffi.gc(memory, function(address)
        C.munmap(address, size)
    end)
end

local function opened(path)
    -- Only its owner may write to what workers map.
    local fd = C.open(path, bit.bor(O_RDWR, O_CREAT, O_CLOEXEC), ffi.cast("int", 384))
    if fd < 0 then
        failed(path, "open")
    end
    if C.flock(fd, LOCK_EX) ~= 0 then
        failed(path, "flock")
    end
    return fd
end

-- A mapping keeps a closed file open, and with it its lock.
local function unlock_and_close(fd)
    C.flock(fd, LOCK_UN)
    C.close(fd)
end

-- The counters in the file, where it has some of this version and size.
local function found(path, fd, size)
    if tonumber(C.lseek(fd, 0, SEEK_END)) ~= size then
        return nil
    end
    local memory = mapped(path, fd, size)
    return lib.tce_http_counters_open(memory, size), memory
end

-- What `act` returns, with the file locked; an error must not leave it so, as the next reload would wait for it.
local function locked(path, act)
    local fd = opened(path)
    local done, pointer, memory = pcall(act, fd)
    unlock_and_close(fd)
    if not done then
        error(pointer, 0)
    end
    return pointer, memory
end

-- Other counters than these may be in use in the file: then a file of its own takes its place.
local function made(path, size)
    local fresh = path .. ".new"
    return locked(fresh, function(fd)
        if C.ftruncate(fd, size) ~= 0 then
            failed(fresh, "ftruncate")
        end
        local memory = mapped(fresh, fd, size)
        local pointer = lib.tce_http_counters_init(memory, size, ngx.time())
        if C.rename(fresh, path) ~= 0 then
            failed(fresh, "rename")
        end
        return pointer, memory
    end)
end

-- The counters of this file; `codes`: how many error codes have a place of their own. In init_by_lua,
-- before workers are started.
local function open(path, codes)
    local size = tonumber(lib.tce_http_counters_size(codes or constants.HTTP_CODES_MIN))
    local pointer, memory = locked(path, function(fd)
        local pointer, memory = found(path, fd, size)
        if pointer == nil then
            return made(path, size)
        end
        return pointer, memory
    end)
    return { pointer = pointer, memory = memory, path = path }
end

return { open = open }

-- The shared library, and what of the C library is called here.
local ffi = require "ffi"
local constants = require "tcenvelope.declarations"

ffi.cdef [[
void *malloc(size_t size);
void free(void *memory);
int open(const char *path, int flags, ...);
int close(int fd);
int flock(int fd, int operation);
int ftruncate(int fd, long length);
long lseek(int fd, long offset, int whence);
int rename(const char *before, const char *after);
void *mmap(void *address, size_t length, int protection, int flags, int fd, long offset);
int munmap(void *address, size_t length);
char *strerror(int number);
]]

-- By its soname: a program needs no development package.
local found, lib = pcall(ffi.load, "libtcenvelope-http.so." .. constants.VERSION_MAJOR)
if not found then
    error("tcenvelope: " .. lib .. "; install libtcenvelope-http (cmake --install), run ldconfig, "
          .. "or put its folder into LD_LIBRARY_PATH", 0)
end

-- The Lua string of a static name, "-" for none.
local function name(text)
    return text == nil and "-" or ffi.string(text)
end

-- Of a tce_text; control characters, which could mean something to a log, become "?". "-" for none.
local function harmless(text)
    if text.bytes == nil or text.length == 0 then
        return "-"
    end
    return (ffi.string(text.bytes, text.length):gsub("[%z\1-\31\127]", "?"))
end

-- A tce_text of a Lua string, which must be referred to for as long as the text is.
local function text(value)
    return ffi.new("tce_text", value, value and #value or 0)
end

-- Memory that is not touched before it is used, as ffi.new's would be.
local function allocate(size)
    local memory = ffi.C.malloc(size)
    if memory == nil then
        error("tcenvelope: no memory for " .. size .. " bytes", 0)
    end
    return ffi.gc(memory, ffi.C.free)
end

return { lib = lib, constants = constants, name = name, harmless = harmless, text = text, allocate = allocate }

-- Asks for the paths of a list in turn; at the end prints what wrk counted, as one line of JSON.
--
--   wrk --script soak.lua URL -- FILE TEST CONNECTION     FILE: a path a line; TEST, CONNECTION: headers of each request
--
-- The header X-Test of each request is another: TEST.THREAD.NUMBER.

local requests = {}
local asked = 0
local threads = 0

function setup(thread)
    threads = threads + 1
    thread:set("thread_number", threads)
end

function init(arguments)
    local test = arguments[2] .. "." .. thread_number .. "."
    for path in io.lines(arguments[1]) do
        local text = wrk.format("GET", path, {["X-Test"] = test, ["Connection"] = arguments[3]})
        local _, last = text:find(test, 1, true)
        table.insert(requests, {text:sub(1, last), text:sub(last + 1)})
    end
end

function request()
    local parts = requests[asked % #requests + 1]
    asked = asked + 1
    return parts[1] .. asked .. parts[2]
end

function done(summary)
    local errors = summary.errors
    io.write(string.format(
        '{"requests":%d,"connect":%d,"read":%d,"write":%d,"status":%d,"timeout":%d}\n',
        summary.requests, errors.connect, errors.read, errors.write, errors.status, errors.timeout))
end

-- Asks for the paths of a list in turn; at the end prints what wrk counted, as one line of JSON.
--
--   wrk --script soak.lua URL -- FILE CONNECTION      FILE: a path a line; CONNECTION: of each request

local requests = {}
local next = 0

function init(arguments)
    for path in io.lines(arguments[1]) do
        table.insert(requests, wrk.format("GET", path, {["Connection"] = arguments[2], ["X-Test"] = "soak"}))
    end
end

function request()
    next = next % #requests + 1
    return requests[next]
end

function done(summary)
    local errors = summary.errors
    io.write(string.format(
        '{"requests":%d,"connect":%d,"read":%d,"write":%d,"status":%d,"timeout":%d}\n',
        summary.requests, errors.connect, errors.read, errors.write, errors.status, errors.timeout))
end

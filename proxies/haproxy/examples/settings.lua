-- Filters with settings of their own: lua-load-per-thread this file in place of tcenvelope.lua.
local tcenvelope = require("tcenvelope")

-- filter lua.tcenvelope.api: for the vendor's SDKs, which read an envelope with status 200 alone.
tcenvelope.guard("api", {mode = "hold", reject_status = 200, overflow = "reject"})

-- filter lua.tcenvelope.console: whatever the type, and errors of the gateway too.
tcenvelope.guard("console", {mode = "observe", types = "*", statuses = {200, 400, 500}, max_bytes = "64m"})

-- What wrk sends. Arguments: method, path, name of the cookie that carries a secret, file of secrets (or "-"), fixed cookies, body.
-- Each thread takes its own lines of the file, so that no secret is sent twice; without any left it stops.
local threads = 0

function setup(thread)
  thread:set("place", threads)
  threads = threads + 1
  thread:set("threads_so_far", threads)
end

function init(args)
  wrk.method, wrk.path = args[1], args[2]
  wrk.headers["Cookie"], wrk.body = args[5], args[6] ~= "" and args[6] or nil
  if wrk.body then wrk.headers["Content-Type"] = "application/x-www-form-urlencoded" end
  fixed, name, lines, at = args[5], args[3], {}, 0
  if args[4] == "-" then return end
  local number = 0
  for line in io.lines(args[4]) do
    if number % tonumber(args[7]) == place then lines[#lines + 1] = line end
    number = number + 1
  end
  request = function()
    at = at + 1
    if at > #lines then wrk.thread:stop(); at = #lines end
    local headers = { ["Cookie"] = fixed .. "; " .. name .. "=" .. lines[at], ["Content-Type"] = wrk.headers["Content-Type"] }
    return wrk.format(wrk.method, wrk.path, headers, wrk.body)
  end
end

function done(summary, latency, requests)
  local errors = summary.errors
  io.write(string.format(
    'FOUND{"requests": %d, "seconds": %.6f, "p50": %.3f, "p95": %.3f, "wrong": %d}\n',
    summary.requests, summary.duration / 1e6, latency:percentile(50) / 1e3, latency:percentile(95) / 1e3,
    errors.connect + errors.read + errors.write + errors.status + errors.timeout))
end

-- Shared by the functions of the library; registers nothing.

-- Runs a stream command that needs its consumer group. A group that is not there (first use, or Redis was emptied)
-- is made from the oldest entry on, and the command is run again.
local function with_group(key, group, ...)
  local reply = redis.pcall(...)
  if type(reply) == 'table' and reply.err then
    if not string.find(reply.err, 'NOGROUP', 1, true) then error(reply) end
    redis.call('XGROUP', 'CREATE', key, group, '0', 'MKSTREAM')
    reply = redis.call(...)
  end
  return reply
end

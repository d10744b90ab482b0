-- Says that a consumer still works on entries. One it has lost to a claim is not taken back.
-- KEYS    the streams
-- ARGV    1: group, 2: consumer, then per entry: index of the key, id
-- Returns how many entries are still this consumer's

redis.register_function('aob_v2_touch', function(keys, args)
  local group, consumer, held = args[1], args[2], 0
  for at = 3, #args, 2 do
    local key, id = keys[tonumber(args[at])], args[at + 1]
    local pending = redis.pcall('XPENDING', key, group, id, id, 1, consumer)
    -- An error says that the group is gone, and the entry with it.
    if not pending.err and #pending > 0 then
      redis.call('XCLAIM', key, group, consumer, 0, id, 'JUSTID')
      held = held + 1
    end
  end
  return held
end)

-- Takes over entries that nobody has touched for a while, from the earliest streams first, at most `count` in all.
-- KEYS    the streams in order of priority
-- ARGV    1: group, 2: consumer, 3: count, 4: idle time in milliseconds
-- Returns entries as {index of the key, id, {field, value, …}, deliveries including this one}

redis.register_function('aob_v2_claim', function(keys, args)
  local group, consumer, left, idle = args[1], args[2], tonumber(args[3]), args[4]
  local claimed = {}
  for index, key in ipairs(keys) do
    local cursor = '0-0'
    repeat
      if left <= 0 then break end
      local reply = with_group(key, group, 'XAUTOCLAIM', key, group, consumer, idle, cursor, 'COUNT', left)
      cursor = reply[1]
      for _, entry in ipairs(reply[2]) do
        local pending = redis.call('XPENDING', key, group, entry[1], entry[1], 1)
        claimed[#claimed + 1] = { index, entry[1], entry[2], pending[1][4] }
        left = left - 1
      end
    until cursor == '0-0'
  end
  return claimed
end)

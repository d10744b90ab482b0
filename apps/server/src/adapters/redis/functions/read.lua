-- Delivers new entries to one consumer of a group, from the earliest streams first, at most `count` in all.
-- KEYS    the streams in order of priority
-- ARGV    1: group, 2: consumer, 3: count
-- Returns {entries, last ids}: entries as {index of the key, id, {field, value, …}}; when there are none, the last id of
--         every stream, so that the caller can wait for anything newer without missing what comes in between.

local function last_id(key)
  local info = redis.call('XINFO', 'STREAM', key)
  for at = 1, #info, 2 do
    if info[at] == 'last-generated-id' then return info[at + 1] end
  end
  return '0-0'
end

redis.register_function('aob_v2_read', function(keys, args)
  local group, consumer, left = args[1], args[2], tonumber(args[3])
  local entries, last_ids = {}, {}
  for index, key in ipairs(keys) do
    if left <= 0 then break end
    local reply = with_group(key, group, 'XREADGROUP', 'GROUP', group, consumer, 'COUNT', left, 'STREAMS', key, '>')
    if reply then
      for _, entry in ipairs(reply[1][2]) do
        entries[#entries + 1] = { index, entry[1], entry[2] }
        left = left - 1
      end
    end
  end
  if #entries == 0 then
    for index, key in ipairs(keys) do last_ids[index] = last_id(key) end
  end
  return { entries, last_ids }
end)

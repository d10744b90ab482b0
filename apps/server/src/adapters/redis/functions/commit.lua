-- Executes one commit plan atomically: all checks first, then everything the steps amount to.
-- KEYS    1: the run's hash; 2..n: the streams named by steps
-- ARGV    number of checks, then per check: absent | present | equals field value | unset field;
--         then until the end, per step: set n (field value)* | unset n field* | add field by | append key n (field value)*
--                                     | ack key group id | expire ms | drop          (key: index into KEYS; n: pairs or fields)
-- A plan that only moves entries leaves the run and its revision as they are.
-- Returns {1, revision}, or {0, index of the failed check from 0, value found or nil};
--         an error for a malformed plan, which changes nothing.
-- Time and ids come from the caller; stream ids are Redis's own.
-- Scripts are not rolled back: what could fail is computed in the first pass, the second only writes.

-- Lua's stack bounds `unpack`.
local CHUNK = 2000

local function integer(text)
  local digits = string.match(text, '^%-?(%d+)$')
  return digits and #digits <= 15 and tonumber(text) or nil
end

local function malformed(why)
  return redis.error_reply('AOBPLAN Malformed commit plan: ' .. why)
end

local function failed_check(run, args)
  local at = 2
  for index = 0, tonumber(args[1]) - 1 do
    local kind = args[at]
    if kind == 'equals' then
      local actual = redis.call('HGET', run, args[at + 1])
      if actual ~= args[at + 2] then return at, { 0, index, actual } end
      at = at + 3
    elseif kind == 'unset' then
      local actual = redis.call('HGET', run, args[at + 1])
      if actual then return at, { 0, index, actual } end
      at = at + 2
    else
      local exists = redis.call('EXISTS', run) == 1
      if exists == (kind == 'absent') then return at, { 0, index } end
      at = at + 1
    end
  end
  return at, nil
end

local function write_fields(run, change)
  local before = tonumber(redis.call('HGET', run, 'rev') or '0')
  if not change.touched then return before end
  if change.dropped then redis.call('DEL', run) end
  local set, unset = {}, {}
  for field, value in pairs(change.overlay) do
    if value then
      set[#set + 1] = field
      set[#set + 1] = value
    else
      unset[#unset + 1] = field
    end
  end
  for from = 1, #set, CHUNK do redis.call('HSET', run, unpack(set, from, math.min(from + CHUNK - 1, #set))) end
  for from = 1, #unset, CHUNK do redis.call('HDEL', run, unpack(unset, from, math.min(from + CHUNK - 1, #unset))) end
  if redis.call('EXISTS', run) == 0 then return 0 end
  redis.call('HSET', run, 'rev', string.format('%.0f', before + 1))
  if change.expire then redis.call('PEXPIRE', run, change.expire) end
  return before + 1
end

redis.register_function('aob_v2_commit', function(keys, args)
  local run = keys[1]
  local at, refusal = failed_check(run, args)
  if refusal then return refusal end

  local change = { overlay = {}, touched = false, dropped = false, expire = nil }
  local overlay = change.overlay
  local stream_steps = {}
  while at <= #args do
    local kind = args[at]
    change.touched = change.touched or (kind ~= 'append' and kind ~= 'ack')
    if kind == 'set' then
      local last = at + 1 + 2 * tonumber(args[at + 1])
      for field = at + 2, last, 2 do overlay[args[field]] = args[field + 1] end
      at = last + 1
    elseif kind == 'append' then
      local pairs_count = tonumber(args[at + 2])
      if pairs_count == 0 then return malformed('an appended entry needs a field.') end
      if pairs_count > CHUNK then return malformed('an appended entry has too many fields.') end
      stream_steps[#stream_steps + 1] = at
      at = at + 3 + 2 * pairs_count
    elseif kind == 'ack' then
      if not string.match(args[at + 3], '^%d+%-%d+$') then return malformed('no entry id: ' .. args[at + 3]) end
      stream_steps[#stream_steps + 1] = at
      at = at + 4
    elseif kind == 'add' then
      local field = args[at + 1]
      local current = overlay[field]
      if current == nil and not change.dropped then current = redis.call('HGET', run, field) end
      local number = integer(current or '0')
      if not number then return malformed('cannot add to ' .. field .. '.') end
      overlay[field] = string.format('%.0f', number + tonumber(args[at + 2]))
      at = at + 3
    elseif kind == 'unset' then
      local last = at + 1 + tonumber(args[at + 1])
      for field = at + 2, last do overlay[args[field]] = false end
      at = last + 1
    elseif kind == 'expire' then
      change.expire = args[at + 1]
      at = at + 2
    elseif kind == 'drop' then
      change.dropped, change.expire = true, nil
      overlay = {}
      change.overlay = overlay
      at = at + 1
    else
      return malformed('unknown step ' .. tostring(kind))
    end
  end

  local revision = write_fields(run, change)
  for _, step in ipairs(stream_steps) do
    local stream = keys[tonumber(args[step + 1])]
    if args[step] == 'append' then
      redis.call('XADD', stream, '*', unpack(args, step + 3, step + 2 + 2 * tonumber(args[step + 2])))
    else
      redis.call('XACK', stream, args[step + 2], args[step + 3])
      redis.call('XDEL', stream, args[step + 3])
    end
  end
  return { 1, revision }
end)

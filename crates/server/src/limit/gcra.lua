-- One request against one bucket, by the generic cell rate algorithm, on this server's clock.
-- KEYS: 1 the bucket, 2 the epoch. ARGV: 1 microseconds between two requests in the long run, 2 how many at once,
-- 3 which run of this server the caller believes it talks to.
-- Answers 1 or 0 (it may pass or not), how many more may come now, and microseconds: until the bucket is whole, or until
-- one may pass.
local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]
local interval = tonumber(ARGV[1])
local window = interval * tonumber(ARGV[2])

-- When this server's memory began. What was counted before is lost, so every bucket counts as empty at that moment and
-- fills at its rate from then on.
local began = now
local epoch = redis.call('GET', KEYS[2])
local run, since = string.match(epoch or '', '^(%S+) (%d+)$')
if run == ARGV[3] then
  began = tonumber(since)
else
  redis.call('SET', KEYS[2], ARGV[3] .. ' ' .. string.format('%.0f', now))
end

-- The moment at which the bucket will be whole. Never later than if it were empty now, should the clock have been set back.
local whole_at = math.max(tonumber(redis.call('GET', KEYS[1]) or 0), began + window, now)
whole_at = math.min(whole_at, now + window)
if whole_at + interval > now + window then
  return {0, 0, whole_at + interval - now - window}
end
whole_at = whole_at + interval
redis.call('SET', KEYS[1], string.format('%.0f', whole_at), 'PX', math.ceil((whole_at - now) / 1000))
return {1, math.floor((now + window - whole_at) / interval), whole_at - now}

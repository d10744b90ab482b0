// Runs in the page before its own scripts; plain, because what the bench's loader adds to functions does not exist there.
window.frameTimes = []
window.longTasks = []
window.recording = false
new PerformanceObserver((list) => {
  for (const { duration } of list.getEntries()) window.longTasks.push(duration)
}).observe({ type: 'longtask', buffered: true })
let last = performance.now()
function tick(now) {
  if (window.recording) window.frameTimes.push(now - last)
  last = now
  requestAnimationFrame(tick)
}
requestAnimationFrame(tick)

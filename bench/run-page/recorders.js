// Runs in the page before its own scripts; plain, because what the bench's loader adds to functions does not exist there.
window.frameTimes = []
// Those of them in which no card was mounted yet.
window.framesBefore = []
window.longTasks = []
window.recording = false
new PerformanceObserver((list) => {
  for (const { duration } of list.getEntries()) window.longTasks.push(duration)
}).observe({ type: 'longtask', buffered: true })
let last = performance.now()
let drawn = false
function tick(now) {
  if (window.recording) {
    window.frameTimes.push(now - last)
    if (!drawn) window.framesBefore.push(now - last)
    drawn = document.querySelector('.react-flow__node') !== null
  }
  last = now
  requestAnimationFrame(tick)
}
requestAnimationFrame(tick)

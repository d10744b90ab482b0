// Runs in the page before its own scripts; plain, because what the bench's loader adds to functions does not exist there.
window.longTasks = []
new PerformanceObserver((list) => {
  for (const { duration } of list.getEntries()) window.longTasks.push(duration)
}).observe({ type: 'longtask', buffered: true })

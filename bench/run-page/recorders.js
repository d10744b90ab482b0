// Runs in the page before its own scripts; plain, because what the bench's loader adds to functions does not exist there.
window.frameTimes = []
// Those of them in which no card was mounted yet.
window.framesBefore = []
// Those of them that began and ended while the page said that it materializes.
window.framesSaying = []
let recording = false
let last
let drawn = false
let said = false
const says = () => [...document.querySelectorAll('.run-canvas > [role=status]')].some((one) => one.textContent.includes('Materializing workflow…'))
function tick(now) {
  if (!recording) return
  const saying = says()
  if (last !== undefined) {
    window.frameTimes.push(now - last)
    if (!drawn) window.framesBefore.push(now - last)
    if (said && saying) window.framesSaying.push(now - last)
  }
  drawn = document.querySelector('.react-flow__node') !== null
  said = saying
  last = now
  requestAnimationFrame(tick)
}
// Frames are asked for while they are counted and no longer: a page that is asked for every frame pays for each, in what else is measured.
Object.defineProperty(window, 'recording', {
  get: () => recording,
  set(wanted) {
    if (wanted && !recording) {
      last = undefined
      requestAnimationFrame(tick)
    }
    recording = wanted
  },
})

// From the click, which may have waited for the page, to the end of the frame that shows what it did, and of the one after it.
window.watchClick = (label) => {
  const tab = [...document.querySelectorAll('[role=tab]')].find((one) => one.textContent === label)
  const framed = () => new Promise(requestAnimationFrame)
  const painted = () => new Promise((resolve) => setTimeout(resolve, 0))
  window.clicked = new Promise((resolve) => {
    window.addEventListener(
      'mousedown',
      async ({ timeStamp }) => {
        const whileMounting = document.querySelector('[data-region=canvas][aria-busy=true]') !== null
        do await framed()
        while (tab.getAttribute('aria-selected') !== 'true')
        await painted()
        const shown = performance.now() - timeStamp
        await framed()
        await painted()
        resolve({ shown, after: performance.now() - timeStamp, whileMounting })
      },
      { capture: true, once: true },
    )
  })
}

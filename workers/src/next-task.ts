/** Lets waiting messages and, on the page, a frame in; setTimeout would wait 4 ms when nested. */
export function nextTask(): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel()
    port1.onmessage = () => {
      port1.close()
      resolve()
    }
    port2.postMessage(null)
  })
}

/** Milliseconds the page works before it lets others have their turn: on a processor six times slower a frame still fits in beside it. */
export const SLICE_MS = 2

/** To be called between parts of work: a pause once a slice of it is over, and nothing before. A pause that throws ends the work. */
export function everySlice(pause: () => Promise<void> = nextTask): () => Promise<void> | undefined {
  let began = performance.now()
  return () => {
    if (performance.now() - began < SLICE_MS) return undefined
    return pause().then(() => {
      began = performance.now()
    })
  }
}

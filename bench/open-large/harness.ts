/** The product's worker and mirror alone in a page, opening one large chain. Driven by ../open-large.ts. */
import type { RunDocument } from '@aob/schemas'
import { createMaterializerClient } from '@aob/workers'
import { createChainMirror } from '../../apps/web/src/stores/chain-mirror.ts'

/** What opening cost. */
export interface Opened {
  nodes: number
  /** Milliseconds until the workflow is in hand. */
  elapsed: number
  /** Milliseconds of each animation frame meanwhile. */
  frames: number[]
}

export interface OpenHarness {
  /** As the product opens it: the worker materializes, the page gets the document in parts. */
  open(): Promise<Opened>
  /** The peer: the whole document as one message, parsed at once. */
  parseWhole(): Promise<Opened>
}

async function framesWhile(work: () => Promise<{ nodes: unknown[] }>): Promise<Opened> {
  const frames: number[] = []
  let last = 0
  let running = true
  const tick = (now: number) => {
    frames.push(now - last)
    last = now
    if (running) requestAnimationFrame(tick)
  }
  last = await new Promise<number>(requestAnimationFrame)
  requestAnimationFrame(tick)
  const began = performance.now()
  const { nodes } = await work()
  const elapsed = performance.now() - began
  running = false
  await new Promise(requestAnimationFrame)
  return { nodes: nodes.length, elapsed, frames: frames.slice(1) }
}

const chain = (await (await fetch('/chain.json')).json()) as RunDocument // written by the bench

const harness: OpenHarness = {
  async open() {
    const client = createMaterializerClient()
    try {
      const mirror = createChainMirror(client, 'large')
      return await framesWhile(() => mirror.at(chain, chain.patches.length))
    } finally {
      client.dispose()
    }
  },
  async parseWhole() {
    const bytes = new Uint8Array(await (await fetch('/whole.json')).arrayBuffer())
    const { port1, port2 } = new MessageChannel()
    const parsed = new Promise<{ nodes: unknown[] }>((resolve) => {
      port1.onmessage = ({ data }: MessageEvent<Uint8Array>) => resolve(JSON.parse(new TextDecoder().decode(data)) as { nodes: unknown[] })
    })
    port2.postMessage(bytes, [bytes.buffer])
    const opened = await framesWhile(() => parsed)
    port1.close()
    return opened
  },
}
Object.assign(window, { harness })

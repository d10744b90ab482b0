import { setTimeout as delay } from 'node:timers/promises'
import { WebSocket } from 'ws'

export interface SocketBounds {
  /** Bytes queued for the client before it is cut. */
  maxBufferBytes: number
  /** How long the queue may stay above half of that while a feed waits. */
  stallMs: number
  /** Told of each cut client. */
  onCut(): void
}

const POLL_MS = 20

/**
 * `ws` queues without bound; this socket does not.
 *
 * A feed waits for room with `pace`, so that a client which reads is never cut however long the record; one that stops reading
 * is cut after `stallMs`, or at once when others than a feed fill its queue. Cutting loses nothing: each event carries its id and
 * the client resumes behind the last one it has.
 */
export function boundedSocketClass(bounds: SocketBounds) {
  return class BoundedSocket extends WebSocket {
    /** Once cut, whatever is still sent goes nowhere. */
    private gone = false

    override send(...args: unknown[]): void {
      if (this.gone || this.bufferedAmount > bounds.maxBufferBytes) this.cut()
      // `ws` has three overloads; the arguments are passed on as they came.
      else Reflect.apply(super.send, this, args)
    }

    /** Resolves when there is room, or when the socket is gone. */
    async pace(): Promise<void> {
      let waitedMs = 0
      while (this.readyState === WebSocket.OPEN && this.bufferedAmount > bounds.maxBufferBytes / 2) {
        if (waitedMs >= bounds.stallMs) {
          this.cut()
          return
        }
        await delay(POLL_MS, undefined, { ref: false })
        waitedMs += POLL_MS
      }
    }

    private cut(): void {
      if (this.gone) return
      this.gone = true
      bounds.onCut()
      this.terminate()
    }
  }
}

export type BoundedSocket = InstanceType<ReturnType<typeof boundedSocketClass>>

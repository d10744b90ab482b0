import { type CardPace, FIRST_PACE, paceAfter } from './card-pace.ts'
import { type InputWatch, watchInput } from './input-watch.ts'

/** What a step has done. */
export interface Stepped {
  /** Cards it has mounted. */
  mounted: number
  /** More cards wait. */
  waiting: boolean
}

interface Stepping {
  /** Mounts so many cards at most, before it returns. */
  step(cards: number): Stepped
  /** Whether the canvas still comes up: only then is there a pace, and way given to what people do. */
  opening(): boolean
}

/**
 * One step in one frame, for as long as cards wait.
 *
 * - S1 a step mounts as many cards as the pace allows, which learns from what each frame has taken: from the step to the end of its painting.
 * - S2 while a canvas comes up, its first frame is that of what it stands on, and the frame after something that a person did is theirs; the
 *   one after that is not, whatever they do.
 * - S3 nothing is done any more after `close`.
 */
export class CardSteps {
  readonly #stepping: Stepping
  /** Only of a canvas that comes up; it does so once. */
  readonly #channel: MessageChannel | undefined
  readonly #input: InputWatch | undefined
  #pace: CardPace
  #isFirst: boolean
  #frame = 0
  #measured: { cards: number; since: number } | undefined
  #gaveWay = false

  constructor(stepping: Stepping, pace: CardPace = FIRST_PACE) {
    this.#stepping = stepping
    this.#pace = pace
    this.#isFirst = pace === FIRST_PACE
    if (!stepping.opening()) return
    this.#input = watchInput(window)
    this.#channel = new MessageChannel()
    // Said in a frame, heard after it has been painted; by then there may be another one.
    this.#channel.port1.onmessage = ({ data: since }: MessageEvent<number>) => {
      if (this.#measured?.since === since) this.#learn()
    }
  }

  /** For the steps that go on where these end. */
  get pace(): CardPace {
    return this.#pace
  }

  ask(): void {
    this.#frame ||= requestAnimationFrame(() => {
      this.#frame = 0
      this.#step()
    })
  }

  close(): void {
    cancelAnimationFrame(this.#frame)
    this.#channel?.port1.close()
    this.#input?.close()
  }

  #step(): void {
    this.#learn()
    const opening = this.#stepping.opening()
    this.#gaveWay = opening && !this.#gaveWay && (this.#input?.take() || this.#isFirst)
    this.#isFirst = false
    if (this.#gaveWay) {
      this.ask()
      return
    }
    const since = performance.now()
    const { mounted, waiting } = this.#stepping.step(this.#pace.cards)
    if (opening && mounted > 0) {
      this.#measured = { cards: mounted, since }
      this.#channel?.port2.postMessage(since)
    }
    if (waiting) this.ask()
  }

  #learn(): void {
    if (!this.#measured) return
    const { cards, since } = this.#measured
    this.#measured = undefined
    this.#pace = paceAfter(this.#pace, { cards, tookMs: performance.now() - since })
  }
}

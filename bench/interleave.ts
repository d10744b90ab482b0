/** One of the programs compared: does the work once and answers something, so that no engine may drop it. */
export interface Contestant {
  name: string
  run: () => unknown
}

/** Medians in milliseconds by contestant, and how many rounds they come from. */
export interface Timing {
  medianMs: Map<string, number>
  rounds: number
}

export interface InterleaveOptions {
  /** Milliseconds all contestants together may take; at least `minRounds` are run whatever they cost. */
  budgetMs: number
  minRounds?: number
  maxRounds?: number
}

/** A timed sample lasts at least this long; quicker work is repeated within it. */
const SAMPLE_MS = 2

/** Runs the contestants in turns, the order rotating, in this one process, after one warm-up each: what disturbs one disturbs all. */
export function interleave(contestants: readonly Contestant[], { budgetMs, minRounds = 3, maxRounds = 25 }: InterleaveOptions): Timing {
  const repeats = new Map(contestants.map((contestant) => [contestant.name, repeatsFor(contestant)]))
  const samples = new Map(contestants.map(({ name }): [string, number[]] => [name, []]))
  const end = performance.now() + budgetMs
  let rounds = 0
  while (rounds < minRounds || (rounds < maxRounds && performance.now() < end)) {
    for (const offset of contestants.keys()) {
      const contestant = contestants[(offset + rounds) % contestants.length]
      if (contestant) samples.get(contestant.name)?.push(timed(contestant, repeats.get(contestant.name) ?? 1))
    }
    rounds++
  }
  return { medianMs: new Map([...samples].map(([name, values]) => [name, median(values)])), rounds }
}

let sink: unknown

/** Something the last contestant answered; reading it keeps the work observable. */
export function lastAnswer(): unknown {
  return sink
}

function timed({ run }: Contestant, repeats: number): number {
  const start = performance.now()
  for (let repeat = 0; repeat < repeats; repeat++) sink = run()
  return (performance.now() - start) / repeats
}

function repeatsFor(contestant: Contestant): number {
  timed(contestant, 1)
  const once = timed(contestant, 1)
  return Math.max(1, Math.min(2_000, Math.ceil(SAMPLE_MS / Math.max(once, 0.001))))
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((left, right) => left - right)
  const middle = sorted.length >> 1
  const upper = sorted[middle] ?? Number.NaN
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? upper) + upper) / 2
}

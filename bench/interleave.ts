/** One of the programs compared: does the work once and answers something, so that no engine may drop it. */
export interface Contestant {
  name: string
  run: () => unknown
}

/** Milliseconds of processor time by contestant: medians, and the samples they come from in the order of the rounds. */
export interface Timing {
  medianMs: Map<string, number>
  samplesMs: Map<string, number[]>
}

export interface InterleaveOptions {
  /** Milliseconds all contestants together may take; at least `minRounds` are run whatever they cost. */
  budgetMs: number
  minRounds?: number
  maxRounds?: number
}

/** A timed sample lasts at least this long; quicker work is repeated within it: few rounds must not mean few runs. */
const SAMPLE_MS = 40
/** Each is run this long before it is timed. Engines compile what is hot, WebAssembly too, and a quick program stays half compiled for hundreds of runs. */
const WARM_UP_MS = 400

/** Milliseconds of processor time this process has used, its collector's threads included: on a busy machine the clock tells what others do, and flatters the shorter work. */
function processorTime(): number {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1000
}

/**
 * Runs the contestants in turns, the order rotating, in this one process, warmed up: what disturbs one disturbs all. What one leaves behind is collected before the next begins, where the process can do that (`--expose-gc`); garbage that
 * has to go while a contestant runs is its own cost.
 */
export function interleave(contestants: readonly Contestant[], { budgetMs, minRounds = 3, maxRounds = 25 }: InterleaveOptions): Timing {
  const repeats = new Map(contestants.map((contestant) => [contestant.name, repeatsFor(contestant)]))
  const samples = new Map(contestants.map(({ name }): [string, number[]] => [name, []]))
  const end = performance.now() + budgetMs
  let rounds = 0
  while (rounds < minRounds || (rounds < maxRounds && performance.now() < end)) {
    for (const offset of contestants.keys()) {
      const contestant = contestants[(offset + rounds) % contestants.length]
      globalThis.gc?.()
      if (contestant) samples.get(contestant.name)?.push(timed(contestant, repeats.get(contestant.name) ?? 1))
    }
    rounds++
  }
  return { medianMs: new Map([...samples].map(([name, values]) => [name, median(values)])), samplesMs: samples }
}

let sink: unknown

/** Something the last contestant answered; reading it keeps the work observable. */
export function lastAnswer(): unknown {
  return sink
}

function timed({ run }: Contestant, repeats: number): number {
  const start = processorTime()
  for (let repeat = 0; repeat < repeats; repeat++) sink = run()
  return (processorTime() - start) / repeats
}

/** Warms a contestant up; answers how often it runs in one sample. */
function repeatsFor(contestant: Contestant): number {
  const end = processorTime() + WARM_UP_MS
  let once = timed(contestant, 1)
  while (processorTime() < end) once = timed(contestant, Math.max(1, Math.min(100, Math.ceil(SAMPLE_MS / 4 / Math.max(once, 0.001)))))
  return Math.max(1, Math.min(20_000, Math.ceil(SAMPLE_MS / Math.max(once, 0.001))))
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((left, right) => left - right)
  const middle = sorted.length >> 1
  const upper = sorted[middle] ?? Number.NaN
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? upper) + upper) / 2
}

/** Quartiles of how many times as long as `own` the other one took, round by round. */
export function spread(own: readonly number[], other: readonly number[]): [low: number, high: number] {
  const ratios = other.map((time, round) => time / (own[round] ?? Number.NaN)).sort((left, right) => left - right)
  const at = (share: number) => ratios[Math.round((ratios.length - 1) * share)] ?? Number.NaN
  return [at(0.25), at(0.75)]
}

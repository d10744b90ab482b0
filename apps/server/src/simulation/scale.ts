/** How large a schedule is. What may go wrong is the same at every scale; how often per step is not. */
export interface Scale {
  nodes: { least: number; most: number }
  /** Chance of a second run beside the first. */
  secondRun: number
  /** Steps of the rough time: at least so many, and less than `spread` more. */
  steps: { least: number; spread: number }
  /** By how much everything is more frequent per step than in a large schedule. */
  haste: number
  mostProcesses: number
  /** Chance per step that a run not asked for yet is asked for. */
  start: number
  /** How often, in steps, the hot store can fall back to. */
  snapshotEvery: number
  /** How often, in steps, it is looked whether everything has settled, and for what waits for a person. */
  checkEvery: number
  attendEvery: number
  /** Whether the rough time is over once everything has settled. */
  endsWhenSettled: boolean
  partitions: number
  /** Whether runs are asked for with the first step. */
  startsAtOnce: boolean
  /** What is a step: see `PortContext`. */
  portSteps: 'every' | 'visible'
  rests: number
}

export const SCALES = {
  /** The interplay of many: graphs of 3 to 12 nodes, up to three processes at first, thousands of steps. */
  large: {
    nodes: { least: 3, most: 12 },
    secondRun: 0.3,
    steps: { least: 800, spread: 2500 },
    haste: 1,
    mostProcesses: 3,
    start: 0.02,
    snapshotEvery: 150,
    checkEvery: 40,
    attendEvery: 60,
    endsWhenSettled: false,
    partitions: 2,
    startsAtOnce: false,
    portSteps: 'every',
    rests: 1,
  },
  /** The same misfortunes around one to four nodes, close together: many more of them for the same time. */
  small: {
    nodes: { least: 1, most: 4 },
    secondRun: 0.05,
    steps: { least: 40, spread: 260 },
    haste: 6,
    mostProcesses: 2,
    start: 0.03,
    snapshotEvery: 25,
    checkEvery: 12,
    attendEvery: 18,
    endsWhenSettled: true,
    partitions: 2,
    startsAtOnce: false,
    portSteps: 'every',
    rests: 1,
  },
  /**
   * One to three nodes, and half a dozen times as many of them for the same time: most defects of such a protocol need few parts, a few
   * misfortunes and the right order of them. Steps nobody could tell apart are left out, and loops rest longer.
   */
  tiny: {
    nodes: { least: 1, most: 3 },
    secondRun: 0.02,
    steps: { least: 8, spread: 56 },
    haste: 9,
    mostProcesses: 2,
    start: 0.01,
    snapshotEvery: 16,
    checkEvery: 8,
    attendEvery: 8,
    endsWhenSettled: true,
    partitions: 1,
    startsAtOnce: true,
    portSteps: 'visible',
    rests: 8,
  },
} as const satisfies Record<string, Scale>

export type ScaleName = keyof typeof SCALES

/** The first seeds of the spaces a long run draws from: `wide` makes small and large schedules, `narrow` tiny ones. */
export const SEED_SPACES = { wide: 1, narrow: 1_000_000_001 } as const
export type SeedSpace = keyof typeof SEED_SPACES

export function spaceOf(seed: number): SeedSpace {
  return seed < SEED_SPACES.narrow ? 'wide' : 'narrow'
}

/** In the wide space every so many-th seed makes a large schedule, the others make small ones. */
export const LARGE_EVERY = 50

/** The scale of a seed in a long run. */
export function scaleOf(seed: number): ScaleName {
  if (spaceOf(seed) === 'narrow') return 'tiny'
  return seed % LARGE_EVERY === 0 ? 'large' : 'small'
}

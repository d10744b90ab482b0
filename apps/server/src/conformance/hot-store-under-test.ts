import type { HotStore } from '../ports/hot-store.ts'

/** A hot store of its own, empty, with four partitions. The suites close what they open. */
export type MakeHotStore = (options?: { maxDeadLetters: number }) => Promise<HotStore>

export const PARTITIONS = 4

import type { HotData, RunHash } from '../adapters/memory/hot-data.ts'
import { MemoryStream } from '../adapters/memory/memory-stream.ts'

/** The members a store that forgets is made of. The product never takes its hot data apart; a simulated loss has to. */
interface Inside {
  runs: Map<string, RunHash>
  expiring: Set<string>
  streams: Map<string, MemoryStream>
}

export type HotSnapshot = Inside

function insideOf(data: HotData): Inside {
  // Private to the adapter by TypeScript alone; a renamed member fails here and not silently.
  const inside = data as unknown as Inside
  if (!(inside.runs instanceof Map && inside.expiring instanceof Set && inside.streams instanceof Map)) throw new Error('The hot data is built differently.')
  return inside
}

export function snapshotOf(data: HotData): HotSnapshot {
  const { runs, expiring, streams } = insideOf(data)
  return { runs: copied(runs), expiring: copied(expiring), streams: copied(streams) }
}

/**
 * Brings the hot data back to an earlier point, or to nothing: what was written since is lost. Stream ids go on from where they were,
 * because a real store makes them of its clock.
 */
export function loseHotData(data: HotData, back: HotSnapshot | undefined): void {
  const inside = insideOf(data)
  const lastIds = new Map([...inside.streams].map(([key, stream]) => [key, lastIdOf(stream)]))
  const earlier = back
    ? { runs: copied(back.runs), expiring: copied(back.expiring), streams: copied(back.streams) }
    : { runs: new Map(), expiring: new Set<string>(), streams: new Map() }
  for (const part of ['runs', 'streams'] as const) inside[part].clear()
  inside.expiring.clear()
  for (const [runId, hash] of earlier.runs) inside.runs.set(runId, hash)
  for (const runId of earlier.expiring) inside.expiring.add(runId)
  for (const [key, lastId] of lastIds) {
    inside.streams.set(key, Object.assign(new MemoryStream(), earlier.streams.get(key), { lastId }))
  }
}

function lastIdOf(stream: MemoryStream): number {
  const { lastId } = stream as unknown as { lastId: unknown }
  if (typeof lastId !== 'number') throw new Error('The stream is built differently.')
  return lastId
}

/** A copy of maps, sets, lists and objects, of streams as plain objects: what the platform does, in a tenth of the time. */
function copied<Value>(value: Value): Value {
  // A copy has the shape of what it copies.
  return copyOf(value) as Value
}

function copyOf(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value
  if (value instanceof Map) return new Map([...value].map(([key, member]) => [key, copyOf(member)]))
  if (value instanceof Set) return new Set([...value].map(copyOf))
  if (Array.isArray(value)) return value.map(copyOf)
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, copyOf(member)]))
}

/** Entries on each stream that nobody has acknowledged, by `partition:stream`. */
export function streamSizes(data: HotData): Array<[name: string, size: number]> {
  return [...insideOf(data).streams].map(([name, stream]) => [name, stream.size])
}

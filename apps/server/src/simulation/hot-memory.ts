import { EntryStream } from '../hot-state/entry-stream.ts'
import type { HotData, RunHash } from '../hot-state/hot-data.ts'

/** The members a store that forgets is made of. The product never takes its hot data apart; a simulated loss has to. */
interface Inside {
  runs: Map<string, RunHash>
  expiring: Set<string>
  streams: Map<string, EntryStream>
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
  return { runs: copiedRuns(runs), expiring: new Set(expiring), streams: copiedStreams(streams) }
}

/**
 * Brings the hot data back to an earlier point, or to nothing: what was written since is lost. Stream ids go on from where they were,
 * because a real store makes them of its clock.
 */
export function loseHotData(data: HotData, back: HotSnapshot | undefined): void {
  const inside = insideOf(data)
  const lastIds = new Map([...inside.streams].map(([key, stream]) => [key, copiedStream(stream).lastId]))
  // Copied once more: the same point may be fallen back to again.
  const earlier = {
    runs: copiedRuns(back?.runs ?? new Map()),
    expiring: new Set(back?.expiring),
    streams: copiedStreams(back?.streams ?? new Map()),
  }
  for (const part of ['runs', 'streams'] as const) inside[part].clear()
  inside.expiring.clear()
  for (const [runId, hash] of earlier.runs) inside.runs.set(runId, hash)
  for (const runId of earlier.expiring) inside.expiring.add(runId)
  for (const [key, lastId] of lastIds) {
    inside.streams.set(key, Object.assign(new EntryStream(), earlier.streams.get(key), { lastId }))
  }
}

function copiedRuns(runs: Inside['runs']): Inside['runs'] {
  return new Map([...runs].map(([runId, hash]) => [runId, { ...hash, fields: new Map(hash.fields) }]))
}

function copiedStreams(streams: Inside['streams']): Inside['streams'] {
  return new Map([...streams].map(([key, stream]) => [key, Object.assign(new EntryStream(), copiedStream(stream))]))
}

interface GroupInside {
  fresh: number[]
  head: number
  pending: Map<number, object>
}

/** The members of a stream. What was put on it is never changed and therefore not copied; who has read it is. */
interface StreamInside {
  entries: Map<number, unknown>
  groups: Map<string, GroupInside>
  lastId: number
}

function copiedStream(stream: EntryStream): StreamInside {
  const { entries, groups, lastId } = stream as unknown as StreamInside
  if (!(entries instanceof Map && groups instanceof Map && typeof lastId === 'number')) throw new Error('The stream is built differently.')
  const group = ({ fresh, head, pending }: GroupInside): GroupInside => ({
    fresh: [...fresh],
    head,
    pending: new Map([...pending].map(([id, { ...held }]) => [id, held])),
  })
  return { entries: new Map(entries), groups: new Map([...groups].map(([name, each]) => [name, group(each)])), lastId }
}

/** Entries on each stream that nobody has acknowledged, by `partition:stream`. */
export function streamSizes(data: HotData): Array<[name: string, size: number]> {
  return [...insideOf(data).streams].map(([name, stream]) => [name, stream.size])
}

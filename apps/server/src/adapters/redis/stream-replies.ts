import type { StreamName } from '../../ports/commit-plan.ts'
import type { StreamEntry } from '../../ports/task-queue.ts'

/** A physical stream and what it stands for. */
export interface Place {
  stream: StreamName
  partition: number
  key: string
}

/** The reply of `read.lua`. */
export function decodeRead(reply: unknown, places: readonly Place[]): { entries: StreamEntry[]; lastIds: string[] } {
  const [entries, lastIds] = list(reply)
  return { entries: list(entries).map((entry) => decodeEntry(entry, places)), lastIds: list(lastIds).map(String) }
}

/** The reply of `claim.lua`. */
export function decodeClaimed(reply: unknown, places: readonly Place[]): StreamEntry[] {
  return list(reply).map((entry) => decodeEntry(entry, places))
}

function decodeEntry(reply: unknown, places: readonly Place[]): StreamEntry {
  const [index, id, flat, deliveries] = list(reply)
  const place = places[Number(index) - 1]
  if (place === undefined || typeof id !== 'string') throw new Error(`An entry came from a stream that was not asked for: ${JSON.stringify(reply)}`)
  return {
    partition: place.partition,
    stream: place.stream,
    id,
    fields: decodeFields(list(flat)),
    deliveries: deliveries === undefined ? 1 : Number(deliveries),
  }
}

function decodeFields(flat: readonly unknown[]): Record<string, string> {
  const pairs: [string, string][] = []
  for (let at = 0; at + 1 < flat.length; at += 2) pairs.push([String(flat[at]), String(flat[at + 1])])
  return Object.fromEntries(pairs)
}

function list(reply: unknown): unknown[] {
  if (!Array.isArray(reply)) throw new Error(`A function answered ${JSON.stringify(reply)} where a list was due.`)
  return reply
}

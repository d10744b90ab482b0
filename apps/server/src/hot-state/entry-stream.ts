interface Pending {
  consumer: string
  touchedAt: number
  deliveries: number
}

interface Group {
  /** Ids not delivered yet, oldest first; acknowledged ones are skipped when met. */
  fresh: number[]
  /** Index of the first unread id in `fresh`. */
  head: number
  pending: Map<number, Pending>
}

export interface Delivered {
  id: string
  fields: Record<string, string>
  deliveries: number
}

/** A stream as plain JSON. What can no longer be delivered is left out, so that streams that behave alike have equal images. */
export interface StreamImage {
  lastId: number
  entries: [id: number, fields: Record<string, string>][]
  groups: { name: string; fresh: number[]; pending: [id: number, consumer: string, touchedAt: number, deliveries: number][] }[]
}

/** Read ids are cut off once this many have gathered, so that the list does not grow for ever. */
const COMPACT_AFTER = 1024

/**
 * One stream with consumer groups, as Redis Streams have them: an entry is delivered to one consumer of a group,
 * stays pending until acknowledged, and can be claimed when nobody has touched it for a while.
 * A group begins at the oldest entry and is made by its first reader.
 */
export class EntryStream {
  private readonly entries = new Map<number, Record<string, string>>()
  private readonly groups = new Map<string, Group>()
  private lastId = 0

  append(fields: Readonly<Record<string, string>>): string {
    this.lastId += 1
    this.entries.set(this.lastId, { ...fields })
    for (const group of this.groups.values()) group.fresh.push(this.lastId)
    return formatId(this.lastId)
  }

  read(groupName: string, consumer: string, count: number, now: number): Delivered[] {
    const group = this.group(groupName)
    const delivered: Delivered[] = []
    while (delivered.length < count && group.head < group.fresh.length) {
      const id = group.fresh[group.head]
      group.head += 1
      const fields = id === undefined ? undefined : this.entries.get(id)
      if (id === undefined || fields === undefined) continue
      group.pending.set(id, { consumer, touchedAt: now, deliveries: 1 })
      delivered.push({ id: formatId(id), fields: { ...fields }, deliveries: 1 })
    }
    if (group.head > COMPACT_AFTER) {
      group.fresh.splice(0, group.head)
      group.head = 0
    }
    return delivered
  }

  claim(groupName: string, consumer: string, count: number, idleMs: number, now: number): Delivered[] {
    const group = this.group(groupName)
    const claimed: Delivered[] = []
    for (const [id, pending] of [...group.pending].sort(([a], [b]) => a - b)) {
      if (claimed.length >= count) break
      const fields = this.entries.get(id)
      if (fields === undefined) {
        group.pending.delete(id)
        continue
      }
      if (now - pending.touchedAt < idleMs) continue
      const deliveries = pending.deliveries + 1
      group.pending.set(id, { consumer, touchedAt: now, deliveries })
      claimed.push({ id: formatId(id), fields: { ...fields }, deliveries })
    }
    return claimed
  }

  /** Only the present holder can keep an entry; whoever lost it to a claim does not take it back. */
  touch(groupName: string, consumer: string, id: string, now: number): void {
    const pending = this.groups.get(groupName)?.pending.get(parseId(id))
    if (pending?.consumer === consumer) pending.touchedAt = now
  }

  /** How many entries a read of this group would deliver, counted no further than `most`. Changes nothing. */
  readable(groupName: string, most: number): number {
    const group = this.groups.get(groupName)
    if (group === undefined) return Math.min(most, this.entries.size)
    let found = 0
    for (let at = group.head; at < group.fresh.length && found < most; at++) {
      const id = group.fresh[at]
      if (id !== undefined && this.entries.has(id)) found += 1
    }
    return found
  }

  /** How many entries could be claimed of this group, counted no further than `most`. Changes nothing. */
  claimable(groupName: string, most: number, idleMs: number, now: number): number {
    let found = 0
    for (const [id, { touchedAt }] of this.groups.get(groupName)?.pending ?? []) {
      if (found >= most) break
      if (now - touchedAt >= idleMs && this.entries.has(id)) found += 1
    }
    return found
  }

  ack(groupName: string, id: string): void {
    const key = parseId(id)
    this.groups.get(groupName)?.pending.delete(key)
    this.entries.delete(key)
  }

  /** Leaves the newest `count` entries. */
  trim(count: number): void {
    for (const id of this.entries.keys()) {
      if (this.entries.size <= count) return
      this.entries.delete(id)
    }
  }

  /** Entries from an id on, oldest first, delivered to nobody. */
  peek(from: string | undefined, count: number): Delivered[] {
    const least = from === undefined ? 0 : parseId(from)
    const found = [...this.entries].filter(([id]) => id >= least).slice(0, count)
    return found.map(([id, fields]) => ({ id: formatId(id), fields: { ...fields }, deliveries: 0 }))
  }

  get size(): number {
    return this.entries.size
  }

  contents(): Record<string, string>[] {
    return [...this.entries.values()]
  }

  image(): StreamImage {
    const groups = [...this.groups].map(([name, { fresh, head, pending }]) => ({
      name,
      fresh: fresh.slice(head).filter((id) => this.entries.has(id)),
      pending: [...pending]
        .filter(([id]) => this.entries.has(id))
        .sort(([a], [b]) => a - b)
        .map(([id, { consumer, touchedAt, deliveries }]): [number, string, number, number] => [id, consumer, touchedAt, deliveries]),
    }))
    return { lastId: this.lastId, entries: [...this.entries], groups }
  }

  static from({ lastId, entries, groups }: StreamImage): EntryStream {
    const stream = new EntryStream()
    stream.lastId = lastId
    for (const [id, fields] of entries) stream.entries.set(id, fields)
    for (const { name, fresh, pending } of groups) {
      const held = pending.map(([id, consumer, touchedAt, deliveries]) => [id, { consumer, touchedAt, deliveries }] as const)
      stream.groups.set(name, { fresh: [...fresh], head: 0, pending: new Map(held) })
    }
    return stream
  }

  private group(name: string): Group {
    let group = this.groups.get(name)
    if (group === undefined) {
      group = { fresh: [...this.entries.keys()], head: 0, pending: new Map() }
      this.groups.set(name, group)
    }
    return group
  }
}

const formatId = (id: number): string => `${id}-0`
const parseId = (id: string): number => Number(id.slice(0, id.indexOf('-')))

import { emptyRecord } from '../document/own-property.ts'

/**
 * A record that shares structure with the ones it was made of: k changes cost k paths of a trie and not a copy of all entries.
 *
 * Entries lie in slots, in the order in which their keys came; slots are the lowest row of a trie. Which slot a key has is told by one index
 * that all records of a line share.
 *
 * Invariants:
 * - PR1 A record never changes: no row of one that has been given out is written any more.
 * - PR2 The index only grows. A record looks at slots below its own `length` alone, so that it does not see what others have added since;
 *   whoever adds to a record to which others have added something else gets an index of its own.
 * - PR3 The order is that of a plain record: a key keeps its place as long as it stays, and comes last when it returns.
 *
 * Two that hold the same may be built differently: compare what they hold, by `entries` or `toRecord`.
 */
export class PersistentRecord<T> implements Iterable<[string, T]> {
  readonly size: number
  readonly #index: Map<string, number>
  readonly #trie: Trie<T>

  private constructor(index: Map<string, number>, trie: Trie<T>, size: number) {
    this.#index = index
    this.#trie = trie
    this.size = size
  }

  static of<T>(entries: Iterable<readonly [string, T]> = []): PersistentRecord<T> {
    return new PersistentRecord<T>(new Map(), EMPTY, 0).with(entries)
  }

  static from<T>(record: Readonly<Record<string, T>>): PersistentRecord<T> {
    return PersistentRecord.of(Object.entries(record))
  }

  get(key: string): T | undefined {
    const slot = this.#index.get(key)
    return slot === undefined ? undefined : entryAt(this.#trie, slot)?.value
  }

  has(key: string): boolean {
    return this.get(key) !== undefined
  }

  /** The record with these changes, each key once; undefined takes an entry away. */
  with(changes: Iterable<readonly [string, T | undefined]>): PersistentRecord<T> {
    const all = [...changes]
    const returns = all.some(([key, value]) => value !== undefined && this.#isGone(key))
    const sparse = this.#trie.length > SPARSE_FROM && this.size * 2 < this.#trie.length
    if (returns || sparse) return PersistentRecord.of(this).with(all)
    const writer = {}
    let { size } = this
    let [index, trie] = [this.#index, this.#trie]
    for (const [key, value] of all) {
      const known = index.get(key)
      const before = known === undefined ? undefined : entryAt(trie, known)
      size += Number(value !== undefined) - Number(before !== undefined)
      if (value === undefined) {
        if (known !== undefined && before) trie = written(trie, known, undefined, writer)
      } else if (known !== undefined && before) {
        trie = written(trie, known, { key, value }, writer)
      } else {
        if (known !== trie.length && index.size > trie.length) index = firstOf(index, trie.length)
        index.set(key, trie.length)
        trie = written(trie, trie.length, { key, value }, writer)
      }
    }
    return new PersistentRecord(index, trie, size)
  }

  entries(): [string, T][] {
    const found: [string, T][] = []
    visit(this.#trie.root, this.#trie.shift, ({ key, value }) => found.push([key, value]))
    return found
  }

  keys(): string[] {
    const found: string[] = []
    visit(this.#trie.root, this.#trie.shift, ({ key }) => found.push(key))
    return found
  }

  values(): T[] {
    const found: T[] = []
    visit(this.#trie.root, this.#trie.shift, ({ value }) => found.push(value))
    return found
  }

  [Symbol.iterator](): IterableIterator<[string, T]> {
    return this.entries()[Symbol.iterator]()
  }

  /** What differs from an earlier record, by key, in this one's order and then what is gone; what both share is not looked at. */
  changesSince(before: PersistentRecord<T>): { key: string; before: T | undefined; after: T | undefined }[] {
    if (this.#trie.root === before.#trie.root) return []
    const differing = this.#index === before.#index ? differences(before.#trie, this.#trie) : [...this.keys(), ...before.keys()]
    const changes = [...new Set(differing)].map((key) => ({ key, before: before.get(key), after: this.get(key) }))
    const changed = changes.filter((change) => change.before !== change.after)
    return [...changed.filter(({ after }) => after !== undefined), ...changed.filter(({ after }) => after === undefined)]
  }

  toRecord(): Record<string, T> {
    const record = emptyRecord<T>()
    for (const [key, value] of this) record[key] = value
    return record
  }

  toJSON(): Record<string, T> {
    return this.toRecord()
  }

  /** Whether an entry of that key was here and was taken away. */
  #isGone(key: string): boolean {
    const slot = this.#index.get(key)
    return slot !== undefined && slot < this.#trie.length && entryAt(this.#trie, slot) === undefined
  }
}

const BITS = 5
const MASK = (1 << BITS) - 1
/** From so many slots on, more empty ones than others are a reason to lay them out anew. */
const SPARSE_FROM = 64

interface Entry<T> {
  readonly key: string
  readonly value: T
}

/** The lowest row holds entries, those above hold rows. */
interface Row<T> {
  readonly entries: (Entry<T> | undefined)[]
  readonly rows: (Row<T> | undefined)[]
  /** Who may write to it: the one call that made it. */
  readonly writer: object
}

interface Trie<T> {
  readonly root: Row<T> | undefined
  /** Bits of a slot's number below those that choose from the root. */
  readonly shift: number
  /** Slots given out. */
  readonly length: number
}

const EMPTY = { root: undefined, shift: 0, length: 0 }

function entryAt<T>({ root, shift, length }: Trie<T>, slot: number): Entry<T> | undefined {
  if (slot >= length) return undefined
  let row = root
  for (let at = shift; at > 0; at -= BITS) row = row?.rows[(slot >>> at) & MASK]
  return row?.entries[slot & MASK]
}

/** The trie with that entry in a slot that is there or is the next one. */
function written<T>(trie: Trie<T>, slot: number, entry: Entry<T> | undefined, writer: object): Trie<T> {
  let { root, shift } = trie
  if (root && slot >>> shift > MASK) {
    root = { entries: [], rows: [root], writer }
    shift += BITS
  }
  return { root: writtenIn(root, { shift, slot, entry, writer }), shift, length: Math.max(trie.length, slot + 1) }
}

function writtenIn<T>(row: Row<T> | undefined, change: { shift: number; slot: number; entry: Entry<T> | undefined; writer: object }): Row<T> {
  const { shift, slot, entry, writer } = change
  const own = row?.writer === writer ? row : { entries: row?.entries.slice() ?? [], rows: row?.rows.slice() ?? [], writer }
  const at = (slot >>> shift) & MASK
  if (shift === 0) own.entries[at] = entry
  else own.rows[at] = writtenIn(own.rows[at], { ...change, shift: shift - BITS })
  return own
}

function visit<T>(row: Row<T> | undefined, shift: number, say: (entry: Entry<T>) => void): void {
  if (!row) return
  if (shift === 0) for (const entry of row.entries) entry && say(entry)
  else for (const below of row.rows) visit(below, shift - BITS, say)
}

/** Keys of the slots in which two tries of one line do not hold the same. */
function differences<T>(left: Trie<T>, right: Trie<T>): string[] {
  const found: string[] = []
  const compare = (one: Row<T> | undefined, other: Row<T> | undefined, shift: number): void => {
    if (one === other) return
    const [wide, narrow] = [Math.max(one?.rows.length ?? 0, other?.rows.length ?? 0), Math.max(one?.entries.length ?? 0, other?.entries.length ?? 0)]
    for (let at = 0; at < wide; at++) compare(one?.rows[at], other?.rows[at], shift - BITS)
    for (let at = 0; at < narrow; at++) {
      const [before, after] = [one?.entries[at], other?.entries[at]]
      if (before !== after) found.push(...(before ? [before.key] : []), ...(after ? [after.key] : []))
    }
  }
  const height = Math.max(left.shift, right.shift)
  compare(raised(left, height), raised(right, height), height)
  return found
}

function raised<T>({ root, shift }: Trie<T>, height: number): Row<T> | undefined {
  let row = root
  for (let at = shift; at < height && row; at += BITS) row = { entries: [], rows: [row], writer: EMPTY }
  return row
}

/** An index of its own, of the slots below that length. */
function firstOf(index: ReadonlyMap<string, number>, length: number): Map<string, number> {
  return new Map([...index].filter(([, slot]) => slot < length))
}

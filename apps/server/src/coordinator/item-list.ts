import { DomainError } from '../domain-error.ts'
import type { CasJson } from './cas-json.ts'

/** Items a page holds: an activation reads the page its item is on, not the whole list. */
const PAGE_ITEMS = 100
/** Pages written at the same time. */
const WRITES = 8

interface ItemList {
  count: number
  pages: string[]
}

/** Stores a list so that one item can be read without the others; the reference names a table of pages. */
export async function storeItems(cas: CasJson, items: readonly unknown[]): Promise<string> {
  const pages: string[] = []
  const starts = Array.from({ length: Math.ceil(items.length / PAGE_ITEMS) }, (_, page) => page * PAGE_ITEMS)
  for (let at = 0; at < starts.length; at += WRITES) {
    const stored = await Promise.all(starts.slice(at, at + WRITES).map((start) => cas.put(items.slice(start, start + PAGE_ITEMS))))
    pages.push(...stored.map(({ ref }) => ref))
  }
  const list: ItemList = { count: items.length, pages }
  return (await cas.put(list)).ref
}

/** One item of a stored list. */
export async function readItem(cas: CasJson, ref: string, index: number): Promise<unknown> {
  // Written by storeItems; the reference is its proof.
  const { pages } = (await cas.get(ref)) as ItemList
  const page = pages[Math.floor(index / PAGE_ITEMS)]
  const items = page === undefined ? undefined : ((await cas.get(page)) as unknown[])
  if (!items || index % PAGE_ITEMS >= items.length) throw new DomainError('cas.integrity', `The list ${ref} has no item ${index}.`)
  return items[index % PAGE_ITEMS]
}

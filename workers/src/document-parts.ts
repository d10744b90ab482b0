import { everySlice, nextTask } from './next-task.ts'

/**
 * A document as texts that are each parsed well within a frame: the whole of a large one takes longer than that, and the page
 * must not stand still meanwhile. Texts, because parsing them costs the page half of what cloning objects does.
 */
export interface DocumentParts {
  /** The document with its two big arrays empty. */
  frame: string
  nodes: string[]
  edges: string[]
}

/** Characters of a part, which a slow machine parses within a slice as well; one element may be longer by itself. */
const PART_LENGTH = 2 * 1024

const SECTIONS = ['nodes', 'edges'] as const

/** Cuts a document in the worker; keeps nothing of the bytes. */
export function cutDocument(bytes: Uint8Array): DocumentParts {
  const document: unknown = JSON.parse(new TextDecoder().decode(bytes))
  const parts: DocumentParts = { frame: '', nodes: [], edges: [] }
  const frame: unknown = document instanceof Object && !Array.isArray(document) ? { ...document } : document
  for (const section of SECTIONS) {
    const elements = sectionOf(frame, section)
    if (elements === undefined) continue
    parts[section] = cutElements(elements)
    Object.assign(frame as object, { [section]: [] })
  }
  parts.frame = JSON.stringify(frame)
  return parts
}

/** Puts a document together on the page; `pause` runs before each further slice and may throw to end the work. */
export async function joinDocument(parts: DocumentParts, pause: () => Promise<void> = nextTask): Promise<unknown> {
  const document: unknown = JSON.parse(parts.frame)
  const giveWay = everySlice(pause)
  for (const section of SECTIONS) {
    const elements = sectionOf(document, section)
    for (const text of parts[section]) {
      // Made by cutDocument, so an array.
      for (const element of JSON.parse(text) as unknown[]) elements?.push(element)
      await giveWay()
    }
  }
  return document
}

function sectionOf(document: unknown, section: (typeof SECTIONS)[number]): unknown[] | undefined {
  const value: unknown = (document as Partial<Record<string, unknown>> | null)?.[section]
  return Array.isArray(value) ? value : undefined
}

function cutElements(elements: readonly unknown[]): string[] {
  const parts: string[] = []
  let texts: string[] = []
  let length = 0
  for (const element of elements) {
    const text = JSON.stringify(element)
    if (length > 0 && length + text.length > PART_LENGTH) {
      parts.push(`[${texts.join()}]`)
      texts = []
      length = 0
    }
    texts.push(text)
    length += text.length
  }
  if (texts.length > 0) parts.push(`[${texts.join()}]`)
  return parts
}

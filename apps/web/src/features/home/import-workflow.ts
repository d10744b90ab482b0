import type { Workflow } from '@aob/schemas'
import { exportOfN8n } from '../../lib/export-of-n8n.ts'
import { asKept } from '../../ui/forms/input-order.ts'

export type ImportOutcome =
  | { kind: 'ok'; workflow: Workflow }
  /** An export of n8n, to be translated first. */
  | { kind: 'n8n'; value: unknown }
  | { kind: 'refused'; reason: string }

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/**
 * Reads a workflow from the text of a file. Only what a person can mend by picking another file is judged here;
 * the server validates the rest and answers with pointers.
 */
export function readWorkflowText(text: string, fileName: string): ImportOutcome {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (error) {
    return { kind: 'refused', reason: `${fileName} is not JSON: ${error instanceof Error ? error.message : String(error)}` }
  }
  const foreign = exportOfN8n(value)
  if (foreign) return { kind: 'n8n', value: foreign }
  // Exports of other places wrap the document; both forms are welcome.
  const document = withoutWrap(isRecord(value) && isRecord(value.workflow) ? value.workflow : value)
  if (!isRecord(document) || !Array.isArray(document.nodes) || !Array.isArray(document.edges))
    return { kind: 'refused', reason: `${fileName} holds no workflow: it needs "nodes" and "edges" lists, or "nodes" and "connections" as n8n writes them.` }
  // The server checks the whole shape; here it is enough that it is one.
  return {
    kind: 'ok',
    workflow: { schemaVersion: 1, name: fileName.replace(/\.json$/i, ''), ...document, ...inputsOf(document), ...namedOf(document, fileName) } as Workflow,
  }
}

/** Cards that were copied on a canvas are a workflow, too, without what says how they were copied. */
function withoutWrap(document: unknown): unknown {
  if (!isRecord(document) || document.kind !== 'aob/workflow-fragment') return document
  const { kind: _, version: __, ...fragment } = document
  return fragment
}

/** A name no workflow may have, as downloaded twice or written in other letters: the nearest one, and the whole is said in the description. */
function namedOf(document: Record<string, unknown>, fileName: string): { name?: string; description?: string } {
  const { name = fileName.replace(/\.json$/i, ''), description = '' } = document
  if (typeof name !== 'string' || typeof description !== 'string' || NAME.test(name)) return {}
  const words = [name.trim(), description].filter(Boolean).join('\n\n').slice(0, MOST_WORDS)
  return { name: nearestName(name), ...(words === '' ? {} : { description: words }) }
}

/** Most characters of a description. */
const MOST_WORDS = 4000

function nearestName(name: string): string {
  const plain = name
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .replace(/[^A-Za-z0-9_-]+/g, ' ')
    .replace(/^[^A-Za-z0-9]+/, '')
    .slice(0, LONGEST)
    .trim()
  return plain === '' ? 'Imported workflow' : plain
}

/** Inputs a file lists in an order of its own are asked for in that order. */
function inputsOf({ inputs }: Record<string, unknown>): { inputs?: unknown } {
  return inputs === undefined ? {} : { inputs: asKept(inputs) }
}

const NAME = /^[A-Za-z0-9][A-Za-z0-9 _-]{0,79}$/

/** Why a name cannot be a workflow's name; undefined when it can. `taken` holds the names in use. */
export function nameFault(name: string, taken: ReadonlySet<string>): string | undefined {
  if (name.trim() === '') return 'Give it a name.'
  if (!NAME.test(name)) return 'Use letters, digits, spaces, - and _, starting with a letter or digit, 80 at most.'
  if (taken.has(name)) return 'There is already a workflow of that name.'
  return undefined
}

const LONGEST = 80
const COPY = ' copy'

/** What a copy is called, with room for a number behind it. */
export const copyName = (name: string): string =>
  `${name
    .replace(/ copy( \d+)?$/, '')
    .slice(0, LONGEST - COPY.length - 4)
    .trimEnd()}${COPY}`

/** The name itself, or the first free `name 2`, `name 3`, …; of a long one as much as a name may have. */
export function freeName(name: string, taken: ReadonlySet<string>): string {
  if (!taken.has(name)) return name
  const numbered = (count: number) => `${name.slice(0, LONGEST - 1 - String(count).length).trimEnd()} ${count}`
  let count = 2
  while (taken.has(numbered(count))) count++
  return numbered(count)
}

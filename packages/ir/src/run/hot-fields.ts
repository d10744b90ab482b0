import type { RunStatus } from '@aob/schemas'
import { emptyRecord, own } from '../document/own-property.ts'
import { PersistentRecord } from './persistent-record.ts'
import type { EdgeFact, NodeState, RunState } from './state.ts'

/**
 * A run state as flat string fields of one hash:
 *
 * | field | value |
 * | --- | --- |
 * | `d:<node address>` | node state as JSON |
 * | `e:<edge address>` | `taken` or `not_taken` |
 * | `r:<sheet>` | results of settled activations, a sheet of lines |
 * | `f:<activation>` | its failure as JSON |
 * | `a:<path>` | `1` |
 * | `c:<command id>` | `1` |
 * | `n` | the counter of live tokens, decimal |
 * | `status`, `seq`, `irVersion`, … | scalars; `failing`, `error`, `behaviours` and `replay` as JSON |
 *
 * Fields of other names belong to the store (`rev`, `epoch`, …) and are left alone.
 */
export type HotFields = Record<string, string>

/** Absent fields are not written. */
const OPTIONAL_TEXTS = ['mode'] as const
const TEXTS = ['runId', 'status', 'irRef', 'artifactId', 'workflowName', 'inputsRef'] as const
const NUMBERS = ['seq', 'irVersion', 'startedAt', 'endedAt', 'pausedAt'] as const
const DOCUMENTS = ['failing', 'error', 'behaviours', 'replay'] as const

/** All fields of a state. */
export function encodeState(state: RunState): HotFields {
  const fields = encodeScalars(state)
  for (const [id, node] of state.nodes) fields[`d:${id}`] = JSON.stringify(node)
  for (const [id, fact] of state.edges) fields[`e:${id}`] = fact
  for (const [id, sheet] of Object.entries(state.results)) fields[`r:${id}`] = sheet
  for (const [id, failure] of Object.entries(state.failures)) fields[`f:${id}`] = JSON.stringify(failure)
  for (const path of Object.keys(state.agents)) fields[`a:${path}`] = '1'
  for (const id of Object.keys(state.commands)) fields[`c:${id}`] = '1'
  return fields
}

/** The state fields describe. Throws when the fields were not written by `encodeState` or `diffFields`. */
export function decodeState(fields: Readonly<HotFields>): RunState {
  const nodes: [string, NodeState][] = []
  const edges: [string, EdgeFact][] = []
  const commands = emptyRecord<true>()
  const results = emptyRecord<string>()
  const failures = emptyRecord<RunState['failures'][string]>()
  const agents = emptyRecord<true>()
  for (const [field, value] of Object.entries(fields)) {
    const id = field.slice(2)
    // The store is ours: what these fields hold was written by encodeState.
    if (field.startsWith('d:')) nodes.push([id, JSON.parse(value) as NodeState])
    else if (field.startsWith('e:')) edges.push([id, value as EdgeFact])
    else if (field.startsWith('c:')) commands[id] = true
    else if (field.startsWith('r:')) results[id] = value
    else if (field.startsWith('f:')) failures[id] = JSON.parse(value) as RunState['failures'][string]
    else if (field.startsWith('a:')) agents[id] = true
  }
  return { ...decodeScalars(fields), nodes: PersistentRecord.of(nodes), edges: PersistentRecord.of(edges), results, failures, agents, commands }
}

/** What to write and what to remove so that fields of `before` become fields of `after`; untouched fields are not named. */
export function diffFields(before: RunState | undefined, after: RunState): { set: HotFields; remove: string[] } {
  const set = emptyRecord<string>()
  const remove: string[] = []
  const compare = (old: string | undefined, now: string | undefined, field: string) => {
    if (now === undefined) {
      if (old !== undefined) remove.push(field)
    } else if (now !== old) set[field] = now
  }
  const oldScalars = before ? encodeScalars(before) : emptyRecord<string>()
  const newScalars = encodeScalars(after)
  for (const field of new Set([...Object.keys(oldScalars), ...Object.keys(newScalars)])) compare(own(oldScalars, field), own(newScalars, field), field)
  diffPersistent('d:', before?.nodes, after.nodes, JSON.stringify, compare)
  diffPersistent('e:', before?.edges, after.edges, String, compare)
  diffRecord('c:', before?.commands ?? {}, after.commands, () => '1', compare)
  diffRecord('r:', before?.results ?? {}, after.results, String, compare)
  diffRecord('f:', before?.failures ?? {}, after.failures, JSON.stringify, compare)
  diffRecord('a:', before?.agents ?? {}, after.agents, () => '1', compare)
  return { set, remove }
}

function diffPersistent<T>(
  prefix: string,
  before: PersistentRecord<T> = PersistentRecord.of(),
  after: PersistentRecord<T>,
  print: (value: T) => string,
  compare: (old: string | undefined, now: string | undefined, field: string) => void,
): void {
  const printed = (value: T | undefined) => (value === undefined ? undefined : print(value))
  for (const { key, ...change } of after.changesSince(before)) compare(printed(change.before), printed(change.after), `${prefix}${key}`)
}

function diffRecord<T>(
  prefix: string,
  before: Readonly<Record<string, T>>,
  after: Readonly<Record<string, T>>,
  print: (value: T) => string,
  compare: (old: string | undefined, now: string | undefined, field: string) => void,
): void {
  if (before === after) return
  for (const id of Object.keys(after)) {
    const old = own(before, id)
    const now = own(after, id)
    // Unchanged entries are the same object: the fold copies records, not their values.
    if (now !== undefined && old !== now) compare(old === undefined ? undefined : print(old), print(now), `${prefix}${id}`)
  }
  for (const id of Object.keys(before)) if (!Object.hasOwn(after, id)) compare('', undefined, `${prefix}${id}`)
}

function encodeScalars(state: RunState): HotFields {
  const fields = emptyRecord<string>()
  for (const key of TEXTS) fields[key] = state[key]
  for (const key of OPTIONAL_TEXTS) if (state[key] !== undefined) fields[key] = state[key]
  for (const key of NUMBERS) if (state[key] !== undefined) fields[key] = String(state[key])
  for (const key of DOCUMENTS) if (state[key] !== undefined) fields[key] = JSON.stringify(state[key])
  fields.n = String(state.counter)
  return fields
}

function decodeScalars(fields: Readonly<HotFields>): Omit<RunState, 'nodes' | 'edges' | 'commands' | 'results' | 'failures' | 'agents'> {
  const text = (field: string): string => {
    const value = own(fields, field)
    if (value === undefined) throw new Error(`The hot state lacks the field ${field}.`)
    return value
  }
  const number = (field: string): number => {
    const value = Number(text(field))
    if (!Number.isSafeInteger(value)) throw new Error(`The hot state's field ${field} is not an integer.`)
    return value
  }
  return {
    runId: text('runId'),
    status: text('status') as RunStatus, // written by encodeState
    seq: number('seq'),
    irVersion: number('irVersion'),
    irRef: text('irRef'),
    artifactId: text('artifactId'),
    workflowName: text('workflowName'),
    inputsRef: text('inputsRef'),
    startedAt: number('startedAt'),
    ...(own(fields, 'mode') === 'fast' ? { mode: 'fast' as const } : {}),
    ...(own(fields, 'endedAt') === undefined ? {} : { endedAt: number('endedAt') }),
    ...(own(fields, 'pausedAt') === undefined ? {} : { pausedAt: number('pausedAt') }),
    counter: number('n'),
    ...decodeDocuments(fields),
  }
}

type Documents = Pick<RunState, (typeof DOCUMENTS)[number]>

function decodeDocuments(fields: Readonly<HotFields>): Documents {
  const present = DOCUMENTS.filter((key) => own(fields, key) !== undefined)
  return Object.fromEntries(present.map((key) => [key, JSON.parse(fields[key] ?? '')])) as Documents // written by encodeState
}

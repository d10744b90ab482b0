import type { EdgeFacts, Ir, NodeError, RunEvent } from '@aob/schemas'
import { idOf, prefixOf } from '../../document/address.ts'
import { emptyRecord, own } from '../../document/own-property.ts'
import { graphAt, isIrreversible, outgoing, siteAt } from '../../program/site.ts'
import type { ConditionResult, ReusedOutput, RunCommand } from '../command.ts'
import type { RunState } from '../state.ts'
import { initialState } from '../status.ts'

/** A log with the graphs it names: enough to ask every decision of a run again. */
export interface RunRecord {
  readonly events: readonly RunEvent[]
  /** The graph of a `cas://` reference in the log. Throws when there is none. */
  irOf(irRef: string): Ir
}

interface Place {
  readonly record: RunRecord
  readonly ir: Ir
  readonly state: RunState
  /** Index of the event that opens the decision. */
  readonly at: number
}

type Type = RunEvent['type']
type EventOf<K extends Type> = Extract<RunEvent, { type: K }>
type Reader<K extends Type> = (event: EventOf<K>, place: Place) => RunCommand

/** An event of a type that only follows from others can never open a decision. */
const follows = undefined

/** How the first event of a decision tells what was asked; a type without an entry does not compile. */
const READERS: { readonly [K in Type]: Reader<K> | undefined } = {
  'run.started': readStart,
  'run.completed': follows,
  'run.failed': follows,
  'run.cancelled': ({ data, actor, commandId }) => ({
    kind: 'cancel',
    commandId: commandId ?? 'cancel',
    ...(data.reason === undefined ? {} : { reason: data.reason }),
    actor: actor ?? NOBODY,
  }),
  'run.timed_out': ({ data, commandId }) => ({ kind: 'timeout', commandId: commandId ?? 'timeout', afterMs: data.afterMs ?? 0 }),
  'run.paused': ({ data, actor, commandId }) => ({ kind: 'pause', commandId: commandId ?? 'pause', ...data, actor: actor ?? NOBODY }),
  'run.resumed': ({ data, actor, commandId }) => ({ kind: 'resume', commandId: commandId ?? 'resume', ...data, actor: actor ?? NOBODY }),
  'run.recovered': () => ({ kind: 'recover' }),
  'node.queued': readQueued,
  'node.started': ({ data }) => signal(data, { kind: 'started', ...(data.worker === undefined ? {} : { worker: data.worker }) }),
  'node.completed': readCompleted,
  'node.awaiting': ({ data: { nodeId, attempt, irVersion: _version, patches, ...result } }) =>
    signal({ nodeId, attempt }, { kind: 'succeeded', ...result, awaitPatches: patches }),
  'node.reused': follows,
  'node.delayed': ({ data: { nodeId, attempt, irVersion: _version, ...wait } }) => signal({ nodeId, attempt }, { kind: 'delayed', ...wait }),
  'node.failed': readFailed,
  'node.retrying': ({ data }) => signal(data, { kind: 'failed', error: data.error }),
  'node.skipped': follows,
  'node.held': readHeld,
  'node.resolved': readResolved,
  'node.not_taken': follows,
  'node.withdrawn': follows,
  'scope.opened': ({ data: { nodeId, attempt, irVersion: _version, ...opening } }) => signal({ nodeId, attempt }, { kind: 'opened', ...opening }),
  'scope.activated': follows,
  'scope.settled': follows,
  'approval.requested': ({ data: { nodeId, attempt, ...request } }) => signal({ nodeId, attempt }, { kind: 'waiting', ...request }),
  'approval.decided': readDecided,
  'patch.proposed': (event) => readNote(event, 'proposed'),
  'patch.rejected': (event) => readNote(event, 'rejected'),
  'patch.invalid': (event) => readNote(event, 'invalid'),
  'patch.applied': readApplied,
  'agent.called': ({ data: { nodeId, attempt, ...call } }) => signal({ nodeId, attempt }, { kind: 'agent_called', ...call }),
}

/** Who asked, where the log does not say. */
const NOBODY = { kind: 'system', id: 'record' } as const

/**
 * The command that a log shows to have been decided at `at`, from the state before it. Undefined when the event there can only follow
 * from another: then the log does not say what was asked. Conditions come back as they were recorded.
 */
export function recordedCommand(record: RunRecord, at: number, ir: Ir | undefined, state: RunState | undefined): RunCommand | undefined {
  const event = record.events[at]
  if (!event) return undefined
  const place = { record, at, ir: ir ?? NO_GRAPH, state: state ?? initialState(event.runId) }
  // The table pairs each type with a reader of that type.
  const read = READERS[event.type] as Reader<Type> | undefined
  return read?.(event, place)
}

const NO_GRAPH: Ir = { irFormat: 1, name: '', settings: { maxAgents: 0, unknownPolicy: 'skip' }, nodes: {}, edges: {}, entries: [], agentCount: 0 }

type Signal = Extract<RunCommand, { kind: 'signal' }>

function signal({ nodeId, attempt }: { nodeId: string; attempt: number }, outcome: Signal['outcome'], conditions: Signal['conditions'] = {}): Signal {
  return { kind: 'signal', nodeId, attempt, outcome, conditions }
}

function readStart({ runId, actor, data }: EventOf<'run.started'>, { record }: Place): RunCommand {
  const { irVersion: _version, ...source } = data
  const ir = record.irOf(data.irRef)
  const reuse = emptyRecord<ReusedOutput>()
  for (const event of record.events) {
    if (event.type !== 'node.reused') continue
    const { nodeId, nodeType: _type, irVersion: _its, edges, ...output } = event.data
    reuse[nodeId] = { ...output, conditions: recordedFacts(ir, edges) }
  }
  return { kind: 'start', runId, ...source, behaviours: data.behaviours ?? [], actor: actor ?? NOBODY, reuse }
}

function readQueued({ data: { nodeId, attempt, cause } }: EventOf<'node.queued'>, { state }: Place): RunCommand {
  const lost = { nodeId, attempt: attempt - 1 }
  if (cause === 'retry') return { kind: 'retry_due', ...lost }
  if (state.nodes.get(nodeId)?.status === 'waiting') return { kind: 'redispatch', ...lost, unasked: true }
  return { kind: 'redispatch', ...lost, ...(cause === 'taken_over' ? { takeover: true } : {}), ...(cause === 'withheld' ? { withheld: true } : {}) }
}

function readCompleted({ data, commandId }: EventOf<'node.completed'>, { ir, state }: Place): RunCommand {
  const { nodeId, attempt, irVersion: _version, edges, ...result } = data
  const conditions = recordedFacts(ir, edges)
  if (state.nodes.get(nodeId)?.status === 'delayed') return { kind: 'delay_due', nodeId, attempt, conditions }
  if (!state.nodes.get(nodeId)?.awaiting) return signal({ nodeId, attempt }, { kind: 'succeeded', ...result }, conditions)
  const { outputRef, outputBytes } = result
  const output = { outputRef, ...(outputBytes === undefined ? {} : { outputBytes }) }
  return { kind: 'release', commandId: commandId ?? `release:${nodeId}`, nodeId, attempt, ...output, conditions }
}

function readFailed({ data: { nodeId, attempt, error, edges } }: EventOf<'node.failed'>, place: Place): RunCommand {
  return released(nodeId, error, edges, place) ?? signal({ nodeId, attempt }, { kind: 'failed', error }, recordedFacts(place.ir, edges))
}

function readHeld({ data: { nodeId, error } }: EventOf<'node.held'>, place: Place): RunCommand {
  const before = place.state.nodes.get(nodeId)
  const attempt = before?.attempt ?? 0
  const node = siteAt(place.ir, nodeId)?.node
  const interrupted = before?.status === 'running' && node && isIrreversible(node) && error?.code === 'node.interrupted'
  if (interrupted || !error) return { kind: 'redispatch', nodeId, attempt }
  return released(nodeId, error, {}, place) ?? signal({ nodeId, attempt }, { kind: 'failed', error })
}

/** The release, or the end of the wait, of a node whose condition then failed: its own output is not in the log, and counts for nothing. */
function released(nodeId: string, error: NodeError, facts: EdgeFacts, { ir, state }: Place): RunCommand | undefined {
  const before = state.nodes.get(nodeId)
  if (!before?.awaiting && before?.status !== 'delayed') return undefined
  const conditions = conditionsThatFailed(ir, nodeId, before.port ?? 'out', error, facts)
  if (before.status === 'delayed') return { kind: 'delay_due', nodeId, attempt: before.attempt, conditions }
  return { kind: 'release', commandId: `release:${nodeId}`, nodeId, attempt: before.attempt, outputRef: before.outputRef ?? '', conditions }
}

function readDecided({ data, actor, commandId }: EventOf<'approval.decided'>, { record, ir, at }: Place): RunCommand {
  const { nodeId, decision, ...said } = data
  const next = record.events[at + 1]
  const asked = { kind: 'decide_approval' as const, commandId: commandId ?? data.approvalId, nodeId, decision, ...said, actor: actor ?? NOBODY }
  if (next?.type === 'node.completed') return { ...asked, outputRef: next.data.outputRef, conditions: recordedFacts(ir, next.data.edges) }
  const error = next?.type === 'node.failed' || next?.type === 'node.held' ? next.data.error : undefined
  const facts = next?.type === 'node.failed' ? next.data.edges : {}
  return { ...asked, outputRef: '', conditions: error ? conditionsThatFailed(ir, nodeId, decision, error, facts) : recordedFacts(ir, facts) }
}

function readResolved({ data, actor, commandId }: EventOf<'node.resolved'>, { record, ir, at }: Place): RunCommand {
  const { nodeId, resolution, reason } = data
  const next = record.events[at + 1]
  const asked = { kind: 'resolve_node' as const, commandId: commandId ?? `resolve:${nodeId}`, nodeId, resolution, reason, actor: actor ?? NOBODY }
  if (next?.type === 'node.completed') {
    const { port, outputRef, outputBytes, edges } = next.data
    return { ...asked, port, outputRef, ...(outputBytes === undefined ? {} : { outputBytes }), conditions: recordedFacts(ir, edges) }
  }
  if (next?.type !== 'node.failed' && next?.type !== 'node.held') return asked
  const facts = next.type === 'node.failed' ? next.data.edges : {}
  // A result that a person gave, on which a condition then failed: by which port is told by the edge of that condition.
  const failed = next.data.error
  const site = siteAt(ir, nodeId)
  const ports = resolution === 'complete' && failed && site ? [...new Set(outgoing(site).map(({ port: name }) => name))] : []
  const failing = (name: string) => (failed ? conditionsThatFailed(ir, nodeId, name, failed, facts) : {})
  const port = ports.find((name) => Object.values(failing(name)).some((result) => typeof result === 'object'))
  return port === undefined ? { ...asked, conditions: recordedFacts(ir, facts) } : { ...asked, port, conditions: failing(port) }
}

function readNote(
  { data, actor, commandId }: EventOf<'patch.proposed' | 'patch.rejected' | 'patch.invalid'>,
  note: 'proposed' | 'rejected' | 'invalid',
): RunCommand {
  return { kind: 'note_patch', commandId: commandId ?? `note:${data.patchId}`, note, ...data, actor: actor ?? NOBODY }
}

function readApplied({ data, actor, commandId }: EventOf<'patch.applied'>, { record }: Place): RunCommand {
  const { irVersion: _version, edges, removedNodes: _nodes, removedEdges: _edges, ...patch } = data
  const ir = record.irOf(data.irRef)
  return { kind: 'apply_patch', commandId: commandId ?? data.patchId, ...patch, ir, actor: actor ?? NOBODY, conditions: recordedFacts(ir, edges) }
}

/** Conditions as the facts tell them; what left by another port was not asked, and does not count. */
function recordedFacts(ir: Ir, facts: EdgeFacts): Record<string, ConditionResult> {
  const conditions = emptyRecord<ConditionResult>()
  for (const [address, fact] of Object.entries(facts)) {
    const id = idOf(address)
    if (own(graphAt(ir, prefixOf(address))?.edges ?? {}, id)?.when !== undefined) conditions[id] = fact === 'taken'
  }
  return conditions
}

/**
 * The condition that made a node fail, from its sentence, with those that were recorded; the others of the port it would have left by held or
 * did not, which no longer shows and does not count.
 */
function conditionsThatFailed(ir: Ir, nodeId: string, port: string, error: NodeError, facts: EdgeFacts): Record<string, ConditionResult> {
  const conditions = recordedFacts(ir, facts)
  const site = siteAt(ir, nodeId)
  const [message = error.message, ...causes] = error.causes ?? []
  for (const edge of site ? outgoing(site) : []) {
    if (edge.port !== port || edge.when === undefined) continue
    const failed = error.message === `The condition of edge ${edge.id} failed: ${message}`
    if (failed) conditions[edge.id] = { error: { code: 'condition.failed', message, retryable: false, ...(causes.length > 0 ? { causes } : {}) } }
    else conditions[edge.id] ??= false
  }
  return conditions
}

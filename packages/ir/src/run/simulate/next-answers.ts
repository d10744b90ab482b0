import { type Ir, portsOf } from '@aob/schemas'
import { compareIds } from '../../document/graph.ts'
import { own } from '../../document/own-property.ts'
import { outgoing, type Site, siteAt } from '../../program/site.ts'
import type { ConditionResult, Outcome, RunCommand } from '../command.ts'
import { conditionsNeeded } from '../conditions.ts'
import type { NodeState, RunState } from '../state.ts'
import type { Assumptions } from './assumptions.ts'

/** Ways one answer may turn out; more are cut off, and the prediction says that it is not complete. */
const MAX_ALTERNATIVES = 64

export interface NextAnswers {
  /** Alternatives for the same node: exactly one of them will come about. None when nothing of the run can move. */
  alternatives: RunCommand[]
  cut: boolean
}

/**
 * What may happen next to the first node, in id order, that can move. The order does not matter to who runs: facts decide.
 * How often a body runs is not known before: it is taken to run once, and the prediction says that it is not complete.
 */
export function nextAnswers(ir: Ir, state: RunState, assumptions: Assumptions): NextAnswers {
  // Whoever asks what a paused run will do asks what it will do once it goes on.
  if (state.pausedAt !== undefined) return { alternatives: [{ kind: 'resume', commandId: `what-if:resume:${state.seq}`, actor: ASSUMED }], cut: false }
  const moving = state.nodes.entries().filter(([, node]) => canMove(node))
  // Retries come last: with a bound on concurrency they may have to wait for the others.
  const [first] = moving.sort(([left, a], [right, b]) => Number(a.status === 'retrying') - Number(b.status === 'retrying') || compareIds(left, right))
  const site = first && siteAt(ir, first[0])
  if (!first || !site) return { alternatives: [], cut: false }
  return answersOf(ir, state, site, first[1], assumptions)
}

function canMove({ status, approvalId, awaiting }: NodeState): boolean {
  if (status === 'waiting') return approvalId !== undefined || awaiting !== undefined
  return status === 'queued' || status === 'running' || status === 'retrying' || status === 'delayed'
}

function answersOf(ir: Ir, state: RunState, site: Site, now: NodeState, assumptions: Assumptions): NextAnswers {
  const { address: nodeId, node } = site
  const { attempt } = now
  const conditioned = (port: string, make: (conditions: Record<string, ConditionResult>) => RunCommand) =>
    conditionSets(ir, state, nodeId, port, assumptions).map(make)
  const over = (ports: readonly string[], make: (port: string) => RunCommand[]) => capped(ports.flatMap(make))
  if (now.status === 'delayed') return over(['out'], (port) => conditioned(port, (conditions) => ({ kind: 'delay_due', nodeId, attempt, conditions })))
  if (now.status === 'retrying') return over([''], () => [{ kind: 'retry_due', nodeId, attempt }])
  if (now.awaiting) {
    const output = now.outputRef ?? ''
    const release = { kind: 'release' as const, commandId: `what-if:${nodeId}:${attempt}`, nodeId, attempt, outputRef: output }
    return over([now.port ?? 'out'], (port) => conditioned(port, (conditions) => ({ ...release, conditions })))
  }
  const given = own(assumptions.answers ?? {}, nodeId)
  if (now.status === 'waiting') {
    const ask = { kind: 'decide_approval' as const, commandId: `what-if:${nodeId}`, approvalId: now.approvalId ?? '', nodeId, outputRef: '', actor: ASSUMED }
    const decisions = (['approve', 'reject'] as const).filter((port) => given?.port === undefined || given.port === port)
    return over(decisions, (port) => conditioned(port, (conditions) => ({ ...ask, decision: port as 'approve' | 'reject', conditions })))
  }
  const signal = (outcome: Outcome, conditions = {}): RunCommand => ({ kind: 'signal', nodeId, attempt, outcome, conditions })
  if (given?.error) {
    const { error } = given
    return over(['error'], (port) => conditioned(port, (conditions) => signal({ kind: 'failed', error }, conditions)))
  }
  if (node.scope && given === undefined && now.scope === undefined) return { alternatives: [signal({ kind: 'opened', count: 1 })], cut: true }
  if (now.scope?.error) {
    const { error } = now.scope
    return over(['error'], (port) => conditioned(port, (conditions) => signal({ kind: 'failed', error: { ...error, retryable: false } }, conditions)))
  }
  if (node.type === 'delay') return over([''], () => [signal({ kind: 'delayed', dueAt: 0, outputRef: `what-if:${nodeId}` })])
  if (node.type === 'hitl') return over([''], () => [signal({ kind: 'waiting', approvalId: `what-if:${nodeId}`, requestHash: '', title: '' })])
  const outputRef = given?.outputRef ?? `what-if:${nodeId}`
  const ends = over(given?.port === undefined ? portsThatMatter(site) : [given.port], (port) =>
    conditioned(port, (conditions) => signal({ kind: 'succeeded', port, outputRef }, conditions)),
  )
  // A loop may as well go on.
  return node.type === 'loop' && given === undefined ? { ...ends, cut: true } : ends
}

const ASSUMED = { kind: 'system', id: 'what-if' } as const

/** Ports a success may leave by. Of ports that no edge leaves by, one stands for all. */
function portsThatMatter(site: Site): string[] {
  const { node } = site
  const ports = portsOf(node.type, node.config).filter((port) => port !== 'error')
  const led = new Set(outgoing(site).map(({ port }) => port))
  const loose = ports.find((port) => !led.has(port))
  return [...ports.filter((port) => led.has(port)), ...(loose === undefined ? [] : [loose])]
}

/** Every way the conditions behind a port may turn out, as far as nothing is assumed about them. */
function conditionSets(ir: Ir, state: RunState, nodeId: string, port: string, { conditions: assumed = {} }: Assumptions): Record<string, ConditionResult>[] {
  let sets: Record<string, ConditionResult>[] = [{}]
  for (const { id } of conditionsNeeded(ir, state, nodeId, port)) {
    const known = own(assumed, id)
    const results: ConditionResult[] = known === undefined ? [true, false] : [known]
    sets = results.flatMap((result) => sets.map((set) => ({ ...set, [id]: result })))
    // One more than may be kept shows that there were more; every condition must have a result all the same.
    if (sets.length > MAX_ALTERNATIVES) sets = sets.slice(0, MAX_ALTERNATIVES + 1)
  }
  return sets
}

function capped(alternatives: RunCommand[]): NextAnswers {
  return { alternatives: alternatives.slice(0, MAX_ALTERNATIVES), cut: alternatives.length > MAX_ALTERNATIVES }
}

import { type Ir, type IrNode, portsOf } from '@aob/schemas'
import { compareIds } from '../../document/graph.ts'
import { own } from '../../document/own-property.ts'
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

/** What may happen next to the first node, in id order, that can move. The order does not matter to who runs: facts decide. */
export function nextAnswers(ir: Ir, state: RunState, assumptions: Assumptions): NextAnswers {
  // Whoever asks what a paused run will do asks what it will do once it goes on.
  if (state.pausedAt !== undefined) return { alternatives: [{ kind: 'resume', commandId: `what-if:resume:${state.seq}`, actor: ASSUMED }], cut: false }
  const moving = Object.entries(state.nodes).filter(([, node]) => canMove(node))
  // Retries come last: with a bound on concurrency they may have to wait for the others.
  const [first] = moving.sort(([left, a], [right, b]) => Number(a.status === 'retrying') - Number(b.status === 'retrying') || compareIds(left, right))
  const node = first && own(ir.nodes, first[0])
  if (!first || !node) return { alternatives: [], cut: false }
  return answersOf(ir, state, node, first[1], assumptions)
}

function canMove({ status, approvalId, awaiting }: NodeState): boolean {
  if (status === 'waiting') return approvalId !== undefined || awaiting !== undefined
  return status === 'queued' || status === 'running' || status === 'retrying'
}

function answersOf(ir: Ir, state: RunState, node: IrNode, now: NodeState, assumptions: Assumptions): NextAnswers {
  const { id: nodeId } = node
  const { attempt } = now
  const conditioned = (port: string, make: (conditions: Record<string, ConditionResult>) => RunCommand) =>
    conditionSets(ir, state, nodeId, port, assumptions).map(make)
  const over = (ports: readonly string[], make: (port: string) => RunCommand[]) => capped(ports.flatMap(make))
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
  if (node.type === 'hitl') return over([''], () => [signal({ kind: 'waiting', approvalId: `what-if:${nodeId}`, requestHash: '', title: '' })])
  const outputRef = given?.outputRef ?? `what-if:${nodeId}`
  return over(given?.port === undefined ? portsThatMatter(ir, node) : [given.port], (port) =>
    conditioned(port, (conditions) => signal({ kind: 'succeeded', port, outputRef }, conditions)),
  )
}

const ASSUMED = { kind: 'system', id: 'what-if' } as const

/** Ports a success may leave by. Of ports that no edge leaves by, one stands for all. */
function portsThatMatter(ir: Ir, node: IrNode): string[] {
  const ports = portsOf(node.type, node.config).filter((port) => port !== 'error')
  const led = new Set(node.out.flatMap((id) => own(ir.edges, id)?.port ?? []))
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

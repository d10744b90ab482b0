import { DEFAULT_LIMITS, ERROR_CODES, type Limits, type NodeType, type Workflow } from '@aob/schemas'
import { agentPatchId } from '../agents/patch-id.ts'
import type { CasJson } from '../coordinator/cas-json.ts'
import { DomainError } from '../domain-error.ts'
import { writeAgentJob } from '../executors/agent-job.ts'
import { createCompositeExecutor } from '../executors/composite.ts'
import { createConditionalExecutor } from '../executors/conditional.ts'
import { configOf } from '../executors/config.ts'
import { createDelayExecutor } from '../executors/delay.ts'
import { createHitlExecutor } from '../executors/hitl.ts'
import { createJoinExecutor } from '../executors/join.ts'
import { createLoopExecutor } from '../executors/loop.ts'
import { createMapExecutor } from '../executors/map.ts'
import { attempt, failed, succeeded } from '../executors/outcome.ts'
import { createSwitchExecutor } from '../executors/switch.ts'
import { createWorkflowExecutor } from '../executors/workflow.ts'
import type { ApprovalStore } from '../ports/approval-store.ts'
import type { Clock } from '../ports/clock.ts'
import type { ExecutionRequest, ExecutionResult, Executor, Expressions } from '../ports/execution.ts'
import type { RunPatching } from '../ports/patching.ts'
import { runnerOf } from '../runner/node-kind.ts'
import { Random, seedOf } from './random.ts'
import { randomOperations } from './random-patch.ts'
import type { Owner } from './scheduler.ts'
import type { World } from './world.ts'

interface ExecutorDeps {
  world: World
  owner: Owner
  approvals: ApprovalStore
  cas: CasJson
  expressions: Expressions
  patching: RunPatching
  clock: Clock
  limits: Limits
}

/** Longest piece of work; longer than a lease, so that tokens are taken over from workers that are only slow. */
const LONGEST_WORK_MS = 4000

/** The real executors where they work on ports alone; where they reach outside, a seeded stand-in with the effect ledger behind it. */
export function simulatedExecutors(deps: ExecutorDeps): Readonly<Record<NodeType, Executor>> {
  const { world, approvals, expressions, clock, cas } = deps
  const worker = (type: NodeType): Executor => ({ type, execute: (request) => work(deps, request) })
  return {
    http: worker('http'),
    function: worker('function'),
    notify: worker('notify'),
    agent: { type: 'agent', execute: (request) => actAsAgent(deps, request) },
    conditional: createConditionalExecutor({ expressions }),
    switch: createSwitchExecutor({ expressions }),
    join: createJoinExecutor(),
    map: createMapExecutor({ expressions, cas, limits: DEFAULT_LIMITS }),
    loop: createLoopExecutor({ expressions, cas }),
    composite: createCompositeExecutor({ expressions, cas }),
    workflow: createWorkflowExecutor({ expressions, cas }),
    delay: createDelayExecutor({ expressions, clock }),
    hitl: createHitlExecutor({ expressions, approvals, ids: world.ids, clock }),
  }
}

/** Chance that belongs to this attempt of this node, whoever carries it out and however often. */
function chanceOf(world: World, { runId, address, attempt: number }: ExecutionRequest): Random {
  return new Random(seedOf(`${world.seed}/${runId}/${address}/${number}`))
}

/** Works, has its one effect in between, and fails at times: before the effect, after it, or for good. */
async function work(deps: ExecutorDeps, request: ExecutionRequest): Promise<ExecutionResult> {
  const { world } = deps
  const { runId, node, address, idempotencyKey: key, attempt: number } = request
  const chance = chanceOf(world, request)
  const fate = chance.fraction()
  await workFor(deps, chance, request.signal)
  if (fate < 0.08) return failed('http.unavailable')
  if (fate < 0.12) return failed('function.threw')
  const answer = world.ledger.perform({ key, runId, nodeId: address, attempt: number, irreversible: node.irreversible === true }, () => ({
    value: seedOf(key) % 7,
  }))
  await workFor(deps, chance, request.signal)
  if (fate < 0.2) return failed('http.unavailable')
  return succeeded(answer)
}

async function workFor({ world, owner }: ExecutorDeps, chance: Random, signal: AbortSignal): Promise<void> {
  const long = chance.chance(0.06)
  await world.scheduler.pass(owner, 'work', chance.below(long ? LONGEST_WORK_MS : 60))
  signal.throwIfAborted()
}

/** An agent that at times proposes a change to its own run and waits for what becomes of it. */
async function actAsAgent(deps: ExecutorDeps, request: ExecutionRequest): Promise<ExecutionResult> {
  if (runnerOf(request.node) !== undefined) {
    const config = configOf('agent', request)
    return attempt(() => writeAgentJob({ ...deps, outsideRunners: deps.world.runners !== undefined }, { ...config, runner: config.runner ?? '' }, request))
  }
  const chance = chanceOf(deps.world, request)
  return attempt(async () => {
    await request.progress({ kind: 'agent_called', model: 'simulated', call: 1 })
    const patchId = chance.chance(0.6) ? await propose(deps, request, chance) : undefined
    await workFor(deps, chance, request.signal)
    return { ...succeeded({ value: chance.below(7) }), ...(patchId === undefined ? {} : { awaitPatches: [patchId] }) }
  })
}

async function propose({ patching, world }: ExecutorDeps, { runId, address: nodeId }: ExecutionRequest, chance: Random): Promise<string | undefined> {
  const { artifactId, workflow } = await patching.current(runId)
  const operations = randomOperations(workflow as Workflow, chance, `a${world.ids.next().slice(-6)}`)
  const patchId = agentPatchId({ runId, nodeId, call: 1, operations })
  const actor = { kind: 'agent' as const, id: nodeId, runId, nodeId, model: 'simulated' }
  try {
    const accepted = await patching.submit({ runId, patchId, operations, baseVersion: artifactId, rebase: true, actor })
    world.promises.patch(runId, patchId, accepted.status)
    return patchId
  } catch (error) {
    if (!(error instanceof DomainError) || ERROR_CODES[error.code].retryable) throw error
    if (!error.code.startsWith('run.') && chance.chance(0.3)) {
      await patching.keepInvalid({ runId, patchId, operations, code: error.code, reason: error.message, actor })
    }
    return undefined
  }
}

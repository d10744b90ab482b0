import type { Limits, NodeType } from '@aob/schemas'
import type { CasJson } from '../coordinator/cas-json.ts'
import type { Egress } from '../egress/egress.ts'
import type { ApprovalStore } from '../ports/approval-store.ts'
import type { Clock } from '../ports/clock.ts'
import type { Executor, Expressions } from '../ports/execution.ts'
import type { Ids } from '../ports/ids.ts'
import type { Llm } from '../ports/llm.ts'
import type { RunPatching } from '../ports/patching.ts'
import { createAgentExecutor } from './agent.ts'
import { createCompositeExecutor } from './composite.ts'
import { createConditionalExecutor } from './conditional.ts'
import { createDelayExecutor } from './delay.ts'
import { createFunctionExecutor } from './function.ts'
import { createHitlExecutor } from './hitl.ts'
import { createHttpExecutor } from './http.ts'
import { createJoinExecutor } from './join.ts'
import { createLoopExecutor } from './loop.ts'
import { createMapExecutor } from './map.ts'
import { createNotifyExecutor } from './notify.ts'
import { createFunctionSandbox, type FunctionSandbox } from './sandbox/sandbox.ts'
import { createSwitchExecutor } from './switch.ts'
import { createWorkflowExecutor } from './workflow.ts'

export interface ExecutorDeps {
  expressions: Expressions
  egress: Egress
  cas: CasJson
  llm: Llm
  approvals: ApprovalStore
  patching: RunPatching
  clock: Clock
  ids: Ids
  limits: Limits
  /** Whether runners outside can reach this installation. */
  outsideRunners: boolean
  /** Threads for user functions; the caller closes them. Default: a pool of its own whose idle threads do not keep the process alive. */
  sandbox?: FunctionSandbox
}

/** One executor per node type; a type without one does not compile. */
export function createExecutors(deps: ExecutorDeps): Readonly<Record<NodeType, Executor>> {
  const sandbox = deps.sandbox ?? createFunctionSandbox({}, deps.limits)
  return {
    http: createHttpExecutor(deps),
    function: createFunctionExecutor({ ...deps, sandbox }),
    conditional: createConditionalExecutor(deps),
    switch: createSwitchExecutor(deps),
    join: createJoinExecutor(),
    notify: createNotifyExecutor(deps),
    delay: createDelayExecutor(deps),
    hitl: createHitlExecutor(deps),
    agent: createAgentExecutor(deps),
    map: createMapExecutor(deps),
    loop: createLoopExecutor(deps),
    composite: createCompositeExecutor(deps),
    workflow: createWorkflowExecutor(deps),
  } satisfies Record<NodeType, Executor>
}

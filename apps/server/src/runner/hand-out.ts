import { isIrreversible } from '@aob/ir/program'
import type { AgentJob } from '@aob/schemas'
import { jobLeaseKey } from '../coordinator/lease.ts'
import { encodeHandout } from '../jobs/handout.ts'
import { newJobToken } from '../jobs/job-token.ts'
import { untilAvailable } from '../patience.ts'
import { answer, type Next } from './answer.ts'
import { outcomeFrom, type What } from './execute-node.ts'
import { runNode } from './run-node.ts'
import { RUNNER_GROUP, type TaskWorkerDeps } from './task-worker-deps.ts'
import { isWanted, type Work } from './work.ts'

/**
 * Writes the job of a node whose work is done outside, and lends the node to whoever takes it. The token is given up in the commit that puts the
 * job on its way: no slot waits for the answer, and a crash leaves either the token or the job (C13).
 */
export async function handOut(deps: TaskWorkerDeps, work: Work, what: What): Promise<Next | 'interrupted'> {
  const { entry, hot, nodeId, attempt, signal } = work
  const { runId } = hot.state
  const result = await runNode(deps, { entry, state: hot.state, attempt, signal, ...what })
  if (result.kind !== 'handed_out') {
    if (signal.aborted && result.kind === 'failed' && !isIrreversible(what.site.node)) return 'interrupted'
    return answer(deps, work, await outcomeFrom(deps, result, 0, signal))
  }
  const { jobId, runner } = result.job
  const { token, digest } = newJobToken()
  const json = JSON.stringify({ ...result.job, token } satisfies AgentJob)
  const told = { kind: 'append' as const, stream: 'handouts' as const, entry: encodeHandout({ runId, nodeId, attempt, jobId, runner, json }) }
  const node = { nodeId, attempt, job: { digest, base: result.base } }
  const options = { partition: entry.partition, ack: { entry, group: RUNNER_GROUP } }
  if (await untilAvailable(() => deps.commander.lend(runId, options, { key: jobLeaseKey(jobId), node, told }), signal)) return undefined
  const discarded = await untilAvailable(() => deps.commander.discard(runId, options, (now) => !isWanted(now, entry)), signal)
  return discarded ? undefined : 'again'
}

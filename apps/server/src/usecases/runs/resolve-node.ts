import type { ResolveNode, RunStatus } from '@aob/schemas'
import { DomainError } from '../../domain-error.ts'
import type { Engine } from '../engine.ts'
import type { Caller } from '../services.ts'
import { controlRun } from './control-run.ts'
import { requireRun } from './read-runs.ts'

/**
 * A person's word about a held node, with a reason: retry, skip, fail, or complete with an output of theirs.
 * Throws `auth.forbidden` for anybody else, `node.not_held` when somebody was faster, `limit.bytes` for an output over the limit.
 */
export async function resolveHeldNode(
  engine: Engine,
  caller: Caller,
  address: { runId: string; nodeId: string },
  input: ResolveNode,
): Promise<{ status: RunStatus }> {
  if (caller.actor.kind !== 'human') throw new DomainError('auth.forbidden', 'Only a person may decide about a held node.')
  const run = await requireRun(engine, caller, address.runId)
  const { resolution, reason } = input
  const result = resolution === 'complete' ? await resultOf(engine, input) : refuseResult(input)
  const command = { kind: 'resolve_node' as const, commandId: engine.ids.next(), nodeId: address.nodeId, resolution, reason, actor: caller.actor, ...result }
  return controlRun(engine, run, command)
}

async function resultOf(engine: Engine, { output = null, port }: ResolveNode): Promise<{ outputRef: string; outputBytes: number; port?: string }> {
  const size = Buffer.byteLength(JSON.stringify(output))
  const { maxOutputBytes } = engine.limits
  if (size > maxOutputBytes) throw new DomainError('limit.bytes', `The output has ${size} bytes; the limit is ${maxOutputBytes}.`, { pointer: '/output' })
  const { ref, bytes } = await engine.cas.put(output)
  return { outputRef: ref, outputBytes: bytes, ...(port === undefined ? {} : { port }) }
}

function refuseResult(input: ResolveNode): Record<string, never> {
  const surplus = (['output', 'port'] as const).find((member) => input[member] !== undefined)
  if (surplus) throw new DomainError('request.invalid', `/${surplus} goes with the resolution "complete" only.`, { pointer: `/${surplus}` })
  return {}
}

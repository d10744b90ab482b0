import { randomUUID } from 'node:crypto'
import type { Redis } from 'ioredis'
import type { CommitCheck, CommitPlan, CommitResult, CommitStep, StreamName } from '../../ports/commit-plan.ts'
import type { RunStateStore } from '../../ports/run-state.ts'
import { asDomainError } from './failures.ts'
import type { FunctionCall, FunctionCalls } from './function-calls.ts'
import type { Keys } from './keys.ts'

/** Keys looked at by one SCAN. */
const SCAN_COUNT = 500

/** Hot state in Redis: one hash per run, changed only by the function `commit`. */
export class RedisRunState implements RunStateStore {
  constructor(
    private readonly redis: Redis,
    private readonly calls: FunctionCalls,
    private readonly keys: Keys,
  ) {}

  async load(runId: string, partition: number): Promise<Record<string, string> | undefined> {
    const fields = await this.ask(() => this.redis.hgetall(this.keys.run(partition, runId)))
    return Object.keys(fields).length === 0 ? undefined : fields
  }

  async commit(plans: readonly CommitPlan[]): Promise<CommitResult[]> {
    const replies = await this.calls.many(
      this.redis,
      plans.map((plan) => encodePlan(plan, this.keys)),
    )
    return plans.map((plan, index) => decodeResult(plan, replies[index]))
  }

  async list(partition: number, cursor = '0'): Promise<{ runIds: string[]; next?: string }> {
    const prefix = this.keys.run(partition, '')
    // The prefix is ours, but an operator's part of it may hold what SCAN takes for a pattern.
    const pattern = `${prefix.replace(/[\\*?[\]]/g, '\\$&')}*`
    const [next, keys] = await this.ask(() => this.redis.scan(cursor, 'MATCH', pattern, 'COUNT', SCAN_COUNT))
    const runIds = keys.map((key) => key.slice(prefix.length))
    return next === '0' ? { runIds } : { runIds, next }
  }

  /** The first process to look after Redis was emptied gives it a new identity. */
  async incarnation(): Promise<string> {
    const key = this.keys.incarnation()
    await this.ask(() => this.redis.set(key, randomUUID(), 'NX'))
    const id = await this.ask(() => this.redis.get(key))
    return id ?? this.incarnation()
  }

  private async ask<T>(question: () => Promise<T>): Promise<T> {
    try {
      return await question()
    } catch (error) {
      throw asDomainError(error)
    }
  }
}

/** A plan as the arguments `commit.lua` describes. */
export function encodePlan(plan: CommitPlan, keys: Keys): FunctionCall {
  const streams: string[] = []
  const indexOf = (stream: StreamName): number => {
    const key = keys.stream(plan.partition, stream)
    const found = streams.indexOf(key)
    // Lua counts from 1, and the run's hash comes first.
    return (found < 0 ? streams.push(key) - 1 : found) + 2
  }
  const args = [plan.checks.length, ...plan.checks.flatMap(encodeCheck), ...plan.steps.flatMap((step) => encodeStep(step, indexOf))]
  return { name: 'aob_v2_commit', keys: [keys.run(plan.partition, plan.runId), ...streams], args }
}

function encodeCheck(check: CommitCheck): string[] {
  switch (check.kind) {
    case 'absent':
    case 'present':
      return [check.kind]
    case 'equals':
      return [check.kind, check.field, check.value]
    case 'unset':
      return [check.kind, check.field]
  }
}

function encodeStep(step: CommitStep, indexOf: (stream: StreamName) => number): (string | number)[] {
  switch (step.kind) {
    case 'set': {
      const pairs = Object.entries(step.fields)
      return [step.kind, pairs.length, ...pairs.flat()]
    }
    case 'unset':
      return [step.kind, step.fields.length, ...step.fields]
    case 'add':
      if (!Number.isSafeInteger(step.by)) throw new Error(`Malformed commit plan: cannot add ${step.by} to ${step.field}.`)
      return [step.kind, step.field, step.by]
    case 'append': {
      const pairs = Object.entries(step.entry)
      return [step.kind, indexOf(step.stream), pairs.length, ...pairs.flat()]
    }
    case 'ack':
      return [step.kind, indexOf(step.stream), step.group, step.id]
    case 'expire':
      return [step.kind, Math.trunc(step.afterMs)]
    case 'drop':
      return [step.kind]
  }
}

function decodeResult(plan: CommitPlan, reply: unknown): CommitResult {
  const [committed, number, actual] = Array.isArray(reply) ? reply : []
  if (committed === 1 && typeof number === 'number') return { kind: 'committed', revision: number }
  const check = typeof number === 'number' ? plan.checks[number] : undefined
  if (committed !== 0 || check === undefined) throw new Error(`The function commit answered ${JSON.stringify(reply)}.`)
  return { kind: 'refused', check, actual: typeof actual === 'string' ? actual : undefined }
}

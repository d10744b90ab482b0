import type { Redis } from 'ioredis'
import { asDomainError, isMissingFunction } from './failures.ts'
import { type FunctionName, loadLibrary } from './function-library.ts'

export interface FunctionCall {
  name: FunctionName
  keys: readonly string[]
  args: readonly (string | number)[]
}

/** Calls sent in one round trip. */
const PIPELINE = 256

/** Calls the library, and loads it first where Redis has lost it (restart without persistence, FUNCTION FLUSH). */
export class FunctionCalls {
  constructor(private readonly source: string) {}

  async one(redis: Redis, call: FunctionCall): Promise<unknown> {
    const send = () => redis.fcall(call.name, call.keys.length, ...call.keys, ...call.args)
    try {
      return await send()
    } catch (error) {
      if (!isMissingFunction(error)) throw asDomainError(error)
    }
    try {
      await loadLibrary(redis, this.source)
      return await send()
    } catch (error) {
      throw asDomainError(error)
    }
  }

  /** In order, each atomic by itself. A failing call fails the whole, after the others have been carried out. */
  async many(redis: Redis, calls: readonly FunctionCall[]): Promise<unknown[]> {
    const replies: unknown[] = []
    for (let from = 0; from < calls.length; from += PIPELINE) {
      replies.push(...(await this.pipeline(redis, calls.slice(from, from + PIPELINE))))
    }
    const failure = replies.find((reply) => reply instanceof Error)
    if (failure) throw asDomainError(failure)
    return replies
  }

  private async pipeline(redis: Redis, calls: readonly FunctionCall[]): Promise<unknown[]> {
    const replies = await sendAll(redis, calls)
    if (!replies.some(isMissingFunction)) return replies
    // A call that found no function has done nothing.
    await loadLibrary(redis, this.source)
    const missed = calls.filter((_, index) => isMissingFunction(replies[index]))
    const repeated = await sendAll(redis, missed)
    return replies.map((reply) => (isMissingFunction(reply) ? repeated.shift() : reply))
  }
}

/** Replies in order; a failed call's place holds its error. */
async function sendAll(redis: Redis, calls: readonly FunctionCall[]): Promise<unknown[]> {
  const pipeline = redis.pipeline()
  for (const { name, keys, args } of calls) pipeline.fcall(name, keys.length, ...keys, ...args)
  const results = (await pipeline.exec()) ?? []
  return results.map(([error, reply]) => error ?? reply)
}

import type { RunState } from '@aob/ir/run'
import { describe, expect, it } from 'vitest'
import { MemoryFanout } from '../../adapters/memory/fanout.ts'
import type { RunRow } from '../../ports/run-directory.ts'
import type { Engine } from '../engine.ts'
import { controlRun } from './control-run.ts'

const COMMAND = 'the-pause'
const row = { runId: 'run', partition: 0, status: 'RUNNING' } as RunRow

/** Another process has applied the command: hot state tells of it, and the log is as long. `recorded` is where the log leads. */
function engineWith(recorded: Partial<RunState>): Engine {
  const hot = { seq: 2, status: 'PAUSED', commands: { [COMMAND]: true } }
  const parts = {
    clock: { now: () => 0 },
    fanout: new MemoryFanout(() => undefined),
    runs: { get: async () => row },
    commands: { add: async () => undefined, settle: async () => undefined },
    commander: { apply: async () => ({ kind: 'ignored', reason: 'duplicate_command' }), load: async () => hot },
    log: { lastSeq: async () => 2 },
    history: { read: async () => ({ state: { seq: 2, ...recorded } }) },
  }
  // What the answer of a command reads of an engine.
  return parts as unknown as Engine
}

const pause = (recorded: Partial<RunState>) =>
  controlRun(engineWith(recorded), row, { kind: 'pause', commandId: COMMAND, actor: { kind: 'human', id: 'ada', name: 'Ada' } })

describe('a command another process has applied first', () => {
  it('[D-30] is answered once it is in the record', async () => {
    await expect(pause({ status: 'PAUSED', commands: { [COMMAND]: true } })).resolves.toEqual({ status: 'PAUSED' })
  })

  it('[D-25] [D-30] is not acknowledged when the log has given its number to another event', async () => {
    await expect(pause({ status: 'RUNNING', commands: {} })).rejects.toMatchObject({ code: 'service.unavailable' })
  })
})

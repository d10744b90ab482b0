import type { RunStatus } from '@aob/schemas'
import { describe, expect, it } from 'vitest'
import { MemoryFanout } from '../../adapters/memory/fanout.ts'
import type { RunRow } from '../../ports/run-directory.ts'
import type { Engine } from '../engine.ts'
import type { Caller } from '../services.ts'
import { cancelRun } from './cancel-run.ts'

const RUN = 'run'
const ADA: Caller = { workspaceId: 'local', actor: { kind: 'human', id: 'ada', name: 'Ada' } }

/** A run whose hot state ended as `hot` and whose record, as long as that, comes to `recorded`. Nothing the cancel does changes it. */
function engineWith(hot: RunStatus, recorded: RunStatus): Engine {
  const statuses: RunStatus[] = ['RUNNING', 'RUNNING']
  const row = (status: RunStatus) => ({ runId: RUN, partition: 0, workspaceId: ADA.workspaceId, status }) as RunRow
  const state = { seq: 3, status: hot, commands: { [`${RUN}:cancel`]: true } }
  const parts = {
    fanout: new MemoryFanout(() => undefined),
    runs: { get: async () => row(statuses.shift() ?? recorded) },
    commands: { add: async () => undefined, settle: async () => undefined },
    commander: { apply: async () => ({ kind: 'ignored', reason: 'terminal' }), load: async () => state },
    log: { lastSeq: async () => 3 },
    history: { read: async () => ({ state: { ...state, status: recorded, commands: {} } }) },
  }
  // What the answer of a cancel reads of an engine.
  return parts as unknown as Engine
}

describe('a cancel another process has applied first', () => {
  it('[D-30] is answered by what the record says', async () => {
    await expect(cancelRun(engineWith('CANCELLED', 'CANCELLED'), ADA, RUN)).resolves.toEqual({ status: 'CANCELLED' })
  })

  it('[D-25] [D-30] is not said to have ended the run when the record has dropped the hot state that ended it', async () => {
    await expect(cancelRun(engineWith('CANCELLED', 'RUNNING'), ADA, RUN)).resolves.toEqual({ status: 'RUNNING' })
  })

  it('[ER-10] is refused when the run ended by itself first', async () => {
    await expect(cancelRun(engineWith('COMPLETED', 'COMPLETED'), ADA, RUN)).rejects.toMatchObject({ code: 'run.terminal' })
  })
})

import type { HotRun } from '../coordinator/hot-run.ts'
import { untilAvailable } from '../patience.ts'
import type { TaskWorkerDeps } from './task-worker-deps.ts'
import type { Work } from './work.ts'

/** The start of a node whose worker commits its own words: said while the node is at work, which waits for nothing. */
export interface Saying {
  /** What is known of the run once it is said; undefined when it is not, and the answer has to say it too. */
  done(): Promise<HotRun | undefined>
}

/** `afterMs`: a node that is done sooner is told of by its answer alone, start and end in one commit. */
export function sayStarted(deps: TaskWorkerDeps, work: Work, afterMs: number): Saying {
  let said: Promise<HotRun | undefined> | undefined
  const say = () => {
    said = commitStart(deps, work)
  }
  const timer = afterMs > 0 ? setTimeout(say, afterMs) : undefined
  if (!timer) say()
  return {
    async done() {
      clearTimeout(timer)
      return said
    },
  }
}

async function commitStart(deps: TaskWorkerDeps, { entry, hot, nodeId, attempt, signal }: Work): Promise<HotRun | undefined> {
  const { runId } = hot.state
  const outcome = { kind: 'started' as const, worker: deps.workerName }
  try {
    const apply = () => deps.commander.apply(runId, { kind: 'signal', nodeId, attempt, outcome }, { partition: entry.partition, known: hot })
    const applied = await untilAvailable(apply, signal)
    return applied.kind === 'committed' ? applied.hot : undefined
  } catch (error) {
    deps.logger.debug({ err: error, runId, nodeId }, 'that a node began is said with its answer')
    return undefined
  }
}

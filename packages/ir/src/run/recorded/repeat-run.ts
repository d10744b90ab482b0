import type { Actor, ReplayLink, RunEvent } from '@aob/schemas'
import { evolveAll } from '../evolve.ts'
import type { RunState } from '../state.ts'
import type { RunRecord } from './recorded-command.ts'
import { replayLog } from './replay-log.ts'

/** What the repeating run has of its own. */
export interface RepeatAs {
  runId: string
  actor: Actor
  replay: ReplayLink
  /** When it happens: the time of every event. */
  at: number
  /** The repeated run's name for a patch of the original. */
  patchIdOf(patchId: string): string
}

export type Repeated =
  | { kind: 'repeated'; events: RunEvent[]; state: RunState }
  /** Up to here the events are the same; the decision at `seq` of the original is not made like that any more. */
  | { kind: 'diverged'; events: RunEvent[]; state: RunState | undefined; seq: number }

/**
 * A run once more from its record (ES-07, ES-08): every decision is made anew, with the recorded answer at the recorded time, by the logic the
 * run was started with. Nothing executes and nobody is asked. Decisions know ids only as names and take chance from the run's own, so they are made
 * under the original's; the events then tell the same under ids of the repeating run.
 */
export function repeatRun(record: RunRecord, as: RepeatAs): Repeated {
  const replayed = replayLog(record)
  const same = replayed.kind === 'same' ? record.events : record.events.slice(0, replayed.until)
  const events = same.map((event) => renamed(event, as))
  const state = evolveAll(undefined, events)
  if (replayed.kind === 'same' && state) return { kind: 'repeated', events, state }
  return { kind: 'diverged', events, state, seq: replayed.kind === 'diverged' ? replayed.seq : 0 }
}

function renamed(event: RunEvent, { runId, actor, replay, at, patchIdOf }: RepeatAs): RunEvent {
  const { commandId } = event
  const own = { ...event, runId, at, ...(commandId === undefined ? {} : { commandId: `${runId}:${commandId}` }) }
  switch (own.type) {
    case 'run.started':
      return { ...own, actor, data: { ...own.data, replay } }
    case 'patch.applied':
    case 'patch.proposed':
    case 'patch.rejected':
    case 'patch.invalid':
      // The four share a patch id; the union does not let them be spread as one.
      return { ...own, data: { ...own.data, patchId: patchIdOf(own.data.patchId) } } as RunEvent
    case 'node.withdrawn':
      return own.data.patchId === undefined ? own : { ...own, data: { ...own.data, patchId: patchIdOf(own.data.patchId) } }
    case 'node.awaiting':
      return { ...own, data: { ...own.data, patches: own.data.patches.map(patchIdOf) } }
    default:
      return own
  }
}

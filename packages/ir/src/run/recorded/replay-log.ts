import type { Ir, RunEvent } from '@aob/schemas'
import { jsonEqual } from '../../document/json-equality.ts'
import type { RunCommand } from '../command.ts'
import { decide } from '../decide.ts'
import type { Decision } from '../decision.ts'
import type { RunState } from '../state.ts'
import { type RunRecord, recordedCommand } from './recorded-command.ts'

/** Where a log and today's decisions part. `command` is missing when the log does not say what was asked there. */
export interface Divergence {
  seq: number
  command?: RunCommand
  recorded: readonly RunEvent[]
  decided: Decision | undefined
}

export type Replayed =
  | { kind: 'same'; state: RunState | undefined; commands: RunCommand[] }
  /** `until`: events that were decided the same. */
  | ({ kind: 'diverged'; commands: RunCommand[]; until: number } & Divergence)

/** One decision of a log, asked again. */
export type ReplayStep = { kind: 'decision'; command: RunCommand; events: RunEvent[]; next: RunState; at: number } | ({ kind: 'diverged' } & Divergence)

/**
 * Asks every decision of a log again, with the answers and the time it records, and compares event by event. Whoever changes what `decide`
 * answers without a numbered behaviour (see behaviours.ts) meets `diverged` here.
 * `decideNow` is the decision logic under test.
 */
export function replayLog(record: RunRecord, decideNow: typeof decide = decide): Replayed {
  let state: RunState | undefined
  let ir: Ir | undefined
  const commands: RunCommand[] = []
  for (let at = 0; at < record.events.length; ) {
    const step = replayStep(record, at, ir, state, decideNow)
    if (step.kind === 'diverged') return { ...step, commands, until: at }
    commands.push(step.command)
    state = step.next
    ir = graphAfter(record, ir, state, step.command)
    at += step.events.length
  }
  return { kind: 'same', state, commands }
}

/** The latest graph of a run after a command was decided. */
export function graphAfter(record: RunRecord, ir: Ir | undefined, state: RunState | undefined, command: RunCommand): Ir | undefined {
  if (command.kind === 'apply_patch') return command.ir
  return command.kind === 'start' && state ? record.irOf(state.irRef) : ir
}

/** The decision that begins at index `at` of the log: what was asked, and whether the same events follow from it today. */
export function replayStep(record: RunRecord, at: number, ir: Ir | undefined, state: RunState | undefined, decideNow: typeof decide = decide): ReplayStep {
  const { events } = record
  const first = events[at]
  const command = recordedCommand(record, at, ir, state)
  if (!first || !command) return { kind: 'diverged', seq: first?.seq ?? 0, recorded: events.slice(at, at + 1), decided: undefined }
  const graph = ir ?? (command.kind === 'start' ? record.irOf(command.irRef) : undefined)
  const decided = graph && decideNow(graph, state, command, first.at)
  if (decided?.kind !== 'events') return { kind: 'diverged', seq: first.seq, command, recorded: events.slice(at, at + 1), decided }
  const recorded = events.slice(at, at + decided.events.length)
  const differs = decided.events.findIndex((event, index) => !jsonEqual(event, recorded[index]))
  if (differs >= 0) return { kind: 'diverged', seq: first.seq + differs, command, recorded, decided }
  return { kind: 'decision', command, events: decided.events, next: decided.next, at }
}

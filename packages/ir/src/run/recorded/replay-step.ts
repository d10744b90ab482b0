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

/** One decision of a log, asked again. */
export type ReplayStep = { kind: 'decision'; command: RunCommand; events: RunEvent[]; next: RunState; at: number } | ({ kind: 'diverged' } & Divergence)

/** The decision that begins at index `at` of the log, from exactly this state: what was asked, and whether the same events follow from it today. */
export function exactStep(record: RunRecord, at: number, ir: Ir | undefined, state: RunState | undefined, decideNow: typeof decide = decide): ReplayStep {
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

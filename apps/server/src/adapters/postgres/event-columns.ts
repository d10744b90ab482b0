import type { Actor, RunEvent } from '@aob/schemas'

export interface EventColumns {
  run_id: string
  seq: number
  type: string
  at: Date
  actor: Actor | null
  command_id: string | null
  payload: unknown
}

export const EVENT_COLUMNS = 'run_id, seq, type, at, actor, command_id, payload'

export function eventOf(row: EventColumns): RunEvent {
  return {
    runId: row.run_id,
    seq: row.seq,
    at: row.at.getTime(),
    ...(row.actor === null ? {} : { actor: row.actor }),
    ...(row.command_id === null ? {} : { commandId: row.command_id }),
    type: row.type,
    data: row.payload,
    // Stored as a RunEvent by the event log; nothing else may write it.
  } as RunEvent
}

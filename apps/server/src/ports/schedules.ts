import type { Actor } from '@aob/schemas'

/** A workflow that the clock starts. */
export interface ScheduleRow {
  scheduleId: string
  workspaceId: string
  workflowName: string
  tag: string
  /** Five fields, read in `timezone`. */
  cron: string
  timezone: string
  inputs: Record<string, unknown>
  /** What becomes of a time at which no process was there. */
  missed: 'skip' | 'run_once'
  /** What becomes of a time at which the run before has not ended. */
  overlap: 'allow' | 'skip'
  paused: boolean
  createdBy: Actor
  createdAt: Date
  /** The time it fires next; absent when none follows. */
  nextDue?: Date
  lastDue?: Date
  lastRunId?: string
  /** What came of the last time, in one word or sentence. */
  lastOutcome?: string
}

/** The actor in whose name a schedule starts its runs. */
export function scheduleActorId(scheduleId: string): string {
  return `schedule:${scheduleId}`
}

export interface ScheduleStore {
  insert(schedule: Omit<ScheduleRow, 'createdAt' | 'lastDue' | 'lastRunId' | 'lastOutcome'>): Promise<void>
  get(scheduleId: string): Promise<ScheduleRow | undefined>
  /** Newest first. */
  list(workspaceId: string, workflowName?: string): Promise<ScheduleRow[]>
  count(workspaceId: string): Promise<number>
  setPaused(scheduleId: string, paused: boolean, nextDue: Date | undefined): Promise<void>
  remove(scheduleId: string): Promise<void>
  /** Those that are due and not paused, the longest overdue first. */
  due(now: Date, limit: number): Promise<ScheduleRow[]>
  /** Moves a schedule on from the time it fired at; false when another process did. */
  advance(scheduleId: string, from: Date, to: { nextDue: Date | undefined; runId?: string; outcome: string }): Promise<boolean>
}

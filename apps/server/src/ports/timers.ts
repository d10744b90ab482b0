export interface NewTimer {
  timerId: string
  runId: string
  kind: 'retry' | 'delay' | 'approval' | 'run_timeout'
  dueAt: Date
  payload: Record<string, unknown>
}

/** Durable timers: fire at least once at or after `dueAt`, across restarts. The handler is idempotent. */
export interface TimerStore {
  set(timer: NewTimer): Promise<void>
  cancel(timerId: string): Promise<void>
  /** Leases due timers to this caller for `leaseMs`; unsettled ones come again. */
  lease(
    now: Date,
    limit: number,
    leaseMs: number,
  ): Promise<Array<{ timerId: string; runId: string; kind: string; dueAt: Date; payload: Record<string, unknown> }>>
  settle(timerId: string): Promise<void>
}

import type { Caller } from '../usecases/services.ts'

/** What every procedure gets: who calls, the id its log lines carry, and the transport's brake. */
export interface ApiContext {
  caller: Caller
  traceId: string
  /** Resolves when the client's send buffer has room again; absent where the transport has its own back pressure. */
  pace?: () => Promise<void>
}

import type { Caller } from '../usecases/services.ts'

/** What every procedure gets: who calls, the id its log lines carry, and the transport's brake. */
export interface ApiContext {
  caller: Caller
  traceId: string
  /** Resolves when the client's send buffer has room again; absent where the transport has its own back pressure. */
  pace?: () => Promise<void>
}

/** How a credential becomes a caller (D-31). */
export interface Credentials {
  /** Bearer token everybody else than this machine must show; undefined when no auth is configured. */
  apiToken?: string
  /** The default principal of the local workspace. */
  local: Caller
}

import type { EventEmitter } from 'node:events'
import type { Logger } from './logger.ts'

/** Node prints its warnings as bare text; every line of the log is JSON (OB-02). */
export function logRuntimeWarnings(runtime: EventEmitter, logger: Pick<Logger, 'warn'>): void {
  runtime.removeAllListeners('warning')
  runtime.on('warning', (warning: Error) => logger.warn({ err: warning }, 'a warning of the runtime'))
}

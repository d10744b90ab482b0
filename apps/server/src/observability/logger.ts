import pino, { type Logger } from 'pino'

export type { Logger }

/** Structured JSON lines with level, time and msg; run-scoped loggers add `runId` (OB-02, OB-03). */
export function createLogger(level: string): Logger {
  return pino({
    level,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label) => ({ level: label }) },
    serializers: { err: describeError },
  })
}

/** An error as data, with the message of every cause in order (ER-09). */
export function describeError(error: unknown): { message: string; code?: string; causes: string[]; stack?: string } {
  if (!(error instanceof Error)) return { message: String(error), causes: [] }
  const causes: string[] = []
  for (let cause: unknown = error.cause; cause !== undefined && causes.length < 10; cause = cause instanceof Error ? cause.cause : undefined) {
    causes.push(cause instanceof Error ? cause.message : String(cause))
  }
  const code = 'code' in error && typeof error.code === 'string' ? error.code : undefined
  return { message: error.message, causes, ...(code ? { code } : {}), ...(error.stack ? { stack: error.stack } : {}) }
}

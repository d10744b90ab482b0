import pino, { type Logger } from 'pino'

export type { Logger }

/** Bytes kept while the log cannot be written, a full disk say; what comes after is lost. */
const MAX_UNWRITTEN_BYTES = 1_000_000
const STDOUT = 1

/**
 * Structured JSON lines with level, time and msg; run-scoped loggers add `runId` (OB-02, OB-03).
 * `destination` is a file descriptor or a path.
 */
export function createLogger(level: string, destination: number | string = STDOUT): Logger {
  return pino(
    {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      serializers: { err: describeError },
    },
    enduring(destination),
  )
}

/** Where lines go. A log that cannot be written must not end the server: there is nobody left to tell. */
function enduring(dest: number | string) {
  const stream = pino.destination({ dest, sync: true, maxLength: MAX_UNWRITTEN_BYTES })
  stream.on('error', () => undefined)
  return stream
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

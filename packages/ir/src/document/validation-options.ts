import type { ErrorCode, Limits } from '@aob/schemas'

export type Objection = { code: ErrorCode; message: string }

/** Checks that need more than the document; each answers with an objection, or with undefined when all is well. */
export interface DocumentChecks {
  /** Calling a URL, as far as it is known before the run. */
  egress?: (url: string) => Objection | undefined
  /** The source of a CEL expression. */
  expression?: (source: string) => Objection | undefined
}

export interface ValidationOptions extends DocumentChecks {
  limits: Limits
}

import { initTRPC } from '@trpc/server'
import type { ApiContext } from './context.ts'
import { trpcErrorData } from './error-mapping.ts'

/**
 * Answers are JSON already, so nothing is changed on the way. Saying so keeps tRPC from retyping them
 * (it would make every `unknown` member optional); clients pass the same pair to their links.
 */
const plainJson = { serialize: (value: unknown) => value, deserialize: (value: unknown) => value }

const t = initTRPC.context<ApiContext>().create({
  transformer: plainJson,
  isServer: true,
  // Never a stack trace, whatever NODE_ENV says.
  isDev: false,
  errorFormatter({ shape, error, path, ctx }) {
    const data = trpcErrorData(error, path, ctx?.traceId)
    return { code: shape.code, message: data.detail, data }
  },
})

export const router = t.router
export const procedure = t.procedure

import { initTRPC } from '@trpc/server'
import type { ApiContext } from './context.ts'
import { trpcErrorData } from './error-mapping.ts'

const t = initTRPC.context<ApiContext>().create({
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

import type { AppRouter } from '@aob/server/app-router'
import { QueryClient } from '@tanstack/react-query'
import { createTRPCClient, httpBatchLink, splitLink, TRPCClientError } from '@trpc/client'
import { createTRPCContext } from '@trpc/tanstack-react-query'
import { lazyLink } from './lazy-link.ts'
import { plainJson } from './plain-json.ts'
import { signInGate } from './sign-in-gate.ts'

export const { TRPCProvider, useTRPC, useTRPCClient } = createTRPCContext<AppRouter>()

export type ApiClient = ReturnType<typeof makeTrpcClient>
export type ApiError = TRPCClientError<AppRouter>

/** Errors the server names are not worth repeating unless it says that trying again can help. */
function worthRetrying(failures: number, error: unknown): boolean {
  if (failures >= 2) return false
  const status = error instanceof TRPCClientError ? Number(error.data?.httpStatus ?? 0) : 0
  return status === 0 || status >= 500
}

export function makeQueryClient(): QueryClient {
  return new QueryClient({ defaultOptions: { queries: { retry: worthRetrying, staleTime: 2_000 }, mutations: { retry: false } } })
}

/** Queries and mutations go over HTTP in batches; subscriptions over one WebSocket that opens with the first of them. */
export function makeTrpcClient(origin: string = location.origin) {
  return createTRPCClient<AppRouter>({
    links: [
      splitLink({
        condition: (operation) => operation.type === 'subscription',
        true: lazyLink<AppRouter>(async () => (await import('./socket-link.ts')).socketLink(origin, signInGate)),
        false: httpBatchLink({ url: `${origin}/trpc`, maxURLLength: 4000, transformer: plainJson, fetch: signInGate.fetch }),
      }),
    ],
  })
}

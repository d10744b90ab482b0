import { QueryClientProvider } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'
import { type ApiClient, makeQueryClient, TRPCProvider } from '../lib/trpc.ts'
import { Toaster } from '../ui/toast.tsx'
import { TooltipLayer } from '../ui/tooltip.tsx'

export function Providers({ trpcClient, children }: { trpcClient: ApiClient; children: ReactNode }) {
  const [queryClient] = useState(makeQueryClient)
  return (
    <QueryClientProvider client={queryClient}>
      <TRPCProvider trpcClient={trpcClient} queryClient={queryClient}>
        {children}
        <Toaster />
        <TooltipLayer />
      </TRPCProvider>
    </QueryClientProvider>
  )
}

import { QueryClientProvider } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'
import { makeQueryClient, makeTrpcClient, TRPCProvider } from '../lib/trpc.ts'
import { Toaster } from '../ui/toast.tsx'
import { TooltipLayer } from '../ui/tooltip.tsx'

export function Providers({ children }: { children: ReactNode }) {
  const [queryClient] = useState(makeQueryClient)
  const [trpcClient] = useState(() => makeTrpcClient())
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

import './ui/styles.css'
import { RouterProvider } from '@tanstack/react-router'
import { StrictMode } from 'react'
import { flushSync } from 'react-dom'
import { createRoot } from 'react-dom/client'
import { firstPage } from './app/first-page.ts'
import { Providers } from './app/providers.tsx'
import { router } from './app/router.tsx'
import { makeTrpcClient } from './lib/trpc.ts'

const host = document.getElementById('root')
if (!host) throw new Error('index.html has no #root to mount on')
void begin(host)

async function begin(element: HTMLElement): Promise<void> {
  const trpcClient = makeTrpcClient()
  await firstPage(router, trpcClient)
  // At once and in one piece: what the page begins with is there.
  flushSync(() =>
    createRoot(element).render(
      <StrictMode>
        <Providers trpcClient={trpcClient}>
          <RouterProvider router={router} />
        </Providers>
      </StrictMode>,
    ),
  )
}

import { Spinner } from '../ui/spinner.tsx'

export function PagePending() {
  return (
    <div role="status" className="flex h-full items-center justify-center gap-2 text-ink-2">
      <Spinner /> Loading…
    </div>
  )
}

import { Link } from '@tanstack/react-router'
import { Compass } from 'lucide-react'
import { EmptyState } from '../ui/empty-state.tsx'
import { AppFrame } from '../ui/shell/app-frame.tsx'

export function LostPage() {
  return (
    <AppFrame title="Not found">
      <EmptyState
        icon={<Compass aria-hidden size={22} />}
        title="There is nothing at this address"
        action={
          <Link to="/" className="inline-flex h-8 items-center px-3 font-medium text-accent-text underline-offset-4 hover:underline">
            All workflows
          </Link>
        }
      >
        It may have been archived, or the link is incomplete.
      </EmptyState>
    </AppFrame>
  )
}

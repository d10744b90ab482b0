import { Link } from '@tanstack/react-router'
import type { Failure } from '../../lib/failure.ts'
import { Button } from '../../ui/button.tsx'
import { ErrorState } from '../../ui/error-state.tsx'
import { AppFrame } from '../../ui/shell/app-frame.tsx'

export interface UnavailableWorkflowProps {
  name: string
  failure: Failure
  onRetry: () => void
}

/** A workflow that could not be opened: why, and the ways on. */
export function UnavailableWorkflow({ name, failure, onRetry }: UnavailableWorkflowProps) {
  const missing = failure.status === 404
  return (
    <AppFrame title={name}>
      <ErrorState
        title={missing ? `There is no workflow named “${name}”` : 'The workflow could not be opened'}
        detail={missing ? 'It may have been archived, or the link is incomplete.' : `${failure.message} ${failure.hint ?? ''}`}
        action={
          <>
            {missing ? null : (
              <>
                <Button onClick={onRetry}>Try again</Button>
                <Button onClick={() => location.reload()}>Reload the page</Button>
              </>
            )}
            <Link to="/" className="inline-flex h-8 items-center px-3 font-medium text-accent-text underline-offset-4 hover:underline">
              All workflows
            </Link>
          </>
        }
      />
    </AppFrame>
  )
}

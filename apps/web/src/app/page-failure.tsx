import { Link } from '@tanstack/react-router'
import { failureOf } from '../lib/failure.ts'
import { Button } from '../ui/button.tsx'
import { ErrorState } from '../ui/error-state.tsx'

/** The page itself broke: says what happened and offers the two ways on. */
export function PageFailure({ error }: { error: unknown }) {
  return (
    <ErrorState
      title="This page could not be shown"
      detail={failureOf(error).message}
      action={
        <>
          <Button onClick={() => location.reload()}>Reload</Button>
          <Link to="/" className="inline-flex h-8 items-center px-3 font-medium text-accent-text">
            All workflows
          </Link>
        </>
      }
    />
  )
}

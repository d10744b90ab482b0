import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import type { Failure } from '../../lib/failure.ts'
import { Button } from '../../ui/button.tsx'
import { ErrorState } from '../../ui/error-state.tsx'
import { AppFrame } from '../../ui/shell/app-frame.tsx'
import { Spinner } from '../../ui/spinner.tsx'
import { EditorSession } from './editor-session.tsx'
import { useDraftSession } from './use-draft-session.ts'

export interface EditorPageProps {
  name: string
  /** A node to select and bring into view. */
  focusNode?: string
}

/** Opens a workflow: its published version and the shared draft over it, and hands them to an editing session. */
export function EditorPage({ name, focusNode }: EditorPageProps) {
  const opening = useDraftSession(name)
  switch (opening.kind) {
    case 'failed':
      return <Unavailable name={name} failure={opening.failure} onRetry={opening.retry} />
    case 'waiting':
      return <Waiting name={name}>{opening.words}</Waiting>
    case 'open':
      return <EditorSession name={name} session={opening.session} focusNode={focusNode} />
  }
}

function Waiting({ name, children }: { name: string; children: ReactNode }) {
  return (
    <AppFrame title={name}>
      <div role="status" className="flex h-full items-center justify-center gap-2 text-ink-2">
        <Spinner /> {children}
      </div>
    </AppFrame>
  )
}

function Unavailable({ name, failure, onRetry }: { name: string; failure: Failure; onRetry: () => void }) {
  const missing = failure.status === 404
  return (
    <AppFrame title={name}>
      <ErrorState
        title={missing ? `There is no workflow named ${name}` : 'The workflow could not be opened'}
        detail={missing ? 'It may have been archived, or the link is incomplete.' : `${failure.message} ${failure.hint ?? ''}`}
        action={
          <>
            {missing ? null : <Button onClick={onRetry}>Try again</Button>}
            <Link to="/" className="inline-flex h-8 items-center px-3 font-medium text-accent-text">
              All workflows
            </Link>
          </>
        }
      />
    </AppFrame>
  )
}

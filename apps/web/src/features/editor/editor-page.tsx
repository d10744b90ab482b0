import type { ReactNode } from 'react'
import { AppFrame } from '../../ui/shell/app-frame.tsx'
import { Spinner } from '../../ui/spinner.tsx'
import { EditorSession } from './editor-session.tsx'
import { UnavailableWorkflow } from './parts.ts'
import { useDraftSession } from './use-draft-session.ts'

export interface EditorPageProps {
  name: string
  /** The address leads to a place inside it. */
  linked: boolean
}

/** Opens a workflow: its published version and the shared draft over it, and hands them to an editing session. */
export function EditorPage({ name, linked }: EditorPageProps) {
  const opening = useDraftSession(name)
  switch (opening.kind) {
    case 'failed':
      return <UnavailableWorkflow name={name} failure={opening.failure} onRetry={opening.retry} />
    case 'waiting':
      return <Waiting name={name}>{opening.words}</Waiting>
    case 'open':
      return <EditorSession name={name} session={opening.session} linked={linked} />
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

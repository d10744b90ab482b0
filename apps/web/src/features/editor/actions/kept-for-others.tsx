import { UserRoundPen } from 'lucide-react'
import { useCallback, useEffect, useState } from 'react'
import { idOfPerson } from '../../../lib/person.ts'
import { Button } from '../../../ui/button.tsx'
import { Dialog } from '../../../ui/dialog.tsx'
import { notify } from '../../../ui/toast.tsx'
import { TAG } from '../asked-ahead.ts'
import { discardKept, type KeptDraft, keptForOthers } from '../draft/kept-drafts.ts'
import { whenKept, withTaken } from '../draft/taken-over.ts'
import { useEditor } from '../editor-context.ts'

/** Says whose unsent changes this browser keeps beside those of the person who is here; nothing where there are none. */
export function KeptForOthers() {
  const { kept, look } = useKept()
  const [opened, setOpened] = useState<string>()
  const shown = kept.find(({ log }) => log === opened)
  return (
    <>
      {kept.map(({ log, author, gestures }) => (
        <Button key={log} size="sm" tone="quiet" icon={<UserRoundPen aria-hidden size={14} />} onClick={() => setOpened(log)}>
          {`${changes(gestures.length)} kept for ${nameOf(author)}`}
        </Button>
      ))}
      {shown ? <KeptDialog kept={shown} onClose={() => setOpened(undefined)} onGone={look} /> : null}
    </>
  )
}

const changes = (count: number) => (count === 1 ? '1 change' : `${count} changes`)

/** Who works on the server's machine has no name of their own. */
function nameOf(author: KeptDraft['author']): string {
  if (!author) return 'somebody'
  return author.id === 'local-user' ? 'whoever was not signed in' : author.name
}

function useKept() {
  const { name, session } = useEditor()
  const [kept, setKept] = useState<readonly KeptDraft[]>([])
  const look = useCallback(async () => {
    try {
      await session.whenAttached
      setKept(await keptForOthers(`${name}@${TAG}`, idOfPerson()))
    } catch (error) {
      console.warn('Nobody can say what this browser keeps for others.', error)
    }
  }, [name, session])
  useEffect(() => void look(), [look])
  return { kept, look }
}

interface KeptDialogProps {
  kept: KeptDraft
  onClose: () => void
  onGone: () => Promise<void>
}

function KeptDialog({ kept: { log, author, gestures }, onClose, onGone }: KeptDialogProps) {
  const { session } = useEditor()
  const [sure, setSure] = useState(false)
  const who = nameOf(author)
  const gone = async (before?: () => Promise<void>) => {
    try {
      if (!(await discardKept(log, before))) return notify.error('Another tab still works with these changes', 'Close it, then try again.')
    } catch (error) {
      console.warn('What this browser keeps is left as it was.', error)
      return notify.error('This browser does not let go of these changes', 'They are kept as they were. Reload the page, then try again.')
    }
    onClose()
    await onGone()
  }
  const takeOver = async () => {
    withTaken(session, gestures)
    // What is there twice can be undone; what was let go before it was kept anew would be lost with the page.
    await whenKept(session)
  }
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={`${changes(gestures.length)} kept for ${who}`}
      description={
        author
          ? `${capital(who)} made them in this browser, and the server does not have them. They wait here and go out as theirs when they sign in again and open this workflow. Nobody else sends them.`
          : 'They were made in this browser, the server does not have them, and an older page did not note by whom. Nobody sends them unasked.'
      }
      footer={
        <>
          <Button tone={sure ? 'danger' : 'danger-quiet'} onClick={() => (sure ? void gone() : setSure(true))}>
            {sure ? 'Discard for good' : 'Discard…'}
          </Button>
          {author ? null : <Button onClick={() => void gone(takeOver)}>They are mine</Button>}
          <Button tone="primary" onClick={onClose}>
            {author ? `Keep for ${who}` : 'Keep'}
          </Button>
        </>
      }
    >
      <ol className="flex max-h-60 list-inside list-decimal flex-col gap-1 overflow-y-auto text-ink-2 text-sm">
        {gestures.map(({ patchId, label }) => (
          <li key={patchId} className="truncate">
            {label}
          </li>
        ))}
      </ol>
      {sure ? (
        <p role="alert" className="mt-3 text-danger text-sm">
          {`What is discarded cannot be had back, by ${author ? who : 'anybody'} either.`}
        </p>
      ) : null}
    </Dialog>
  )
}

const capital = (words: string) => words.charAt(0).toUpperCase() + words.slice(1)

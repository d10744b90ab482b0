import { UserRoundPen } from 'lucide-react'
import { useCallback, useEffect, useState } from 'react'
import { idOfPerson } from '../../../lib/person.ts'
import { Button } from '../../../ui/button.tsx'
import { Dialog } from '../../../ui/dialog.tsx'
import { TAG } from '../asked-ahead.ts'
import { type KeptDraft, keptForOthers } from '../draft/kept-drafts.ts'
import { whenKept, withTaken } from '../draft/taken-over.ts'
import { PUT_ASIDE } from '../draft/unread-log.ts'
import { useEditor } from '../editor-context.ts'
import { KeptGestures, useDiscard } from './kept-gestures.tsx'
import { UnreadDialog } from './unread-dialog.tsx'

/** Says whose unsent changes this browser keeps beside those of the person who is here; nothing where there are none. */
export function KeptForOthers() {
  const { kept, look } = useKept()
  const [opened, setOpened] = useState<string>()
  const shown = kept.find(({ log }) => log === opened)
  const close = () => setOpened(undefined)
  return (
    <>
      {kept.map((one) => (
        <Button key={one.log} size="sm" tone="quiet" icon={<UserRoundPen aria-hidden size={14} />} onClick={() => setOpened(one.log)}>
          {titleOf(one)}
        </Button>
      ))}
      {shown?.unread ? <UnreadDialog kept={shown} title={titleOf(shown)} own={isOwn(shown)} onClose={close} onGone={look} /> : null}
      {shown && !shown.unread ? <KeptDialog kept={shown} onClose={close} onGone={look} /> : null}
    </>
  )
}

const changes = (count: number) => (count === 1 ? '1 change' : `${count} changes`)

const isOwn = ({ author }: KeptDraft): boolean => author?.id === idOfPerson()
const titleOf = (kept: KeptDraft): string =>
  `${changes(kept.gestures.length)} ${kept.unread ? 'put aside' : 'kept'}${kept.unread && isOwn(kept) ? '' : ` for ${nameOf(kept.author)}`}`

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
  useEffect(() => {
    void look()
    const again = () => void look()
    addEventListener(PUT_ASIDE, again)
    return () => removeEventListener(PUT_ASIDE, again)
  }, [look])
  return { kept, look }
}

interface KeptDialogProps {
  kept: KeptDraft
  onClose: () => void
  onGone: () => Promise<void>
}

function KeptDialog({ kept, onClose, onGone }: KeptDialogProps) {
  const { log, author, gestures } = kept
  const { session } = useEditor()
  const { sure, discard, gone } = useDiscard(log, { onClose, onGone })
  const who = nameOf(author)
  const takeOver = async () => {
    withTaken(session, gestures)
    // What is there twice can be undone; what was let go before it was kept anew would be lost with the page.
    await whenKept(session)
  }
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={titleOf(kept)}
      description={
        author
          ? `${capital(who)} made them in this browser, and the server does not have them. They wait here and go out as theirs when they sign in again and open this workflow. Nobody else sends them.`
          : 'They were made in this browser, the server does not have them, and an older page did not note by whom. Nobody sends them unasked.'
      }
      footer={
        <>
          <Button tone={sure ? 'danger' : 'danger-quiet'} onClick={discard}>
            {sure ? 'Discard for good' : 'Discard…'}
          </Button>
          {author ? null : <Button onClick={() => void gone(takeOver)}>They are mine</Button>}
          <Button tone="primary" onClick={onClose}>
            {author ? `Keep for ${who}` : 'Keep'}
          </Button>
        </>
      }
    >
      <KeptGestures gestures={gestures} warning={sure ? `What is discarded cannot be had back, by ${author ? who : 'anybody'} either.` : undefined} />
    </Dialog>
  )
}

const capital = (words: string) => words.charAt(0).toUpperCase() + words.slice(1)

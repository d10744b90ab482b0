import { useState } from 'react'
import { notify } from '../../../ui/toast.tsx'
import { discardKept, type KeptDraft } from '../draft/kept-drafts.ts'

/** What is kept, change by change; `warning` before it is let go. */
export function KeptGestures({ gestures, warning }: Pick<KeptDraft, 'gestures'> & { warning: string | undefined }) {
  return (
    <>
      <ol className="flex max-h-60 list-inside list-decimal flex-col gap-1 overflow-y-auto text-ink-2 text-sm">
        {gestures.map(({ patchId, label }) => (
          <li key={patchId} className="truncate">
            {label}
          </li>
        ))}
      </ol>
      {warning ? (
        <p role="alert" className="mt-3 text-danger text-sm">
          {warning}
        </p>
      ) : null}
    </>
  )
}

/** Lets go of a log, at the second press; `gone` does so at once, after what has to happen before. */
export function useDiscard(log: string, { onClose, onGone }: { onClose: () => void; onGone: () => Promise<void> }) {
  const [sure, setSure] = useState(false)
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
  return { sure, gone, discard: () => (sure ? void gone() : setSure(true)) }
}

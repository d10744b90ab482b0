import { useState } from 'react'
import { failureOf } from '../../lib/failure.ts'
import { announce } from '../../ui/announcer.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { useFocusMoved } from '../../ui/use-focus-moved.ts'
import { ArrangedPlace } from './arranged-place.tsx'
import {
  type Arrangement,
  arrangementOf,
  isChanged,
  joined,
  labelAt,
  moved,
  type PatchVersion,
  type Place,
  placeKey,
  said,
  split,
  stackOf,
} from './arrangement.ts'
import { conflictLines } from './conflict-lines.ts'
import type { VersionActions } from './use-version-actions.ts'

export interface RearrangeDialogProps {
  /** Newest first; the first is where the tag points. */
  stack: readonly PatchVersion[]
  name: string
  tag: string
  restack: VersionActions['restack']
  onClose: () => void
}

/** The newest patches in another order, several as one. What the workflow says stays the same, and so does the history before. */
export function RearrangeDialog({ stack: given, name, tag, restack, onClose }: RearrangeDialogProps) {
  // Of the head that was seen when it was opened: a newer one is told by the server, and never mixed in.
  const [stack] = useState(given)
  const [places, setPlaces] = useState<Arrangement>(() => arrangementOf(stack))
  const [list, focusMoved] = useFocusMoved<HTMLOListElement>()
  const changed = isChanged(places, stack)
  const change = (next: Arrangement) => {
    restack.reset()
    setPlaces(next)
  }
  const move = (place: Place, index: number, by: -1 | 1) => {
    const next = moved(places, index, by)
    change(next)
    focusMoved(placeKey(place), by)
    announce(`Moved to ${labelAt(next, next.indexOf(place), stack)}`)
  }
  const send = () => restack.mutate({ name, tag, baseVersion: stack[0]?.artifactId ?? '', stack: stackOf(places) }, { onSuccess: onClose })
  return (
    <Dialog
      open
      onOpenChange={(open) => (open ? undefined : onClose())}
      title="Rearrange the newest changes"
      description="Newest on top. Every order is checked before anything moves, and the workflow stays what it is: only its history becomes another."
      width="lg"
      footer={
        <>
          <Button onClick={onClose}>Keep it as it is</Button>
          <Button tone="primary" disabled={!changed} busy={restack.isPending} onClick={send}>
            Rearrange
          </Button>
        </>
      }
    >
      {restack.error ? <Refused error={restack.error} /> : null}
      <ol ref={list} aria-label="Arrangement, newest first" className="flex flex-col gap-1.5">
        {places.map((place, index) => (
          <ArrangedPlace
            key={placeKey(place)}
            place={place}
            label={labelAt(places, index, stack)}
            first={index === 0}
            last={index === places.length - 1}
            onMove={(by) => move(place, index, by)}
            onJoin={() => change(joined(places, index))}
            onSplit={() => change(split(places, index))}
            onSay={(text) => change(said(places, index, text))}
          />
        ))}
      </ol>
    </Dialog>
  )
}

function Refused({ error }: { error: unknown }) {
  const { message, hint, data } = failureOf(error)
  return (
    <div role="alert" className="mb-3 rounded-lg bg-danger-soft px-3 py-2 text-sm">
      <p className="font-medium">{message} Nothing was moved.</p>
      {hint ? <p className="text-ink-2">{hint}</p> : null}
      <ul className="list-disc pl-4">
        {conflictLines(data).map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ul>
    </div>
  )
}

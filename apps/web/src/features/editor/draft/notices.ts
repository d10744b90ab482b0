import { notify } from '../../../ui/toast.tsx'
import type { EditorStore } from '../model/editor-store.ts'
import { goneSteps } from '../model/gone-selection.ts'
import type { DraftHandle } from './draft-handle.ts'

/** Says what others did, and what this browser cannot do, where it cannot be seen on the canvas. Answers the remover. */
export function sayNotices(store: EditorStore, session: Pick<DraftHandle, 'state' | 'subscribe'>): () => void {
  const stops = [sayWhatWentAway(store, session), sayWhatBecame(store, session)]
  return () => {
    for (const stop of stops) stop()
  }
}

function sayWhatWentAway(store: EditorStore, session: Pick<DraftHandle, 'state'>): () => void {
  let asideBefore = session.state().aside.length
  return store.subscribe((state, previous) => {
    const { aside } = session.state()
    const putAside = aside.length > asideBefore ? aside.at(-1) : undefined
    asideBefore = aside.length
    const { lastStep } = state
    const [first, ...more] = goneSteps(state, previous)
    if (first !== undefined && putAside)
      notify.info(`“${putAside.gesture.label}” was put aside`, putAside.refusal?.message ?? 'Others have changed the same since.')
    else if (first !== undefined)
      notify.info(
        more.length === 0 ? `“${first}” is gone` : `“${first}” and ${more.length.toLocaleString('en')} more are gone`,
        'Somebody else deleted what was selected here.',
      )
    if (lastStep !== previous.lastStep && lastStep?.refused)
      notify.info(`“${lastStep.label}” can no longer be taken back`, 'Others have changed the same since.')
  })
}

function sayWhatBecame(store: EditorStore, session: Pick<DraftHandle, 'subscribe'>): () => void {
  let warned = false
  return session.subscribe(({ kept, unsent, base }, previous) => {
    if (!kept && unsent > 0 && !warned) {
      warned = true
      notify.error('This browser cannot keep your changes', 'Its storage is full or closed. Until the server has them, a reload would lose them.')
    }
    const { base: now } = store.getState()
    if (base.artifactId !== previous.base.artifactId && store.getState().save.kind !== 'saving' && base.artifactId !== now.artifactId)
      notify.info(`Now at ${base.versionLabel}`, 'Somebody published. What is not in it yet stays in the draft.')
  })
}

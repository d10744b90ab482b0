import { failureOf } from '../../../lib/failure.ts'
import { notify } from '../../../ui/toast.tsx'

const gestures = () => import('./add-gestures.ts')

let last: Promise<unknown> = Promise.resolve()

/** Adds something by the gestures for it, which are fetched once the first picture stands; from then on it happens before anything is drawn. */
export function adding(act: (made: Awaited<ReturnType<typeof gestures>>) => void): void {
  last = gestures()
    .then(act)
    .catch((error: unknown) => notify.error('Nothing was added', failureOf(error).message))
}

/** Resolves when all that somebody has added is there: who saves right after it means it, too. */
export async function whenAdded(): Promise<void> {
  await last
}

/** Nobody should wait for it with something in the hand. Where it cannot be had, whoever adds something is told. */
export function preloadAdding(): void {
  gestures().catch(() => undefined)
}

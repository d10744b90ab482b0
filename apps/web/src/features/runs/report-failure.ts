import { failureOf } from '../../lib/failure.ts'
import { notify } from '../../ui/toast.tsx'

/** Tells the person what could not be done and why. */
export function reportFailure(title: string) {
  return (error: unknown) => {
    const failure = failureOf(error)
    notify.error(title, [failure.message, failure.hint].filter(Boolean).join(' '))
  }
}

import { type FormEvent, type KeyboardEvent, useCallback, useEffect, useRef, useState } from 'react'
import { createPortal } from 'react-dom'
import { firstViewHasStood } from '../../lib/first-view.ts'
import { isSomebodyElse, type Person, rememberPerson } from '../../lib/person.ts'
import { signInGate } from '../../lib/sign-in-gate.ts'
import { Button } from '../../ui/button.tsx'
import { Field } from '../../ui/field.tsx'
import { Logo } from '../../ui/shell/logo.tsx'
import { TextInput } from '../../ui/text-input.tsx'
import { onOtherTab, type SignInAnswer, signIn, tellTabs } from './session-api.ts'

/** Asks for a token over the whole page; what is below stays as it is and goes on when somebody is signed in. */
export function SignInPage() {
  const dialog = useModal()
  useEffect(() => onOtherTab(goOn), [])
  // Something has been shown: it is the end of a session, not a beginning.
  const ended = firstViewHasStood()
  return createPortal(
    <dialog
      ref={dialog}
      aria-labelledby="sign-in-title"
      aria-describedby="sign-in-words"
      onKeyDown={keepOpen}
      onCancel={(event) => event.preventDefault()}
      className="pointer-events-auto m-0 h-dvh max-h-none w-screen max-w-none overflow-y-auto bg-bg p-0 text-ink"
    >
      <div className="flex min-h-full items-center justify-center px-4 py-8 max-sm:items-start max-sm:pt-[14vh]">
        <div className="w-full max-w-96 rounded-2xl border border-line bg-surface p-6 max-sm:border-transparent max-sm:bg-transparent max-sm:p-0">
          <Logo size={36} />
          <h1 id="sign-in-title" className="mt-4 font-semibold text-lg">
            {ended ? 'Sign in again' : 'Sign in'}
          </h1>
          <p id="sign-in-words" className="mt-1 text-ink-2">
            {ended
              ? 'Your session has ended. What you have made is kept; you go on where you are.'
              : 'This builder is not on your machine, so it asks who you are.'}
          </p>
          <TokenForm />
        </div>
      </div>
    </dialog>,
    document.body,
  )
}

function TokenForm() {
  const [answer, setAnswer] = useState<Exclude<SignInAnswer, { kind: 'in' }>>()
  const [busy, setBusy] = useState(false)
  const input = useRef<HTMLInputElement>(null)
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    const token = input.current?.value.trim() ?? ''
    if (token === '') return input.current?.focus()
    setBusy(true)
    const next = await signIn(token)
    if (next.kind === 'in') {
      tellTabs(next.session.principal)
      return goOn(next.session.principal)
    }
    setBusy(false)
    setAnswer(next)
    input.current?.select()
    input.current?.focus()
  }
  return (
    <form onSubmit={(event) => void submit(event)} className="mt-5 flex flex-col gap-4">
      {/* Password managers keep a token under a name; it has no other than the place. */}
      <input type="text" name="username" autoComplete="username" value={location.host} readOnly hidden />
      <Field label="Access token" error={answer ? wordsFor(answer) : undefined} hint="Whoever runs this server gave it to you. The page does not keep it.">
        {(control) => (
          <TextInput
            {...control}
            ref={input}
            name="token"
            type="password"
            autoComplete="current-password"
            autoCapitalize="none"
            spellCheck={false}
            maxLength={512}
            required
            autoFocus
            className="h-10!"
          />
        )}
      </Field>
      <Button type="submit" tone="primary" busy={busy} className="h-10!">
        Sign in
      </Button>
    </form>
  )
}

/** What waits goes on as the person it belongs to; for another one the page begins anew, where it is. */
function goOn(person: Person): void {
  if (isSomebodyElse(person.id)) {
    location.reload()
    return
  }
  rememberPerson(person)
  signInGate.open()
}

/** A dialog of the browser's own: everything else is out of reach, above whatever dialog is open, and the focus goes back afterwards. */
function useModal() {
  const dialog = useRef<HTMLDialogElement>(null)
  const show = useCallback(() => {
    if (dialog.current && !dialog.current.open) dialog.current.showModal()
  }, [])
  useEffect(() => {
    const shown = dialog.current
    show()
    // A browser may close it by its own keys; nobody is signed in by that.
    shown?.addEventListener('close', show)
    return () => {
      shown?.removeEventListener('close', show)
      shown?.close()
    }
  }, [show])
  return dialog
}

/** Keys of the page below stay out, and Escape closes nothing. */
function keepOpen(event: KeyboardEvent): void {
  event.stopPropagation()
  if (event.key === 'Escape') event.preventDefault()
}

const MINUTE = 60

function wordsFor(answer: Exclude<SignInAnswer, { kind: 'in' }>): string {
  if (answer.kind === 'unknown') return 'The server does not know this token. Check that it is complete.'
  if (answer.kind === 'away') return 'The server cannot be reached. Try again in a moment.'
  const minutes = Math.ceil(answer.seconds / MINUTE)
  return `Too many wrong tokens came from your network. Try again in ${answer.seconds <= MINUTE ? `${answer.seconds} seconds` : `${minutes} minutes`}.`
}

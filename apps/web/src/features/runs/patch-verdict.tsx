import type { PatchPreview } from '@aob/schemas'
import { Ban, Check } from 'lucide-react'
import type { ReactNode } from 'react'
import { failureOf } from '../../lib/failure.ts'
import type { FirstLook } from './use-first-look.ts'

/** On a phone the operations fill the dialog: what was asked for is shown when it comes, not left below them. */
const intoView = (verdict: HTMLElement | null) => verdict?.scrollIntoView({ block: 'nearest' })

/** Whether the run would take the patch: the rule, the place and what would be allowed, or what it would change about the rest of the run. */
export function PatchVerdict({ preview }: { preview: PatchPreview }) {
  if (preview.verdict === 'illegal') return <Refused refusal={preview.refusal} />
  const { effect, needsReview, warnings = [] } = preview
  return (
    <section ref={intoView} aria-label="Verdict" data-verdict="legal" className="rounded-lg border border-line px-3 py-2.5">
      <p className="flex items-center gap-2 font-medium">
        <Check size={16} aria-hidden className="text-status-succeeded" /> The run would take it{needsReview ? ', once a person has approved it' : ''}.
      </p>
      <Facts>
        <Fact name="Would run besides" value={effect?.newlyRuns.join(', ')} />
        <Fact name="Would no longer run" value={effect?.noLongerRuns.join(', ')} />
        <Fact name="Agents added" value={agentsOf(effect)} />
        <Fact name="The run may end" value={effect?.ends.join(', ')} />
        {warnings.map(({ message, pointer }) => (
          <Fact key={`${pointer} ${message}`} name="Warning" value={message} />
        ))}
      </Facts>
    </section>
  )
}

/** Not a patch of this run at all: what the server says is wrong with it. */
export function NoPatch({ error }: { error: unknown }) {
  const { message, code, pointer, hint, problems } = failureOf(error)
  return (
    <section ref={intoView} role="alert" aria-label="Verdict" data-verdict="faulty" className="rounded-lg bg-danger-soft px-3 py-2.5">
      <p className="font-medium">{message}</p>
      <Facts>
        <Fact name="Code" value={code} />
        <Fact name="Place" value={pointer} />
        <Fact name="Hint" value={hint} />
        {problems.slice(1).map((problem) => (
          <Fact key={`${problem.pointer} ${problem.message}`} name={problem.pointer} value={problem.message} />
        ))}
      </Facts>
    </section>
  )
}

function Refused({ refusal }: { refusal: PatchPreview['refusal'] }) {
  return (
    <section ref={intoView} role="alert" aria-label="Verdict" data-verdict="illegal" className="rounded-lg bg-danger-soft px-3 py-2.5">
      <Refusal refusal={refusal} />
    </section>
  )
}

function Refusal({ refusal }: { refusal: PatchPreview['refusal'] }) {
  return (
    <>
      <p className="flex items-center gap-2 font-medium">
        <Ban size={16} aria-hidden className="shrink-0 text-danger" /> The run would refuse it. {refusal?.message}
      </p>
      <Facts>
        <Fact name="Rule" value={refusal?.rule} />
        <Fact name="Code" value={refusal?.code} />
        <Fact name="Step" value={refusal?.nodeId} />
        <Fact name="Connection" value={refusal?.edgeId} />
        <Fact name="Place" value={refusal?.pointer} />
        <Fact name="What would be allowed" value={refusal?.allowed} />
      </Facts>
    </>
  )
}

/** What the rules say of a patch while it is typed, before the server is asked. Spoken when it changes, and never in the way. */
export function FirstLookAt({ look }: { look: FirstLook }) {
  return (
    <section aria-label="First look" aria-live="polite" data-verdict={look.kind} className="rounded-lg border border-line px-3 py-2.5">
      {look.kind === 'illegal' ? <Refusal refusal={look.refusal} /> : <p className="text-sm">{wordsOf(look)}</p>}
    </section>
  )
}

function wordsOf(look: Exclude<FirstLook, { kind: 'illegal' }>): string {
  switch (look.kind) {
    case 'failed':
      return `Operation ${look.index + 1} does not apply at ${look.pointer || 'the root'}: ${look.message}`
    case 'invalid':
      return `The result would be no workflow that can run: ${look.problems[0]?.message ?? ''} (${look.problems[0]?.pointer ?? ''})`
    case 'calls_others':
      return 'It has to do with other workflows that are called: Check asks the server about them.'
    case 'legal':
      return 'As far as this page knows the run, nothing speaks against it. Check tells what it would change.'
  }
}

function agentsOf(effect: PatchPreview['effect']): string | undefined {
  if (!effect || effect.agentsAdded.most === 0) return undefined
  const { least, most } = effect.agentsAdded
  return least === most ? String(most) : `${least} to ${most}`
}

function Facts({ children }: { children: ReactNode }) {
  return <dl className="mt-1.5 grid grid-cols-[auto_1fr] gap-x-4 gap-y-0.5 text-sm">{children}</dl>
}

function Fact({ name, value }: { name: string; value: string | undefined }) {
  if (!value) return null
  return (
    <>
      <dt className="text-ink-2">{name}</dt>
      <dd className="min-w-0 break-words">{value}</dd>
    </>
  )
}

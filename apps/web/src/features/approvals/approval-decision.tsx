import type { ApprovalView } from '@aob/schemas'
import { Check, X } from 'lucide-react'
import { type FormEvent, useState } from 'react'
import { Avatar, actorName } from '../../ui/actor-badge.tsx'
import { Button } from '../../ui/button.tsx'
import { Field } from '../../ui/field.tsx'
import { RelativeTime } from '../../ui/relative-time.tsx'
import { StatusLabel } from '../../ui/status-icon.tsx'
import { TextArea } from '../../ui/text-area.tsx'
import { useDecide } from './use-decide.ts'

/** The two answers. A rejection asks for its reason first. */
export function DecisionForm({ approval }: { approval: ApprovalView }) {
  const decide = useDecide(approval)
  const [rejecting, setRejecting] = useState(false)
  const [reason, setReason] = useState('')
  const [missing, setMissing] = useState(false)
  const { approvalId, requestHash } = approval
  const reject = (event: FormEvent) => {
    event.preventDefault()
    if (reason.trim() === '') setMissing(true)
    else decide.mutate({ approvalId, requestHash, decision: 'reject', reason: reason.trim(), channel: 'web' })
  }
  if (rejecting)
    return (
      <form onSubmit={reject} className="flex flex-col gap-3">
        <Field
          label="Why do you reject it?"
          required
          error={missing && reason.trim() === '' ? 'A rejection needs a reason.' : undefined}
          hint="The reason is kept in the run's record."
        >
          {(control) => <TextArea {...control} autoFocus rows={3} value={reason} onChange={(event) => setReason(event.target.value)} />}
        </Field>
        <div className="flex gap-2">
          <Button className="flex-1" disabled={decide.isPending} onClick={() => setRejecting(false)}>
            Back
          </Button>
          <Button type="submit" tone="danger" className="flex-1" busy={decide.isPending} icon={<X size={15} aria-hidden />}>
            Reject
          </Button>
        </div>
      </form>
    )
  return (
    <div className="flex gap-2 max-sm:*:h-11">
      <Button tone="danger-quiet" className="flex-1" disabled={decide.isPending} icon={<X size={15} aria-hidden />} onClick={() => setRejecting(true)}>
        Reject…
      </Button>
      <Button
        tone="primary"
        className="flex-1"
        busy={decide.isPending}
        icon={<Check size={15} aria-hidden />}
        onClick={() => decide.mutate({ approvalId, requestHash, decision: 'approve', channel: 'web' })}
      >
        Approve
      </Button>
    </div>
  )
}

/** What was decided, by whom and why; for a card nobody can act on any more. */
export function DecisionOutcome({ approval }: { approval: ApprovalView }) {
  if (approval.status === 'withdrawn')
    return (
      <div className="flex flex-col gap-1 text-sm">
        <StatusLabel status="withdrawn" />
        <p className="text-ink-2">The run no longer waits for an answer.</p>
      </div>
    )
  const { decidedBy, decidedAt, reason } = approval
  return (
    <div className="flex flex-col gap-1.5 text-sm">
      <div className="flex flex-wrap items-center gap-x-2 gap-y-1">
        <StatusLabel status={approval.status === 'approved' ? 'succeeded' : 'rejected'} word={approval.status === 'approved' ? 'Approved' : 'Rejected'} />
        {decidedBy ? (
          <span className="inline-flex items-center gap-1.5 text-ink-2">
            by <Avatar actor={decidedBy} size={18} /> <span className="font-medium text-ink">{actorName(decidedBy)}</span>
          </span>
        ) : null}
        {decidedAt ? (
          <span className="text-ink-3">
            <RelativeTime at={decidedAt} />
          </span>
        ) : null}
      </div>
      {reason ? <p className="text-ink-2">“{reason}”</p> : null}
    </div>
  )
}

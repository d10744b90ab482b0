import { type FormEvent, useId, useState } from 'react'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { Field } from '../../ui/field.tsx'
import { TextArea } from '../../ui/text-area.tsx'

export interface RejectDialogProps {
  open: boolean
  onOpenChange: (open: boolean) => void
  /** Who proposed, for the hint that the reason reaches them. */
  proposer: string
  busy: boolean
  onReject: (reason: string) => void
}

/** Asks why a proposal is rejected; the reason goes into the record and back to whoever proposed. */
export function RejectDialog({ open, onOpenChange, proposer, busy, onReject }: RejectDialogProps) {
  const form = useId()
  const [reason, setReason] = useState('')
  const [missing, setMissing] = useState(false)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (reason.trim() === '') setMissing(true)
    else onReject(reason.trim())
  }
  return (
    <Dialog
      open={open}
      onOpenChange={onOpenChange}
      title="Reject this change?"
      width="sm"
      footer={
        <>
          <Button onClick={() => onOpenChange(false)}>Keep reviewing</Button>
          <Button tone="danger" type="submit" form={form} busy={busy}>
            Reject
          </Button>
        </>
      }
    >
      <form id={form} onSubmit={submit}>
        <Field
          label="Why?"
          required
          error={missing && reason.trim() === '' ? 'A rejection needs a reason.' : undefined}
          hint={`${proposer} is told, and the record keeps it.`}
        >
          {(control) => <TextArea {...control} autoFocus rows={3} value={reason} onChange={(event) => setReason(event.target.value)} />}
        </Field>
      </form>
    </Dialog>
  )
}

import type { PatchRecord } from '@aob/schemas'
import type { StatusWord } from '../../ui/status-vocabulary.ts'

const LOOKS: Readonly<Record<PatchRecord['status'], { status: StatusWord; word: string }>> = {
  proposed: { status: 'waiting', word: 'Needs you' },
  accepted: { status: 'queued', word: 'Accepted, about to be applied' },
  applied: { status: 'succeeded', word: 'Applied' },
  rejected: { status: 'rejected', word: 'Rejected' },
  invalid: { status: 'failed', word: 'Refused' },
  reverted: { status: 'withdrawn', word: 'Reverted' },
}

/** Icon and word for where a patch stands. */
export function patchLook(status: PatchRecord['status']): { status: StatusWord; word: string } {
  return LOOKS[status]
}

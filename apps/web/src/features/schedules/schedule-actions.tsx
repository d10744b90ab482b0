import type { ScheduleView } from '@aob/schemas'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { CalendarPlus, EllipsisVertical, Pause, Play, Trash2 } from 'lucide-react'
import { useState } from 'react'
import { failureOf } from '../../lib/failure.ts'
import { useTRPC } from '../../lib/trpc.ts'
import { announce } from '../../ui/announcer.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { IconButton } from '../../ui/icon-button.tsx'
import { Menu } from '../../ui/menu.tsx'
import { notify } from '../../ui/toast.tsx'

/** Pause or resume at hand; what cannot be taken back behind a question. */
export function ScheduleActions({ schedule }: { schedule: ScheduleView }) {
  const { scheduleId, workflowName, paused } = schedule
  const navigate = useNavigate()
  const [deleting, setDeleting] = useState(false)
  const { pause, resume, remove } = useScheduleChanges(schedule)
  const toggle = paused ? resume : pause
  return (
    <span className="flex shrink-0 items-center gap-1">
      <Button
        size="sm"
        aria-label={`${paused ? 'Resume' : 'Pause'} ${workflowName}`}
        icon={paused ? <Play size={13} aria-hidden /> : <Pause size={13} aria-hidden />}
        busy={toggle.isPending}
        onClick={() => toggle.mutate({ scheduleId })}
      >
        <span className="max-sm:sr-only">{paused ? 'Resume' : 'Pause'}</span>
      </Button>
      <Menu
        entries={[
          {
            label: 'Another one for this workflow',
            icon: <CalendarPlus size={15} />,
            onSelect: () => void navigate({ to: '/schedules', search: { new: workflowName } }),
          },
          { label: 'Delete', icon: <Trash2 size={15} />, danger: true, onSelect: () => setDeleting(true) },
        ]}
      >
        <IconButton label={`More for ${workflowName}`} size="sm">
          <EllipsisVertical aria-hidden size={16} />
        </IconButton>
      </Menu>
      <Dialog
        open={deleting}
        onOpenChange={setDeleting}
        title="Delete this schedule?"
        description={`${workflowName} is not started by it any more. Runs it has started stay on record.`}
        width="sm"
        footer={
          <>
            <Button onClick={() => setDeleting(false)}>Keep it</Button>
            <Button tone="danger" busy={remove.isPending} onClick={() => remove.mutate({ scheduleId })}>
              Delete
            </Button>
          </>
        }
      />
    </span>
  )
}

function useScheduleChanges({ workflowName }: ScheduleView) {
  const trpc = useTRPC()
  const queries = useQueryClient()
  const changed = (words: string) => async () => {
    await queries.invalidateQueries({ queryKey: trpc.schedules.list.queryKey() })
    announce(words)
  }
  const failed = (title: string) => (error: unknown) => notify.error(title, failureOf(error).message)
  return {
    pause: useMutation(
      trpc.schedules.pause.mutationOptions({ onSuccess: changed(`${workflowName} is paused`), onError: failed('The schedule was not paused') }),
    ),
    resume: useMutation(
      trpc.schedules.resume.mutationOptions({ onSuccess: changed(`${workflowName} is resumed`), onError: failed('The schedule was not resumed') }),
    ),
    remove: useMutation(
      trpc.schedules.remove.mutationOptions({ onSuccess: changed('The schedule is deleted'), onError: failed('The schedule was not deleted') }),
    ),
  }
}

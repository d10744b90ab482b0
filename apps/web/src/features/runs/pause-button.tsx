import type { RunStatus } from '@aob/schemas'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Pause, Play } from 'lucide-react'
import { useTRPC } from '../../lib/trpc.ts'
import { Button } from '../../ui/button.tsx'
import { notify } from '../../ui/toast.tsx'
import { reportFailure } from './report-failure.ts'

/** Holds a run back, or lets it go on. The button says what the run's events say, not what was clicked. */
export function PauseButton({ runId, status }: { runId: string; status: RunStatus }) {
  const trpc = useTRPC()
  const queries = useQueryClient()
  const refresh = () => queries.invalidateQueries({ queryKey: trpc.runs.pathKey() })
  const pause = useMutation(
    trpc.runs.pause.mutationOptions({
      onSuccess: () => notify.done('Run paused', 'Steps at work finish; nothing new starts until you resume it.'),
      onError: reportFailure('The run could not be paused'),
      onSettled: refresh,
    }),
  )
  const resume = useMutation(
    trpc.runs.resume.mutationOptions({
      onSuccess: () => notify.done('Run resumed', 'It goes on from where it was.'),
      onError: reportFailure('The run could not be resumed'),
      onSettled: refresh,
    }),
  )
  if (status === 'PAUSED')
    return (
      <Button tone="primary" icon={<Play size={14} aria-hidden />} busy={resume.isPending} onClick={() => resume.mutate({ runId })}>
        {/* On a phone the bar has room for the name of the run or for these words. */}
        <span className="max-sm:sr-only">Resume</span>
      </Button>
    )
  return (
    <Button icon={<Pause size={14} aria-hidden />} busy={pause.isPending} onClick={() => pause.mutate({ runId })}>
      <span className="max-sm:sr-only">Pause</span>
    </Button>
  )
}

import type { RunDetail, RunStatus } from '@aob/schemas'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { Copy, Ellipsis, FlaskConical, History, PencilRuler, RotateCcw, Square } from 'lucide-react'
import { useState } from 'react'
import { useTRPC } from '../../lib/trpc.ts'
import { Button } from '../../ui/button.tsx'
import { cx } from '../../ui/class-names.ts'
import { Dialog } from '../../ui/dialog.tsx'
import { IconButton } from '../../ui/icon-button.tsx'
import { Menu, type MenuEntry } from '../../ui/menu.tsx'
import { notify } from '../../ui/toast.tsx'
import { ReplayDialog, TryPatchDialog } from './parts.ts'
import { PauseButton } from './pause-button.tsx'
import { reportFailure } from './report-failure.ts'

/** Starts the same version with the same inputs anew and goes there. */
function useRunAgain(detail: RunDetail | undefined) {
  const trpc = useTRPC()
  const navigate = useNavigate()
  const inputs = useQuery({
    ...trpc.artifacts.read.queryOptions({ ref: detail?.inputsRef ?? '' }),
    enabled: detail !== undefined,
    staleTime: Number.POSITIVE_INFINITY,
  })
  const start = useMutation(
    trpc.runs.start.mutationOptions({
      onSuccess: ({ runId }) => void navigate({ to: '/runs/$runId', params: { runId } }),
      onError: reportFailure('The run could not be started'),
    }),
  )
  const ready = detail !== undefined && inputs.data?.text !== undefined && !inputs.data.truncated
  return {
    ready,
    busy: start.isPending,
    run: () => {
      if (!detail || !inputs.data?.text) return
      const values = JSON.parse(inputs.data.text) as Record<string, unknown> // the inputs this run was started with
      start.mutate({ artifactId: detail.run.artifactId, inputs: values })
    },
  }
}

export interface RunActionsProps {
  runId: string
  detail: RunDetail | undefined
  /** As the run's events tell it. */
  status: RunStatus | undefined
  over: boolean
}

/** What one can do with a run: pause and resume it, cancel it, run it again, replay it, open its workflow, copy its id. */
export function RunActions({ runId, detail, status, over }: RunActionsProps) {
  const trpc = useTRPC()
  const queries = useQueryClient()
  const navigate = useNavigate()
  const [confirming, setConfirming] = useState(false)
  const [replaying, setReplaying] = useState(false)
  const [trying, setTrying] = useState(false)
  const again = useRunAgain(detail)
  const cancel = useMutation(
    trpc.runs.cancel.mutationOptions({
      onSuccess: () => notify.done('Run cancelled', 'Steps that were at work may still finish; nothing new starts.'),
      onError: reportFailure('The run could not be cancelled'),
      onSettled: () => {
        setConfirming(false)
        return queries.invalidateQueries({ queryKey: trpc.runs.pathKey() })
      },
    }),
  )
  const name = detail?.run.workflowName
  const replayable = detail !== undefined && detail.seq > 0
  const copyId = () => {
    navigator.clipboard.writeText(runId).then(
      () => notify.done('Run id copied', runId),
      () => notify.error('The browser did not allow copying', runId),
    )
  }
  const entries: MenuEntry[] = [
    {
      label: 'Open workflow',
      icon: <PencilRuler size={15} aria-hidden />,
      disabled: !name,
      onSelect: () => name && void navigate({ to: '/w/$name', params: { name } }),
    },
    { label: 'Run again', icon: <RotateCcw size={15} aria-hidden />, disabled: !again.ready, onSelect: again.run },
    { label: 'Replay…', icon: <History size={15} aria-hidden />, disabled: !replayable, onSelect: () => setReplaying(true) },
    { label: 'Try a patch…', icon: <FlaskConical size={15} aria-hidden />, disabled: !detail, onSelect: () => setTrying(true) },
    { label: 'Copy run id', icon: <Copy size={15} aria-hidden />, onSelect: copyId },
  ]
  return (
    <>
      <Menu entries={entries}>
        <IconButton label="More for this run" bordered>
          <Ellipsis size={16} aria-hidden />
        </IconButton>
      </Menu>
      {/* As wide in every state of the run: what stands beside them is where the hand left it. Until the run has told its state they hold the place. */}
      <span className={cx('flex gap-1.5 sm:w-58 sm:*:grow', !status && !over && 'invisible')}>
        {over ? (
          <>
            <Button className="max-sm:hidden" icon={<History size={14} aria-hidden />} disabled={!replayable} onClick={() => setReplaying(true)}>
              Replay…
            </Button>
            <Button tone="primary" icon={<RotateCcw size={14} aria-hidden />} busy={again.busy} disabled={!again.ready} onClick={again.run}>
              <span className="max-sm:sr-only">Run again</span>
            </Button>
          </>
        ) : (
          <>
            <PauseButton runId={runId} status={status ?? 'RUNNING'} />
            <Button icon={<Square size={12} aria-hidden fill="currentColor" />} onClick={() => setConfirming(true)}>
              <span className="max-sm:sr-only">Cancel run</span>
            </Button>
          </>
        )}
      </span>
      {trying ? <TryPatchDialog runId={runId} onClose={() => setTrying(false)} /> : null}
      {replaying && detail ? <ReplayDialog detail={detail} onClose={() => setReplaying(false)} /> : null}
      <Dialog
        open={confirming}
        onOpenChange={setConfirming}
        title="Cancel this run?"
        description="No further step starts and open questions are withdrawn. What already happened stays. This cannot be undone."
        width="sm"
        footer={
          <>
            <Button onClick={() => setConfirming(false)}>Let it run</Button>
            <Button tone="danger" busy={cancel.isPending} onClick={() => cancel.mutate({ runId })}>
              Cancel run
            </Button>
          </>
        }
      />
    </>
  )
}

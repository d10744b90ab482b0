import { useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { CircleCheck, CircleX, FileJson } from 'lucide-react'
import { useMemo, useState } from 'react'
import { failureOf } from '../../lib/failure.ts'
import { useTRPC, useTRPCClient } from '../../lib/trpc.ts'
import { announce } from '../../ui/announcer.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { literalText } from '../../ui/literal-text.ts'
import { Spinner } from '../../ui/spinner.tsx'
import { type PlannedFile, plannedFiles } from './planned-files.ts'
import type { ReadFile } from './read-files.ts'

type Fate = { kind: 'making' } | { kind: 'made' } | { kind: 'failed'; reason: string }

export interface SeveralFilesDialogProps {
  files: readonly ReadFile[]
  taken: ReadonlySet<string>
  onClose: () => void
}

/** Several files at once: what each becomes, and the way to make them all. */
export function SeveralFilesDialog(props: SeveralFilesDialogProps) {
  const { files, taken, onClose } = props
  const client = useTRPCClient()
  const trpc = useTRPC()
  const queryClient = useQueryClient()
  // Names are given once: those made meanwhile would be taken by themselves.
  const [planned] = useState(() => plannedFiles(files, taken))
  const makable = useMemo(() => planned.filter(({ workflow }) => workflow), [planned])
  const [fates, setFates] = useState<ReadonlyMap<PlannedFile, Fate>>(new Map())
  const [busy, setBusy] = useState(false)
  const settle = (file: PlannedFile, fate: Fate) => setFates((before) => new Map(before).set(file, fate))
  const done = fates.size > 0 && !busy

  async function makeAll() {
    setBusy(true)
    let made = 0
    for (const file of makable) {
      if (!file.workflow) continue
      settle(file, { kind: 'making' })
      try {
        await client.workflows.create.mutate({ workflow: file.workflow, name: file.workflow.name })
        settle(file, { kind: 'made' })
        made += 1
      } catch (error) {
        const { message, problems } = failureOf(error)
        settle(file, { kind: 'failed', reason: problems.length > 0 ? `${message} Imported alone, it can be mended as a draft.` : message })
      }
    }
    await queryClient.invalidateQueries({ queryKey: trpc.workflows.list.queryKey() })
    setBusy(false)
    announce(`${made} of ${makable.length} workflows imported`)
  }
  return (
    <Dialog
      open
      onOpenChange={(open) => (open || busy ? undefined : onClose())}
      title={`Import ${files.length} files`}
      description={done ? 'What was imported is on the home page.' : 'Nothing is created before you say so. A single file of n8n is told of node by node.'}
      width="lg"
      footer={
        done ? (
          <Button tone="primary" onClick={onClose}>
            Close
          </Button>
        ) : (
          <>
            <Button onClick={onClose} disabled={busy}>
              Cancel
            </Button>
            <Button tone="primary" busy={busy} disabled={makable.length === 0} onClick={() => void makeAll()}>
              {makable.length === 1 ? 'Import 1 workflow' : `Import ${makable.length} workflows`}
            </Button>
          </>
        )
      }
    >
      <ul aria-label="Files" className="rounded-lg border border-line">
        {planned.map((file) => (
          <FileLine key={file.place} file={file} fate={fates.get(file)} />
        ))}
      </ul>
    </Dialog>
  )
}

function FileLine({ file: { fileName, workflow, words }, fate }: { file: PlannedFile; fate: Fate | undefined }) {
  const failed = !workflow || fate?.kind === 'failed'
  const Icon = failed ? CircleX : fate?.kind === 'made' ? CircleCheck : FileJson
  return (
    <li className="flex items-start gap-2.5 border-line border-b px-3 py-2 last:border-0">
      {fate?.kind === 'making' ? (
        <Spinner />
      ) : (
        <Icon aria-hidden size={15} className={`mt-0.5 shrink-0 ${failed ? 'text-danger' : fate ? 'text-status-succeeded' : 'text-ink-3'}`} />
      )}
      <div className="min-w-0 flex-1">
        <p className="flex min-w-0 flex-wrap items-baseline gap-x-2">
          {workflow && fate?.kind === 'made' ? (
            <Link to="/w/$name" params={{ name: workflow.name }} className="truncate font-medium text-accent-text">
              {workflow.name}
            </Link>
          ) : (
            <bdi className="truncate font-medium">{workflow?.name ?? literalText(fileName)}</bdi>
          )}
          {workflow ? <bdi className="truncate text-ink-3 text-sm">{literalText(fileName)}</bdi> : null}
        </p>
        <p className="break-words text-ink-2 text-sm">{fate?.kind === 'failed' ? fate.reason : fate?.kind === 'made' ? `Imported. ${words}` : words}</p>
      </div>
    </li>
  )
}

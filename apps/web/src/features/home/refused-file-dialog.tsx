import { MAX_PROBLEMS, shapeProblems } from '@aob/ir/document'
import type { FieldProblem } from '@aob/schemas'
import { useMutation } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { CircleAlert, Copy, TriangleAlert } from 'lucide-react'
import { failureOf } from '../../lib/failure.ts'
import { useTRPCClient } from '../../lib/trpc.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { notify } from '../../ui/toast.tsx'
import { WindowedList } from '../../ui/windowed-list.tsx'
import { importAsDraft } from './import-as-draft.ts'
import type { RefusedFile } from './use-create-workflow.ts'

/** Pixels a problem takes. */
const LINE_HEIGHT = 46

const keyOf = ({ pointer, code, message }: FieldProblem) => `${pointer}:${code}:${message}`

export interface RefusedFileDialogProps {
  file: RefusedFile
  onOtherFile: () => void
  onClose: () => void
}

/** What is wrong with a file of ours, place by place, and the ways on: what can be drawn at all can be mended on the canvas. */
export function RefusedFileDialog(props: RefusedFileDialogProps) {
  const { file, onOtherFile, onClose } = props
  const { problems } = file.failure
  const client = useTRPCClient()
  const navigate = useNavigate()
  const draft = useMutation({
    mutationFn: () => importAsDraft(client, file.workflow),
    onSuccess: () => navigate({ to: '/w/$name', params: { name: file.workflow.name } }),
    onError: (error) => notify.error('The draft was not made', failureOf(error).message),
  })
  const drawable = shapeProblems(problems).length === 0
  async function copy() {
    await navigator.clipboard.writeText(problems.map(({ pointer, message }) => `${pointer || '/'}  ${message}`).join('\n'))
    notify.done('Copied', `${problems.length} problems, a line each.`)
  }
  return (
    <Dialog
      open
      onOpenChange={(open) => (open ? undefined : onClose())}
      title={`${file.fileName} is not valid yet`}
      description={`${counted(problems.length)}. Nothing was created${
        drawable ? '. As a draft it can be mended on the canvas: each problem leads to its place there.' : ': it cannot be drawn as it is.'
      }`}
      width="lg"
      footer={
        <>
          <Button icon={<Copy aria-hidden size={14} />} onClick={() => void copy()}>
            Copy the list
          </Button>
          <Button
            tone={drawable ? 'secondary' : 'primary'}
            onClick={() => {
              onClose()
              onOtherFile()
            }}
          >
            Choose another file
          </Button>
          {drawable ? (
            <Button tone="primary" busy={draft.isPending} onClick={() => draft.mutate()}>
              Open as a draft
            </Button>
          ) : null}
        </>
      }
    >
      <WindowedList items={problems} keyOf={keyOf} lineHeight={LINE_HEIGHT} label="Problems in the file" className="max-h-80 rounded-lg border border-line">
        {(problem) => <ProblemLine problem={problem} />}
      </WindowedList>
    </Dialog>
  )
}

function counted(problems: number): string {
  if (problems >= MAX_PROBLEMS) return `The first ${problems} problems`
  return problems === 1 ? 'One problem' : `${problems} problems`
}

function ProblemLine({ problem: { severity, message, pointer } }: { problem: FieldProblem }) {
  return (
    <div className="flex h-full items-center gap-2.5 px-3">
      {severity === 'error' ? (
        <CircleAlert aria-label="Error" size={14} className="shrink-0 text-danger" />
      ) : (
        <TriangleAlert aria-label="Warning" size={14} className="shrink-0 text-status-waiting" />
      )}
      <span className="min-w-0 flex-1">
        <span className="block truncate text-sm" title={message}>
          {message}
        </span>
        <span className="block truncate font-mono text-ink-3 text-xs">{pointer || '/'}</span>
      </span>
    </div>
  )
}

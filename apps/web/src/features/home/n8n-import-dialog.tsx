import { type ImportedNode, type ImportOutcome, type ImportReport, importN8n } from '@aob/n8n-import'
import { type FormEvent, useMemo, useState } from 'react'
import { Button } from '../../ui/button.tsx'
import { typeLook } from '../../ui/canvas/node-look.ts'
import { Chip } from '../../ui/chip.tsx'
import { cx } from '../../ui/class-names.ts'
import { Dialog } from '../../ui/dialog.tsx'
import { Field } from '../../ui/field.tsx'
import { TextInput } from '../../ui/text-input.tsx'
import { freeName, nameFault } from './import-workflow.ts'
import type { CreateWorkflowAction } from './use-create-workflow.ts'
import type { ForeignFile } from './use-file-import.tsx'

const WORDS: Record<ImportOutcome, { chip: string; counted: string; meaning: string; tone: 'neutral' | 'accent' | 'warning' }> = {
  kept: { chip: 'Kept as it was', counted: 'Kept as they were', meaning: 'no counterpart; a run passes them by', tone: 'warning' },
  adapted: { chip: 'Adapted', counted: 'Adapted', meaning: 'the same in another form; worth a look', tone: 'accent' },
  mapped: { chip: 'Mapped', counted: 'Mapped', meaning: 'the same step here', tone: 'neutral' },
  note: { chip: 'Note', counted: 'Became notes', meaning: 'triggers and comments', tone: 'neutral' },
}
/** What needs a person first. */
const ORDER: readonly ImportOutcome[] = ['kept', 'adapted', 'mapped', 'note']

const shortType = (type: string): string => type.replace(/^.*\./, '')

export interface N8nImportDialogProps {
  file: ForeignFile
  taken: ReadonlySet<string>
  create: CreateWorkflowAction
  onClose: () => void
}

/** Shows what would become of a workflow of n8n, node by node, before it is created under a name of one's choice. */
export function N8nImportDialog(props: N8nImportDialogProps) {
  const { file, taken, create, onClose } = props
  const { workflow, report } = useMemo(() => importN8n(file.value, { fallbackName: file.fileName.replace(/\.json$/i, '') }), [file])
  const [typed, setName] = useState<string>()
  const [tried, setTried] = useState(false)
  // Which names are taken may only be known after the file was picked.
  const name = typed ?? freeName(workflow.name, taken)
  const fault = create.busy ? undefined : nameFault(name.trim(), taken)
  function submit(event: FormEvent) {
    event.preventDefault()
    setTried(true)
    setName(name)
    if (!fault) create.run({ ...workflow, name: name.trim() })
  }
  return (
    <Dialog
      open
      onOpenChange={(open) => (open ? undefined : onClose())}
      title="Import from n8n"
      description={`${file.fileName}: ${report.nodes.length} ${report.nodes.length === 1 ? 'node' : 'nodes'}. Nothing is created before you say so.`}
      width="lg"
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button tone="primary" type="submit" form="n8n-import" busy={create.busy}>
            Import
          </Button>
        </>
      }
    >
      <form id="n8n-import" onSubmit={submit} noValidate className="flex flex-col gap-4">
        <Field label="Name" error={tried ? (fault ?? create.error) : undefined}>
          {(control) => <TextInput {...control} autoComplete="off" value={name} onChange={(event) => setName(event.target.value)} />}
        </Field>
        <Totals totals={report.totals} />
        <General remarks={report.remarks} />
        <Nodes nodes={report.nodes} />
      </form>
    </Dialog>
  )
}

function Totals({ totals }: { totals: ImportReport['totals'] }) {
  return (
    <dl className="grid grid-cols-2 gap-2 sm:grid-cols-4">
      {ORDER.map((outcome) => (
        <div key={outcome} className="rounded-lg border border-line px-3 py-2">
          <dt className="text-ink-2 text-sm">{WORDS[outcome].counted}</dt>
          <dd className={cx('font-semibold text-lg tabular-nums', outcome === 'kept' && totals.kept > 0 && 'text-warning')}>{totals[outcome]}</dd>
          <dd className="text-ink-3 text-xs">{WORDS[outcome].meaning}</dd>
        </div>
      ))}
    </dl>
  )
}

function General({ remarks }: { remarks: readonly string[] }) {
  return (
    <ul className="list-disc space-y-1 pl-5 text-ink-2 text-sm" aria-label="About the whole workflow">
      {/* The same sentence may be said of two connections. */}
      {[...new Set(remarks)].map((remark) => (
        <li key={remark} className="break-words">
          {remark}
        </li>
      ))}
    </ul>
  )
}

function Nodes({ nodes }: { nodes: readonly ImportedNode[] }) {
  const sorted = useMemo(() => [...nodes].sort((a, b) => ORDER.indexOf(a.outcome) - ORDER.indexOf(b.outcome)), [nodes])
  return (
    <ul aria-label="Nodes" className="rounded-lg border border-line">
      {sorted.map(({ name, type, outcome, becomes, remarks }) => (
        <li key={name} className="flex items-start gap-3 border-line border-b px-3 py-2 last:border-0">
          <div className="min-w-0 flex-1">
            <p className="flex min-w-0 flex-wrap items-baseline gap-x-2">
              <span className="truncate font-medium">{name}</span>
              <span className="text-ink-3 text-sm">
                {shortType(type)}
                {becomes && outcome !== 'kept' ? ` → ${typeLook(becomes).label}` : ''}
              </span>
            </p>
            {remarks.length > 0 ? <p className="break-words text-ink-2 text-sm">{remarks.join(' ')}</p> : null}
          </div>
          <Chip tone={WORDS[outcome].tone}>{WORDS[outcome].chip}</Chip>
        </li>
      ))}
    </ul>
  )
}

import { PackageOpen } from 'lucide-react'
import type { RunModel } from '../../stores/run-model.ts'
import { EmptyState } from '../../ui/empty-state.tsx'
import { Select } from '../../ui/select.tsx'
import { StatusLabel } from '../../ui/status-icon.tsx'
import { wordOfNode } from '../../ui/status-vocabulary.ts'
import { ErrorBox } from './error-box.tsx'
import { OutputView } from './output-view.tsx'

export interface OutputPanelProps {
  model: RunModel
  nodeId: string | undefined
  nameOf: (nodeId: string) => string
  onSelect: (nodeId: string) => void
}

/** The output of the selected node, else of the one that finished last. */
export function OutputPanel({ model, nodeId, nameOf, onSelect }: OutputPanelProps) {
  const finished = Object.values(model.nodes)
    .filter((node) => node.outputRef !== undefined)
    .toSorted((a, b) => (b.endedAt ?? 0) - (a.endedAt ?? 0))
  const selected = nodeId === undefined ? undefined : model.nodes[nodeId]
  const shown = selected ?? finished[0]
  if (!shown)
    return (
      <EmptyState icon={<PackageOpen size={20} aria-hidden />} title="No output yet">
        What a node gives on is kept and shown here once it has finished.
      </EmptyState>
    )
  const choices = shown.outputRef === undefined ? [shown, ...finished] : finished
  return (
    <div className="flex flex-col gap-3 px-4 py-3">
      <div className="flex items-center gap-3">
        <Select
          aria-label="Output of"
          className="w-56"
          value={shown.nodeId}
          options={choices.map((node) => ({ value: node.nodeId, label: nameOf(node.nodeId) }))}
          onChange={(event) => onSelect(event.target.value)}
        />
        <StatusLabel status={wordOfNode(shown.status)} />
      </div>
      {shown.outputRef ? <OutputView key={shown.outputRef} outputRef={shown.outputRef} label={`Output of ${nameOf(shown.nodeId)}`} /> : null}
      {shown.error ? <ErrorBox error={shown.error} /> : null}
      {shown.outputRef || shown.error ? null : (
        <p className="text-ink-2 text-sm">This node has no output {model.endedAt === undefined ? 'yet' : 'in this run'}.</p>
      )}
    </div>
  )
}

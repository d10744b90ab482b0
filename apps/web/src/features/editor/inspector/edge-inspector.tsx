import { portsOf, type WorkflowEdge } from '@aob/schemas'
import { ArrowRight, Spline, Trash2 } from 'lucide-react'
import { useCallback, useMemo, useRef } from 'react'
import { Button } from '../../../ui/button.tsx'
import { portOfEdge } from '../../../ui/canvas/card-geometry.ts'
import { nodeTitle } from '../../../ui/canvas/node-look.ts'
import { Field } from '../../../ui/field.tsx'
import { cautionWithin, messageAt } from '../../../ui/forms/field-problems.ts'
import type { FieldSpec } from '../../../ui/forms/form-fields.ts'
import { SchemaForm } from '../../../ui/forms/schema-form.tsx'
import { Select } from '../../../ui/select.tsx'
import { useEditor, useEditorState, useProblems } from '../editor-context.ts'
import { ExpressionProvider } from '../expressions/expression-provider.tsx'
import { nodeById, withChangedEdge } from '../model/document-edit.ts'
import { selectDocument } from '../model/editor-store.ts'
import { deleteSelection } from '../model/gestures.ts'
import { InspectorHeader } from './inspector-header.tsx'
import { UpstreamData } from './upstream-data.tsx'
import { useInsertion } from './use-insertion.ts'
import { useWantedField } from './use-wanted-field.ts'
import { useWriting } from './use-writing.ts'

const CONDITION: FieldSpec[] = [
  {
    kind: 'expression',
    key: 'when',
    label: 'Only when',
    hint: 'CEL that gives true or false, e.g. output.status == 200. Empty: always.',
    required: false,
    maxLength: 4000,
    bounded: true,
  },
]

/** One connection: which port it leaves by, and when it is taken. */
export function EdgeInspector({ edge, index }: { edge: WorkflowEdge; index: number }) {
  const { store, reveal } = useEditor()
  const document = useEditorState(selectDocument)
  const problems = useProblems()
  const insertion = useInsertion()
  const writing = useWriting()
  const from = nodeById(document, edge.from)
  const to = nodeById(document, edge.to)
  const port = portOfEdge(edge)
  const leaving = `/edges/${index}/fromPort`
  const ports = useMemo(() => {
    const known = from ? portsOf(from.type, from.config) : []
    return [...new Set([...known, port])].map((value) => ({ value, label: known.includes(value) ? value : `${value} (not a port of this node)` }))
  }, [from, port])
  const change = (next: Partial<WorkflowEdge>, key: string) =>
    store.edit(
      `change connection ${from ? nodeTitle(from) : edge.from} → ${to ? nodeTitle(to) : edge.to}`,
      (current) => withChangedEdge(current, edge.id, next),
      { mergeKey: `${key}:${edge.id}` },
    )
  const form = useRef<HTMLDivElement>(null)
  useWantedField(
    form,
    useCallback((pointer: string) => `${pointer}/`.startsWith(`/edges/${index}/`), [index]),
  )
  return (
    <div ref={form} className="flex h-full flex-col overflow-y-auto">
      <InspectorHeader
        icon={
          <span className="flex size-8 items-center justify-center rounded-lg bg-surface-3 text-ink-2">
            <Spline aria-hidden size={16} />
          </span>
        }
        title={<h2 className="font-semibold text-base leading-6">Connection</h2>}
        kind={edge.id}
      />
      <div className="flex flex-col gap-4 border-line border-t p-4" {...insertion.listeners} {...writing}>
        <div className="flex items-center gap-2 text-sm">
          <Button size="sm" className="min-w-0 flex-1 truncate" onClick={() => reveal(edge.from)}>
            {from ? nodeTitle(from) : edge.from}
          </Button>
          <ArrowRight aria-label="to" size={14} className="shrink-0 text-ink-3" />
          <Button size="sm" className="min-w-0 flex-1 truncate" onClick={() => reveal(edge.to)}>
            {to ? nodeTitle(to) : edge.to}
          </Button>
        </div>
        <div data-region-start data-setting={leaving}>
          <Field label="Leaves by" error={messageAt(problems, leaving)} caution={cautionWithin(problems, leaving)}>
            {(control) => (
              <Select
                {...control}
                options={ports}
                value={port}
                onChange={({ target }) => change({ fromPort: target.value === 'out' ? undefined : target.value }, 'port')}
              />
            )}
          </Field>
        </div>
        <ExpressionProvider nodeId={edge.from} edge>
          <SchemaForm
            key={edge.id}
            fields={CONDITION}
            value={{ ...edge }}
            pointer={`/edges/${index}`}
            problems={problems}
            onChange={({ when }) => change({ when: typeof when === 'string' ? when : undefined }, 'when')}
            onDone={store.seal}
          />
          <Button tone="danger-quiet" icon={<Trash2 aria-hidden size={14} />} className="self-start" onClick={() => deleteSelection(store)}>
            Delete connection
          </Button>
          <UpstreamData nodeId={edge.from} edge onInsert={insertion.insert} />
        </ExpressionProvider>
      </div>
    </div>
  )
}

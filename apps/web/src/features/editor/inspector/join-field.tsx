import type { JoinRule, WorkflowNode } from '@aob/schemas'
import { Field } from '../../../ui/field.tsx'
import { Select } from '../../../ui/select.tsx'
import { TextInput } from '../../../ui/text-input.tsx'
import { useEditor, useEditorState } from '../editor-context.ts'
import { withChangedNode } from '../model/document-edit.ts'
import { type EditorState, selectDocument } from '../model/editor-store.ts'

const OPTIONS = [
  { value: 'all', label: 'All branches (default)' },
  { value: 'any', label: 'The first branch' },
  { value: 'n', label: 'A number of branches' },
]

/** When a node with several ways in may run. */
export function JoinField({ value, incoming, onChange }: { value: JoinRule | undefined; incoming: number; onChange: (rule: JoinRule | undefined) => void }) {
  const kind = value === undefined ? 'all' : typeof value === 'string' ? value : 'n'
  const count = typeof value === 'object' ? value.n : Math.min(2, incoming)
  return (
    <div className="flex items-end gap-2">
      <div className="flex-1">
        <Field label={`Waits for (${incoming} ways in)`}>
          {(control) => (
            <Select
              {...control}
              options={OPTIONS}
              value={kind}
              onChange={({ target }) => onChange(target.value === 'all' ? undefined : target.value === 'any' ? 'any' : { n: count })}
            />
          )}
        </Field>
      </div>
      {kind === 'n' ? (
        <TextInput
          type="number"
          aria-label="Number of branches"
          min={1}
          max={incoming}
          value={count}
          className="w-20!"
          onChange={(event) => onChange({ n: Math.min(incoming, Math.max(1, Math.trunc(event.target.valueAsNumber) || 1)) })}
        />
      ) : null}
    </div>
  )
}

/** The join rule of a node; nothing while only one way leads into it. */
export function NodeJoin({ node }: { node: WorkflowNode }) {
  const { store } = useEditor()
  const incoming = useEditorState((state: EditorState) => selectDocument(state).edges.filter((edge) => edge.to === node.id).length)
  if (incoming < 2) return null
  const change = (join: JoinRule | undefined) =>
    store.edit(`change join rule of ${node.name ?? node.id}`, (document) => withChangedNode(document, node.id, { join }), { mergeKey: `join:${node.id}` })
  return <JoinField value={node.join} incoming={incoming} onChange={change} />
}

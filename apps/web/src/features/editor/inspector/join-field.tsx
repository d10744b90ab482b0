import type { JoinRule, WorkflowNode } from '@aob/schemas'
import { Field } from '../../../ui/field.tsx'
import { messageWithin } from '../../../ui/forms/field-problems.ts'
import { Select } from '../../../ui/select.tsx'
import { TextInput } from '../../../ui/text-input.tsx'
import { useEditor, useEditorState, useProblems } from '../editor-context.ts'
import { withChangedNode } from '../model/document-edit.ts'
import { type EditorState, selectDocument } from '../model/editor-store.ts'

const OPTIONS = [
  { value: 'all', label: 'All branches (default)' },
  { value: 'any', label: 'The first branch' },
  { value: 'n', label: 'A number of branches' },
]

/** When a node with several ways in may run. */
export function JoinField(props: { value: JoinRule | undefined; incoming: number; error?: string; onChange: (rule: JoinRule | undefined) => void }) {
  const { value, incoming, error, onChange } = props
  const kind = value === undefined ? 'all' : typeof value === 'string' ? value : 'n'
  const count = typeof value === 'object' ? value.n : Math.min(2, incoming)
  return (
    <div className="flex items-start gap-2">
      <div className="flex-1">
        <Field label={`Waits for (${incoming} ${incoming === 1 ? 'way' : 'ways'} in)`} error={error}>
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
          className="mt-6! w-20!"
          onChange={(event) => onChange({ n: Math.min(incoming, Math.max(1, Math.trunc(event.target.valueAsNumber) || 1)) })}
        />
      ) : null}
    </div>
  )
}

/** The join rule of a node; nothing while only one way leads into it and it waits for no number of them. */
export function NodeJoin({ node, index }: { node: WorkflowNode; index: number }) {
  const { store } = useEditor()
  const problems = useProblems()
  const incoming = useEditorState((state: EditorState) => selectDocument(state).edges.filter((edge) => edge.to === node.id).length)
  // A number of branches stays to be seen, and mended, where connections went.
  if (incoming < 2 && typeof node.join !== 'object') return null
  const change = (join: JoinRule | undefined) =>
    store.edit(`change join rule of ${node.name ?? node.id}`, (document) => withChangedNode(document, node.id, { join }), { mergeKey: `join:${node.id}` })
  return (
    <div data-setting={`/nodes/${index}/join`}>
      <JoinField value={node.join} incoming={incoming} error={messageWithin(problems, `/nodes/${index}/join`)} onChange={change} />
    </div>
  )
}

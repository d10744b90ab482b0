import type { WorkflowNode } from '@aob/schemas'
import { Field } from '../../../ui/field.tsx'
import { useKeptText } from '../../../ui/forms/kept-text.ts'
import { TextInput } from '../../../ui/text-input.tsx'
import { useEditor, useEditorState } from '../editor-context.ts'
import { idFault, renameNodeId } from '../model/node-id.ts'

/** The id is taken over when the field is left: half-typed ids would tear references. What cannot be one says so at once, and stays. */
export function NodeIdField({ node, index }: { node: WorkflowNode; index: number }) {
  const { store, view } = useEditor()
  const pointer = `/nodes/${index}/id`
  const [kept, keep] = useKeptText<{ text: string }>(pointer)
  const text = kept?.text ?? node.id
  const fault = useEditorState(({ document }) => idFault(document, node.id, text))
  const type = (next: string) => {
    const wrong = idFault(store.getState().document, node.id, next)
    keep({ text: next }, wrong && `Id: ${wrong}`)
  }
  const take = (key?: string) => {
    if (text === node.id || renameNodeId(store, node.id, text) !== undefined) return
    // The forms of a node with another id are others; who went on by keys is where they were.
    if (key !== undefined) view.setState({ wantedField: pointer })
  }
  return (
    <div data-setting={pointer} className="border-line border-t pt-4">
      <Field
        label="Id"
        hint={`Expressions name the node by it: ${/^[A-Za-z_]\w*$/.test(node.id) ? `nodes.${node.id}` : `nodes["${node.id}"]`}. They follow when it changes.`}
        error={fault}
      >
        {(control) => (
          <TextInput
            {...control}
            mono
            value={text}
            onChange={(event) => type(event.target.value)}
            onBlur={() => take()}
            onKeyDown={(event) => {
              if (event.key === 'Enter' || event.key === 'Tab') take(event.key)
              if (event.key !== 'Escape' || text === node.id) return
              event.stopPropagation()
              type(node.id)
            }}
          />
        )}
      </Field>
    </div>
  )
}

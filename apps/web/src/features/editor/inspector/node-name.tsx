import type { FieldProblem, WorkflowNode } from '@aob/schemas'
import { useCallback, useId, useRef } from 'react'
import { FieldNotes, notesOf } from '../../../ui/field-notes.tsx'
import { messageAt } from '../../../ui/forms/field-problems.ts'
import { useBoundedText } from '../../../ui/forms/text-fields.tsx'
import { TextInput } from '../../../ui/text-input.tsx'
import { backToCanvas } from '../canvas/back-to-canvas.ts'
import { useEditor } from '../editor-context.ts'
import { withChangedNode } from '../model/document-edit.ts'
import { useWantedField } from './use-wanted-field.ts'

const NAME = { bounded: true, maxLength: 200 }

/** Where the name of a node lies. */
export const isName = (pointer: string, index: number) => pointer === `/nodes/${index}/name`

/** The name of a node, in the head of its forms. One that is too long stays there and says so, as in any field. */
export function NodeName({ node, index, problems }: { node: WorkflowNode; index: number; problems: readonly FieldProblem[] }) {
  const { store } = useEditor()
  const id = useId()
  const pointer = `/nodes/${index}/name`
  const name = useBoundedText(NAME, node.name, pointer, (value) =>
    store.edit(`rename ${node.name ?? node.id}`, (document) => withChangedNode(document, node.id, { name: typeof value === 'string' ? value : undefined }), {
      mergeKey: `name:${node.id}`,
    }),
  )
  const field = useRef<HTMLDivElement>(null)
  useWantedField(
    field,
    useCallback((wanted: string) => isName(wanted, index), [index]),
  )
  const notes = { id, error: name.fault ?? messageAt(problems, pointer) }
  return (
    <div ref={field}>
      <div data-setting={pointer}>
        <TextInput
          aria-label="Node name"
          aria-invalid={notes.error !== undefined}
          {...notesOf(notes)}
          value={name.value}
          placeholder={node.id}
          data-node-name
          onBlur={store.seal}
          onKeyDown={({ key }) => {
            if (key === 'Enter') void backToCanvas()
          }}
          onChange={(event) => name.type(event.target.value)}
          className="-ml-[7px] h-6! border-transparent! px-1.5! font-semibold hover:border-line-strong! focus:border-line-strong!"
        />
        <FieldNotes {...notes} />
      </div>
    </div>
  )
}

import { validateWorkflow, validateWorkflowNode } from '@aob/schemas/validators'
import { CircleAlert } from 'lucide-react'
import { TextArea } from '../../../ui/text-area.tsx'
import { useJsonText } from '../forms/use-json-text.ts'

/** Why a value may not enter the document; undefined when it may. */
export type ShapeCheck = (value: unknown) => string | undefined

export function nodeShapeFault(id: string): ShapeCheck {
  return (value) => {
    if (!validateWorkflowNode(value)) return explain(validateWorkflowNode.errors)
    return (value as { id: string }).id === id ? undefined : 'The id is changed under “In a run”, so that connections follow.'
  }
}

export const workflowShapeFault: ShapeCheck = (value) => (validateWorkflow(value) ? undefined : explain(validateWorkflow.errors))

function explain(errors: typeof validateWorkflow.errors): string {
  const [first] = errors ?? []
  return first ? `${first.instancePath || 'The document'} ${first.message ?? 'is not valid'}` : 'This is not the right shape.'
}

/** Text of a part of the document. What does not parse or fit stays text; the graph keeps the last state that did. */
export function JsonEditor(props: { label: string; value: unknown; fault: ShapeCheck; onChange: (value: unknown) => void; onDone: () => void }) {
  const { label, value, fault, onChange, onDone } = props
  const json = useJsonText(value, onChange, fault)
  return (
    <div className="flex h-full flex-col gap-2 p-3">
      <TextArea
        aria-label={label}
        aria-invalid={json.fault !== undefined}
        mono
        wrap="off"
        value={json.text}
        onBlur={onDone}
        onChange={(event) => json.type(event.target.value)}
        className="min-h-64 flex-1 resize-none!"
      />
      <p role="status" className="min-h-5 text-sm">
        {json.fault ? (
          <span className="flex items-start gap-1 text-danger">
            <CircleAlert aria-hidden size={14} className="mt-0.5 shrink-0" />
            {json.fault} The canvas keeps the last valid state.
          </span>
        ) : (
          <span className="text-ink-3">In step with the canvas.</span>
        )}
      </p>
    </div>
  )
}
